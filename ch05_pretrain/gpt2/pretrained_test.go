package gpt2_test

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/ch05_pretrain/gpt2"
	"llmfromscratch/shared/assets"
)

// noWeights makes every place where weights are looked for an empty folder.
func noWeights(t *testing.T) {
	for _, name := range []string{"LLM_DATA_DIR", "LLM_CACHE_DIR", "HF_HOME", "HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE",
		"HOME", "XDG_CACHE_HOME"} {
		t.Setenv(name, t.TempDir())
	}
	t.Setenv("LLM_OFFLINE", "1")
}

func TestMissingWeightsSayHowToGetThem(t *testing.T) {
	noWeights(t)
	for name, size := range map[string]string{"124M": "124M", "gpt2-medium": "355M", "gpt2-xl (1558M)": "1558M"} {
		_, err := gpt2.Load(name)
		var missing *gpt2.MissingWeights
		if !errors.As(err, &missing) || missing.Size != size {
			t.Fatalf("%s: error %v", name, err)
		}
		var file *assets.NotFoundError
		if !errors.As(err, &file) {
			t.Errorf("%s: no file is named: %v", name, err)
		}
		for _, want := range []string{"llm fetch gpt2-" + size + `"`, "llm fetch gpt2-" + size + "-checkpoint",
			"model.safetensors", "model.ckpt.index"} {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%s: error %q does not say %q", name, err, want)
			}
		}
	}
}

func TestLoadTakesFoldersAndFiles(t *testing.T) {
	noWeights(t)
	for _, path := range []string{tiny, filepath.Join(tiny, pretrain.ModelFile)} {
		m, err := gpt2.Load(path)
		if err != nil {
			t.Fatal(err)
		}
		checkTiny(t, m)
	}
	_, err := gpt2.Load("gpt3")
	if err == nil || !strings.Contains(err.Error(), "gpt2-xl (1558M)") ||
		!strings.Contains(err.Error(), `file "gpt3"`) {
		t.Errorf("error %v", err)
	}
}

// TestAFolderComesBeforeASizeOfItsName, as in the transformers library.
func TestAFolderComesBeforeASizeOfItsName(t *testing.T) {
	noWeights(t)
	m := newModel(t, 1, smallConfig())
	t.Chdir(t.TempDir())
	if _, err := gpt2.Load("124M"); err == nil {
		t.Fatal("124M is here")
	}
	if err := pretrain.SaveModelDir("124M", m); err != nil {
		t.Fatal(err)
	}
	got, err := gpt2.Load("124M")
	if err != nil {
		t.Fatal(err)
	}
	if got.Config != m.Config {
		t.Errorf("configuration %+v, want %+v", got.Config, m.Config)
	}
}

func TestMissingWeightsAreSaidInOneLineWithTheCommand(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("LLM_DATA_DIR", dir)
	t.Setenv("LLM_CACHE_DIR", dir)
	t.Setenv("HF_HOME", dir)
	t.Setenv("HF_HUB_CACHE", dir)
	here, line := gpt2.Available("124M")
	if here || !strings.Contains(line, "llm fetch gpt2-124M") || strings.Contains(line, dir) ||
		strings.Contains(line, "\n") {
		t.Errorf("%v, %q", here, line)
	}
	if here, line := gpt2.Available("125M"); here || !strings.Contains(line, "125M") {
		t.Errorf("of a size that there is not: %v, %q", here, line)
	}
}
