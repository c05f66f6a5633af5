package main

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gomlx/gomlx/core/tensors"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/ch05_pretrain/gpt2"
	"llmfromscratch/ch07_instruct"
	"llmfromscratch/internal/weightfiles"
	"llmfromscratch/shared/backend"
	"llmfromscratch/shared/nn"
	"llmfromscratch/shared/torchrand"
)

// exactModel has GPT-2's vocabulary and little else.
func exactModel(t *testing.T) *gpt.Model {
	t.Helper()
	cfg := gpt.Config{VocabSize: text.GPT2VocabSize, ContextLength: 80, EmbDim: 4, NumHeads: 2, NumLayers: 1,
		DropRate: 0.1, QKVBias: true}
	m, err := gpt.NewModel(nn.NewBuilder(1), cfg)
	if err != nil {
		t.Fatal(err)
	}
	weightfiles.Exact(m, true)
	return m
}

// entriesFile has 12 short instructions.
func entriesFile(t *testing.T) string { return entriesFileOf(t, 12) }

// entriesFileOf is a file with so many entries.
func entriesFileOf(t *testing.T, n int) string {
	t.Helper()
	var entries []instruct.Entry
	for i := range n {
		entries = append(entries, instruct.Entry{Instruction: "Twice.", Input: fmt.Sprint(i),
			Output: fmt.Sprintf("%d %d", i, i)})
	}
	content, err := json.Marshal(entries)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "entries.json")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestEveryCommandTakesEveryFormOfWeights: the same numbers in all forms, and with every command the same result.
func TestEveryCommandTakesEveryFormOfWeights(t *testing.T) {
	const be = "--backend=" + backend.GoSequential
	m, messages := exactModel(t), spamFile(t)
	commands := []struct {
		name string
		args func(path, out string) []string
	}{
		{"generate", func(path, _ string) []string {
			return []string{"generate", "--model", path, "--tokens=3", "--json", be, "Every effort moves you"}
		}},
		{"classify train", func(path, out string) []string {
			return []string{"classify", "train", "--pretrained", path, "--data", messages, "--out", out, "--epochs=1",
				"--batch=32", "--length=8", "--json", be}
		}},
		{"convert", func(path, out string) []string {
			return []string{"convert", "--from", path, "--to", out}
		}},
		{"inspect", func(path, _ string) []string { return []string{"inspect", path, "--check"} }},
	}
	first := map[string]string{}
	for _, form := range weightfiles.Forms() {
		path, err := form.Write(t.TempDir(), m)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range commands {
			out, err := execute(t, c.args(path, t.TempDir())...)
			if err != nil {
				t.Errorf("%s of %q: %v", c.name, form.Name, err)
			}
			switch c.name {
			case "convert":
				if !strings.Contains(out, "1 blocks, width 4, vocabulary of 50257, context of 80") {
					t.Errorf("%s of %q: %s", c.name, form.Name, out)
				}
			case "inspect":
				if !strings.Contains(out, "Every tensor ") {
					t.Errorf("%s of %q: %s", c.name, form.Name, out)
				}
			default:
				if first[c.name] == "" {
					first[c.name] = out
				}
				if out != first[c.name] {
					t.Errorf("%s of %q prints\n%s\nwhich is not what the first form gives,\n%s", c.name, form.Name, out,
						first[c.name])
				}
			}
		}
	}
}

// TestInstructTrainsFromEveryFormOfWeights: the whole command from one of them, as a step over GPT-2's vocabulary takes
// its time, and what it does first with all.
func TestInstructTrainsFromEveryFormOfWeights(t *testing.T) {
	m := exactModel(t)
	for i, form := range weightfiles.Forms() {
		path, err := form.Write(t.TempDir(), m)
		if err != nil {
			t.Fatal(err)
		}
		rng := torchrand.New(123)
		a, err := newAssistant(path, instruct.CourseRecipe(), rng, io.Discard)
		if err != nil {
			t.Fatalf("%s: %v", form.Name, err)
		}
		want, got := values(m), values(a.Model)
		if a.Model.Builder.RNG != rng || !maps.EqualFunc(got, want, slices.Equal[[]float32]) {
			t.Errorf("%s: the assistant has another model", form.Name)
		}
		if i > 0 {
			continue
		}
		out, err := execute(t, "instruct", "train", "--model", path, "--data", entriesFile(t), "--out", t.TempDir(),
			"--epochs=1", "--batch=4", "--style=phi3", "--json", "--backend", backend.GoSequential)
		if err != nil || !strings.Contains(out, `"after"`) {
			t.Errorf("%s, %v", out, err)
		}
	}
}

// values are a model's parameters.
func values(m *gpt.Model) map[string][]float32 {
	all := map[string][]float32{}
	for v := range nn.Parameters(m.Store()) {
		all[v.Path()] = tensors.MustCopyFlatData[float32](v.MustValue())
	}
	return all
}

// TestRowsWithoutATokenAreLeftOut: the likeliest row of a padded table is not a token, and no text goes on with it.
func TestRowsWithoutATokenAreLeftOut(t *testing.T) {
	const tokens = text.GPT2VocabSize
	m := exactModel(t)
	padded, err := gpt2.ExtendVocabulary(m, 47, gpt2.NormalRows(torchrand.New(1), 50))
	if err != nil {
		t.Fatal(err)
	}
	plain, wide := t.TempDir(), t.TempDir()
	for dir, model := range map[string]*gpt.Model{plain: m, wide: padded} {
		if err := gpt2.Save(dir, model, gpt2.HuggingFaceLayout); err != nil {
			t.Fatal(err)
		}
	}
	generate := func(dir string) (string, []int) {
		out, err := execute(t, "generate", "--model", dir, "--tokens=4", "--json", "--backend", backend.GoSequential,
			"Every effort moves you")
		if err != nil {
			t.Fatal(err)
		}
		var result struct{ IDs []int }
		if err := json.Unmarshal([]byte(out), &result); err != nil {
			t.Fatal(err)
		}
		return out, result.IDs
	}
	want, _ := generate(plain)
	got, ids := generate(wide)
	if got != want || len(ids) < 8 || slices.Max(ids) >= tokens {
		t.Errorf("%s, want %s", got, want)
	}
	var log strings.Builder
	trimmed, _, err := loadModel(wide, &log)
	if err != nil || trimmed.Config.VocabSize != tokens {
		t.Error(err)
	}
	for _, want := range []string{wide, "50304 rows", "50257 tokens"} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("the log %q does not say %q", &log, want)
		}
	}
}

// TestAVocabularyOfItsOwnIsRefused by the commands whose texts are GPT-2's tokens.
func TestAVocabularyOfItsOwnIsRefused(t *testing.T) {
	m, err := gpt.NewModel(nn.NewBuilder(1), gpt.Config{VocabSize: 282, ContextLength: 8, EmbDim: 4, NumHeads: 1,
		NumLayers: 1})
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := pretrain.SaveModelDir(dir, m); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "assistant.json"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"generate", "--model", dir, "!"},
		{"classify", "train", "--data", spamFile(t), "--pretrained", dir, "--backend", backend.GoSequential},
		{"instruct", "train", "--data", entriesFile(t), "--model", dir, "--backend", backend.GoSequential}} {
		_, err := execute(t, args...)
		if err == nil {
			t.Errorf("%v: no error", args)
			continue
		}
		for _, want := range []string{dir, "282 tokens", "50257", "llm instruct answer --model " + dir} {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%v: error %q does not say %q", args, err, want)
			}
		}
	}
}

func TestInspectListsFoldersAndAllParts(t *testing.T) {
	m := exactModel(t)
	for _, form := range weightfiles.Forms() {
		if !strings.HasPrefix(form.Name, "hf in parts") {
			continue
		}
		path, err := form.Write(t.TempDir(), m)
		if err != nil {
			t.Fatal(err)
		}
		index := filepath.Join(path, "model.safetensors.index.json")
		if filepath.Ext(path) != "" {
			index = path // one part alone
		}
		for _, arg := range []string{path, index} {
			out, err := execute(t, "inspect", arg)
			if err != nil {
				t.Fatal(err)
			}
			both := strings.Contains(out, "00001-of-00002.safetensors:\n") &&
				strings.Contains(out, "00002-of-00002.safetensors:\n")
			if both != (filepath.Ext(arg) != ".safetensors") {
				t.Errorf("%s of %q:\n%s", filepath.Base(arg), form.Name, out)
			}
		}
	}
	converted := t.TempDir()
	hub := filepath.Join("..", "..", "ch05_pretrain", "gpt2", "testdata", "tiny-gpt2")
	if _, err := convert(t, "--from", hub, "--to", converted); err != nil {
		t.Fatal(err)
	}
	out, err := execute(t, "inspect", converted)
	if err != nil || !strings.Contains(out, "trf_blocks.1.att.W_key.weight") {
		t.Fatalf("%s, %v", out, err)
	}
	for line := range strings.Lines(strings.ReplaceAll(out, converted, "")) { // a kept header is in the metadata
		if len([]rune(line)) > 120 {
			t.Errorf("a line of %d characters: %.100s…", len([]rune(line)), line)
		}
	}
}
