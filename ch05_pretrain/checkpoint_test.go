package pretrain_test

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/shared/nn"
)

func newModel(t *testing.T, seed int64, cfg gpt.Config) *gpt.Model {
	t.Helper()
	m, err := gpt.NewModel(nn.NewBuilder(seed), cfg)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestSavedModelIsTheSame(t *testing.T) {
	cfg := smallRun().Model
	cfg.QKVBias = true
	saved := newModel(t, 1, cfg)
	dir := filepath.Join(t.TempDir(), "model")
	if err := pretrain.SaveModelDir(dir, saved); err != nil {
		t.Fatal(err)
	}
	loaded, err := pretrain.LoadModelDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	if loaded.Config != saved.Config || !reflect.DeepEqual(parameters(t, loaded), parameters(t, saved)) {
		t.Error("the loaded model differs from the saved one")
	}
}

func TestLoadNamesWhatDoesNotFit(t *testing.T) {
	cfg := smallRun().Model
	dir := t.TempDir()
	path := filepath.Join(dir, pretrain.ModelFile)
	if err := pretrain.SaveModel(path, newModel(t, 1, cfg).Store()); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name    string
		file    []byte
		change  func(*gpt.Config)
		wantErr []string
	}{
		{"wider model", whole, func(c *gpt.Config) { c.EmbDim = 32 },
			[]string{path, "tok_emb.weight", "[28 16]", "[28 32]"}},
		{"more blocks", whole, func(c *gpt.Config) { c.NumLayers = 3 },
			[]string{"trf_blocks.2.att.W_query.weight", "missing"}},
		{"fewer blocks", whole, func(c *gpt.Config) { c.NumLayers = 1 },
			[]string{"trf_blocks.1.", "not part of this model"}},
		{"cut short", whole[:len(whole)-100], nil, []string{path}},
		{"cut in the header", whole[:50], nil, []string{path}},
		{"empty", nil, nil, []string{path}},
		{"no safetensors", []byte("<html>not found</html>"), nil, []string{path}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if err := os.WriteFile(path, tt.file, 0o644); err != nil {
				t.Fatal(err)
			}
			other := cfg
			if tt.change != nil {
				tt.change(&other)
			}
			m := newModel(t, 2, other)
			before := parameters(t, m)
			err := pretrain.LoadModel(path, m.Store())
			if err == nil {
				t.Fatal("no error")
			}
			for _, want := range tt.wantErr {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("error %q does not say %q", err, want)
				}
			}
			if !reflect.DeepEqual(before, parameters(t, m)) {
				t.Error("the model changed although loading failed")
			}
		})
	}
}

func TestLoadModelDirNeedsBothFiles(t *testing.T) {
	dir := t.TempDir()
	if _, err := pretrain.LoadModelDir(dir); err == nil || !strings.Contains(err.Error(), "config.json is missing") {
		t.Errorf("error = %v", err)
	}
	if err := os.WriteFile(filepath.Join(dir, pretrain.ConfigFile), []byte(`{"emb_dim": 10, "n_heads": 3}`),
		0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := pretrain.LoadModelDir(dir); err == nil ||
		!strings.Contains(err.Error(), "emb_dim 10 is not divisible") {
		t.Errorf("error = %v", err)
	}
}
