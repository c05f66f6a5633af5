package plain_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch04_gpt/plain"
	"llmfromscratch/shared/safetensors"
)

// saved is the folder of a model's 8-bit weights.
func saved(t testing.TB, m *gpt.Model) (string, *plain.Model) {
	t.Helper()
	dir := t.TempDir()
	q := must[*plain.Model](t)(must[*plain.Model](t)(plain.New(m)).Quantize())
	if err := plain.Save(dir, q); err != nil {
		t.Fatal(err)
	}
	return dir, q
}

// A model that was saved and loaded gives the same logits, to the bit, with a head of its own and without.
func TestSavedWeightsComeBack(t *testing.T) {
	for i, cfg := range configs() {
		m := newModel(t, 1, cfg)
		if i%2 == 0 {
			tied(t, m)
		}
		dir, q := saved(t, m)
		loaded := must[*plain.Model](t)(plain.Load(dir))
		ids := rows(1, 2, 9, cfg.VocabSize)
		want := must[[][]float32](t)(plain.NewPredictor(q).NextLogits(ids))
		got := must[[][]float32](t)(plain.NewPredictor(loaded).NextLogits(ids))
		if !sameRows(got, want) || loaded.Config != cfg || !loaded.Quantized() {
			t.Errorf("%+v: the loaded model is another one", cfg)
		}
		f, err := safetensors.Open(filepath.Join(dir, "model.safetensors"))
		if err != nil {
			t.Fatal(err)
		}
		if _, untied := f.Info("out_head.weight"); untied != (i%2 == 1) {
			t.Errorf("%+v: a head in the file: %v", cfg, untied)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestOnlyModelsOf8BitsAreSaved(t *testing.T) {
	m := must[*plain.Model](t)(plain.New(newModel(t, 1, tiny())))
	if err := plain.Save(t.TempDir(), m); err == nil || !strings.Contains(err.Error(), "Quantize") {
		t.Errorf("error %v", err)
	}
	q := must[*plain.Model](t)(m.Quantize())
	if _, err := q.Quantize(); err == nil || !strings.Contains(err.Error(), "8-bit weights already") {
		t.Errorf("error %v", err)
	}
}

// A file that does not fit is refused by the name of what is wrong.
func TestLoadNamesWhatDoesNotFit(t *testing.T) {
	dir, _ := saved(t, newModel(t, 1, tiny()))
	config := filepath.Join(dir, "config.json")
	content := string(must[[]byte](t)(os.ReadFile(config)))
	for _, tt := range []struct{ old, new, want string }{
		{`"n_layers": 2`, `"n_layers": 3`, "tensor trf_blocks.2.att.W_query.weight [16 16] is missing"},
		{`"n_layers": 2`, `"n_layers": 1`, "tensor trf_blocks.1.att.W_query.weight [16 16] is not part"},
		{`"n_layers": 2`, `"n_layers": 99999999`, "cannot be 99999999 blocks"},
		{`"emb_dim": 16`, `"emb_dim": 32`, "tok_emb.weight is I8 [50 16], the model wants I8 [50 32]"},
		{`"emb_dim": 16`, `"emb_dim": 17`, "not divisible"},
		{`"qkv_bias": true`, `"qkv_bias": false`, "W_query.bias [16] is not part"},
		{`{`, ``, config},
	} {
		spoilt := strings.Replace(content, tt.old, tt.new, 1)
		if spoilt == content {
			t.Fatalf("%q is not in %s", tt.old, content)
		}
		if err := os.WriteFile(config, []byte(spoilt), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := plain.Load(dir); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: error %v, want %q", tt.new, err, tt.want)
		}
	}
	if _, err := plain.Load(t.TempDir()); !os.IsNotExist(err) {
		t.Errorf("an empty folder: error %v", err)
	}
}

// FuzzLoad: whatever the file of weights holds, Load ends with a model that predicts, or with an error.
func FuzzLoad(f *testing.F) {
	dir, _ := saved(f, newModel(f, 1, gpt.Config{VocabSize: 5, ContextLength: 4, EmbDim: 2, NumHeads: 1, NumLayers: 1}))
	file := filepath.Join(dir, "model.safetensors")
	good := must[[]byte](f)(os.ReadFile(file))
	f.Add(good)
	f.Add(good[:len(good)-1])
	last := slices.Clone(good)
	last[len(last)-1] = 0x7f
	f.Add(last)
	f.Fuzz(func(t *testing.T, content []byte) {
		if err := os.WriteFile(file, content, 0o644); err != nil {
			t.Fatal(err)
		}
		m, err := plain.Load(dir)
		if err != nil {
			return
		}
		if _, err := plain.NewPredictor(m).NextLogits([][]int{{1, 2, 3}}); err != nil {
			t.Error(err)
		}
	})
}
