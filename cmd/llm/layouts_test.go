package main

import (
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/ch05_pretrain/gpt2"
	"llmfromscratch/ch05_pretrain/lora"
	"llmfromscratch/ch06_classify"
	"llmfromscratch/ch07_instruct"
	"llmfromscratch/internal/weightfiles"
	"llmfromscratch/shared/backend"
	"llmfromscratch/shared/torchrand"
)

// users are the commands that take weights; all refuse what is no whole GPT-2.
func users(t *testing.T, path string) map[string][]string {
	t.Helper()
	const be = "--backend=" + backend.GoSequential
	out := filepath.Join(t.TempDir(), "out")
	return map[string][]string{
		"convert":        {"convert", "--from", path, "--to", out},
		"generate":       {"generate", "--model", path, "--tokens=2", be, "hello"},
		"classify train": {"classify", "train", "--pretrained", path, "--data", spamFile(t), "--out", out, be},
		"instruct train": {"instruct", "train", "--model", path, "--data", entriesFile(t), "--out", out, be},
	}
}

// TestWhatIsNoWholeGPT2IsRefusedWithARemedy: what people name by mistake, and every command.
func TestWhatIsNoWholeGPT2IsRefusedWithARemedy(t *testing.T) {
	for name, tc := range map[string]struct {
		write func(dir string) error
		want  []string
	}{
		"adapters alone": {func(dir string) error {
			return errors.Join(files(dir, nil), lora.SaveAdapters(filepath.Join(dir, "adapters.safetensors"),
				adapted(t)))
		}, []string{"LoRA adapters without the model", "appendix E"}},
		"adapters beside layers": {func(dir string) error { return pretrain.SaveModelDir(dir, adapted(t)) },
			[]string{"LoRA adapters beside", "appendix E"}},
		"a classifier": {func(dir string) error { return link(savedClassifier(t), dir) },
			[]string{"holds a classifier", "llm classify predict"}},
		"a classifier with adapters": {func(dir string) error {
			return link(savedClassifierOf(t, classify.LoRAConfig()), dir)
		}, []string{"holds a classifier", "llm classify predict"}},
		"weights of 8 bits": {func(dir string) error {
			_, err := execute(t, "convert", "--from", savedModel(t, exactModel(t)), "--to", dir, "--quantize", "q8")
			return err
		}, []string{"weights of 8 bits", "llm generate --model FOLDER", "float32 weights that they were made of"}},
		"adapters of PEFT": {func(dir string) error {
			return files(dir, map[string][]byte{"adapter_model.safetensors": weightfiles.Safetensors("",
				[]weightfiles.Tensor{{Name: "base_model.model.transformer.h.0.attn.c_attn.lora_A.weight", Kind: "F32",
					Shape: []int{1}, Values: []float32{1}}})})
		}, []string{"PEFT", "merge_and_unload"}},
		"a pickle": {func(dir string) error {
			return files(dir, map[string][]byte{"pytorch_model.bin": []byte("PK"), "config.json": []byte("{}")})
		}, []string{"pytorch_model.bin is a PyTorch pickle", "safetensors"}},
		"a configuration alone": {func(dir string) error {
			return files(dir, map[string][]byte{"config.json": []byte("{}")})
		}, []string{"has no weights", "model.safetensors"}},
		"parts without their index": {func(dir string) error {
			return files(dir, map[string][]byte{"model-00001-of-00002.safetensors": nil, "config.json": nil})
		}, []string{"model.safetensors.index.json", "get it"}},
		"weights that ended early": {func(dir string) error {
			return files(dir, map[string][]byte{"model.safetensors": {9, 0, 0, 0, 0, 0, 0, 0, '{'}})
		}, []string{"model.safetensors"}},
		"a page of a website": {func(dir string) error {
			return files(dir, map[string][]byte{"model.safetensors": []byte("<!DOCTYPE html><html>Sorry</html>")})
		}, []string{"model.safetensors", "DOCTYPE"}},
	} {
		dir := filepath.Join(t.TempDir(), "weights")
		if err := tc.write(dir); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for command, args := range users(t, dir) {
			out, err := execute(t, args...)
			if err == nil {
				t.Errorf("%s of %s is accepted: %s", command, name, out)
				continue
			}
			for _, want := range append(tc.want, dir) {
				if said := forCommands(err); !strings.Contains(said, want) || strings.Contains(said, "goroutine") {
					t.Errorf("%s of %s: %s\nwant %q", command, name, said, want)
				}
			}
		}
	}
}

// adapted is a model with adapters.
func adapted(t *testing.T) *gpt.Model {
	t.Helper()
	m := exactModel(t)
	if err := lora.Replace(m, 2, 2); err != nil {
		t.Fatal(err)
	}
	return m
}

// link gives a folder another name.
func link(from, to string) error { return os.Symlink(from, to) }

// files writes files into a new folder.
func files(dir string, content map[string][]byte) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for name, data := range content {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			return err
		}
	}
	return nil
}

// TestNoTextGoesOnWithARowThatNoTokenHas, however a token is chosen.
func TestNoTextGoesOnWithARowThatNoTokenHas(t *testing.T) {
	m := exactModel(t)
	likely := func(_, rows []float32, _ int) {
		for i := range rows {
			rows[i] = 100
		}
	}
	padded, err := gpt2.ExtendVocabulary(m, 47, likely)
	if err != nil {
		t.Fatal(err)
	}
	dir := savedModel(t, padded)
	for _, args := range [][]string{nil, {"--no-cache"}, {"--temperature=1"}, {"--temperature=5", "--top-k=50257"},
		{"--temperature=1e-300", "--top-k=1"}, {"--no-cache", "--temperature=1e300", "--seed=-1"}} {
		_, ids := generated(t, append([]string{"--model", dir, "--tokens=12", "--eos=false"}, args...)...)
		for _, id := range ids {
			if id >= text.GPT2VocabSize {
				t.Errorf("%v: %v", args, ids)
			}
		}
	}
}

// TestEveryFormGoesToBothLayoutsAndBack: from whatever form, by way of Hugging Face's layout and of the book's, the
// model says the same.
func TestEveryFormGoesToBothLayoutsAndBack(t *testing.T) {
	m := exactModel(t)
	want, _ := generated(t, "--model", savedModel(t, m), "--tokens=3")
	for _, form := range weightfiles.Forms() {
		path, err := form.Write(t.TempDir(), m)
		if err != nil {
			t.Fatal(err)
		}
		for _, layout := range []string{"hf", "book", "hf"} {
			to := filepath.Join(t.TempDir(), layout)
			if _, err := execute(t, "convert", "--from", path, "--to", to, "--layout", layout); err != nil {
				t.Fatalf("%s to %s: %v", form.Name, layout, err)
			}
			if got, _ := generated(t, "--model", to, "--tokens=3"); got != want {
				t.Errorf("%s in the layout %s: %s, want %s", form.Name, layout, got, want)
			}
			path = to
		}
	}
}

// TestAPaddedTableIsNoObstacle to any command, before and after conversion: all say what they say of the table without
// the rows that no token has.
func TestAPaddedTableIsNoObstacle(t *testing.T) {
	m := exactModel(t)
	padded, err := gpt2.ExtendVocabulary(m, 47, func(_, rows []float32, _ int) {
		for i := range rows {
			rows[i] = 100
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	plain, wide, messages := savedModel(t, m), savedModel(t, padded), spamFile(t)
	hub := filepath.Join(t.TempDir(), "hub")
	if _, err := execute(t, "convert", "--from", wide, "--to", hub, "--layout", "hf"); err != nil {
		t.Fatal(err)
	}
	classified := func(dir string) string {
		t.Helper()
		out, err := execute(t, "classify", "train", "--pretrained", dir, "--data", messages, "--out", t.TempDir(),
			"--epochs=1", "--batch=32", "--length=8", "--json", "--backend", backend.GoSequential)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	for _, dir := range []string{wide, hub} {
		if got, want := classified(dir), classified(plain); got != want {
			t.Errorf("classify train: %s, want %s", got, want)
		}
		var log strings.Builder
		a, err := newAssistant(dir, instruct.CourseRecipe(), torchrand.New(1), &log)
		if err != nil || !maps.EqualFunc(values(a.Model), values(m), slices.Equal[[]float32]) ||
			!strings.Contains(log.String(), "50304 rows") {
			t.Errorf("instruct train begins with another model, or does not say so: %v, %s", err, &log)
		}
	}
}

// TestInspectListsWhatOthersRefuse: what is in a file can be seen, whatever it is for.
func TestInspectListsWhatOthersRefuse(t *testing.T) {
	adapters := filepath.Join(t.TempDir(), "adapters.safetensors")
	if err := lora.SaveAdapters(adapters, adapted(t)); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{adapters: "trf_blocks.0.att.W_query.lora.A",
		savedClassifier(t):                          "out_head.bias",
		savedClassifierOf(t, classify.LoRAConfig()): ".lora.B", savedAssistant(t): "tok_emb.weight",
		savedModel(t, adapted(t)): ".lora.A"} {
		if out, err := execute(t, "inspect", path, "--check"); err != nil || !strings.Contains(out, want) {
			t.Errorf("%s: %v, %s", path, err, out)
		}
	}
}
