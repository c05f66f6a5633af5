package gpt2_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/ch05_pretrain/gpt2"
	"llmfromscratch/ch05_pretrain/lora"
	"llmfromscratch/internal/weightfiles"
)

// exactModel has numbers that every kind of file holds without loss.
func exactModel(t *testing.T, tied bool) *gpt.Model {
	t.Helper()
	cfg := gpt.Config{VocabSize: 23, ContextLength: 6, EmbDim: 8, NumHeads: 2, NumLayers: 2, DropRate: 0.1,
		QKVBias: true}
	m := newModel(t, 1, cfg)
	weightfiles.Exact(m, tied)
	return m
}

// TestEveryFormGivesTheSameLogits: whatever the form, Load gives the same model, to the bit, and Convert reads it too.
func TestEveryFormGivesTheSameLogits(t *testing.T) {
	ids := [][]int{{1, 22, 3, 3, 17, 0}}
	for _, tied := range []bool{true, false} {
		m := exactModel(t, tied)
		want := logits(t, m, ids)
		for _, form := range weightfiles.Forms() {
			if form.Tied && !tied {
				continue
			}
			t.Run(form.Name, func(t *testing.T) {
				path, err := form.Write(t.TempDir(), m)
				if err != nil {
					t.Fatal(err)
				}
				got, err := gpt2.Load(path)
				if err != nil {
					t.Fatal(err)
				}
				if got.Config != m.Config || !equalParameters(parameters(t, got), parameters(t, m)) ||
					!slices.Equal(logits(t, got, ids), want) {
					t.Error("the loaded model is another one")
				}
				into := newModel(t, 5, m.Config)
				if err := gpt2.LoadInto(into, path); err != nil || !slices.Equal(logits(t, into, ids), want) {
					t.Errorf("LoadInto gives another model; %v", err)
				}
				for _, layout := range []gpt2.Layout{gpt2.BookLayout, gpt2.HuggingFaceLayout} {
					target := t.TempDir()
					if _, err := gpt2.Convert(t.Context(), path, target,
						gpt2.ConvertOptions{Layout: layout}); err != nil {
						t.Fatal(err)
					}
					converted, err := gpt2.Load(target)
					if err != nil {
						t.Fatal(err)
					}
					if !slices.Equal(logits(t, converted, ids), want) {
						t.Errorf("converted to the %s layout it is another model", layout)
					}
				}
			})
		}
	}
}

// inParts stores the exact model in two files with an index, and lets a test spoil them.
func inParts(t *testing.T, spoil func(dir string, index map[string]map[string]string)) string {
	t.Helper()
	forms := weightfiles.Forms()
	form := forms[slices.IndexFunc(forms, func(f weightfiles.Form) bool { return f.Name == "hf in parts" })]
	dir, err := form.Write(t.TempDir(), exactModel(t, true))
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "model.safetensors.index.json")
	var index struct {
		WeightMap map[string]string `json:"weight_map"`
	}
	if err := json.Unmarshal(readFile(t, path), &index); err != nil {
		t.Fatal(err)
	}
	all := map[string]map[string]string{"weight_map": index.WeightMap}
	spoil(dir, all)
	data, err := json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestPartsThatDoNotBelongTogetherAreNamed(t *testing.T) {
	const first, second = "model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors"
	must := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, tt := range []struct {
		name  string
		spoil func(dir string, index map[string]map[string]string)
		want  []string
	}{
		{"a part is missing", func(dir string, _ map[string]map[string]string) {
			must(os.Remove(filepath.Join(dir, second)))
		}, []string{second + " is missing", "model.safetensors.index.json"}},
		{"a part is cut off", func(dir string, _ map[string]map[string]string) {
			must(os.Truncate(filepath.Join(dir, second), 2000))
		}, []string{second, "cut off"}},
		{"a tensor is missing in a part", func(_ string, index map[string]map[string]string) {
			index["weight_map"]["h.7.ln_1.weight"] = second
		}, []string{`"h.7.ln_1.weight"`, second, "does not have it"}},
		{"a tensor is in the other part", func(_ string, index map[string]map[string]string) {
			index["weight_map"]["wte.weight"] = second
		}, []string{`"wte.weight"`, second, "does not have it"}},
		{"a tensor is in both parts", func(dir string, _ map[string]map[string]string) {
			must(os.WriteFile(filepath.Join(dir, second), readFile(t, filepath.Join(dir, first)), 0o644))
		}, []string{`"wte.weight"`, first, second}},
		{"a parameter is in no part", func(dir string, index map[string]map[string]string) {
			list := rawList(t, readFile(t, filepath.Join(dir, second)))
			list = slices.DeleteFunc(list, func(r rawTensor) bool { return r.name == "ln_f.bias" })
			must(os.WriteFile(filepath.Join(dir, second), encode(t, "", list), 0o644))
			delete(index["weight_map"], "ln_f.bias")
		}, []string{"tensor ln_f.bias [8] is missing"}},
		{"a file elsewhere", func(_ string, index map[string]map[string]string) {
			index["weight_map"]["wte.weight"] = "../" + first
		}, []string{`"../` + first + `"`, "not the name of a file beside the index"}},
		{"no tensors", func(_ string, index map[string]map[string]string) { clear(index["weight_map"]) },
			[]string{"names no tensor"}},
		{"no index", func(dir string, _ map[string]map[string]string) {}, []string{"parts of a model", first, second,
			"model.safetensors.index.json"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := inParts(t, tt.spoil)
			if tt.name == "no index" {
				must(os.Remove(filepath.Join(dir, "model.safetensors.index.json")))
			}
			_, err := gpt2.Load(dir)
			if err == nil {
				t.Fatal("no error")
			}
			for _, want := range append(tt.want, dir) {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("error %q does not say %q", err, want)
				}
			}
		})
	}
}

func TestFilesAreThoseOfTheWeights(t *testing.T) {
	dir := inParts(t, func(string, map[string]map[string]string) {})
	got, err := gpt2.Files(dir)
	if err != nil || len(got) != 2 || filepath.Base(got[1]) != "model-00002-of-00002.safetensors" {
		t.Errorf("%v, %v", got, err)
	}
	if got, err := gpt2.Files(tiny); err != nil || !slices.Equal(got,
		[]string{filepath.Join(tiny, "model.safetensors")}) {
		t.Errorf("%v, %v", got, err)
	}
	if got, err := gpt2.Files(t.TempDir()); err == nil || got != nil {
		t.Errorf("an empty folder has %v, %v", got, err)
	}
}

// TestAHeadThatIsMissingIsNotTakenFromTheEmbedding where the configuration says that it is another tensor.
func TestAHeadThatIsMissingIsNotTakenFromTheEmbedding(t *testing.T) {
	config := strings.Replace(string(readFile(t, filepath.Join(tiny, pretrain.ConfigFile))),
		`"tie_word_embeddings": true`, `"tie_word_embeddings": false`, 1)
	dir := folder(t, map[string][]byte{pretrain.ModelFile: readFile(t, filepath.Join(tiny, pretrain.ModelFile)),
		pretrain.ConfigFile: []byte(config)})
	_, loadErr := gpt2.Load(dir)
	_, convertErr := gpt2.Convert(t.Context(), dir, t.TempDir(), gpt2.ConvertOptions{Layout: gpt2.BookLayout})
	for _, err := range []error{loadErr, convertErr} {
		if err == nil || !strings.Contains(err.Error(), "no tensor lm_head.weight") ||
			!strings.Contains(err.Error(), filepath.Join(dir, "config.json")+" says tie_word_embeddings false") {
			t.Errorf("error %v", err)
		}
	}
}

// TestFilesThatLookLikeGPT2SayWhatTheyAre: adapters, a model that has some, a classifier.
func TestFilesThatLookLikeGPT2SayWhatTheyAre(t *testing.T) {
	m := exactModel(t, false)
	if err := lora.Replace(m, 4, 8); err != nil {
		t.Fatal(err)
	}
	adapters, whole := filepath.Join(t.TempDir(), "spam-lora.safetensors"), t.TempDir()
	if err := lora.SaveAdapters(adapters, m); err != nil {
		t.Fatal(err)
	}
	if err := pretrain.SaveModelDir(whole, m); err != nil {
		t.Fatal(err)
	}
	classifier := slices.DeleteFunc(rawList(t, saved(t, exactModel(t, false))), func(r rawTensor) bool {
		return r.name == "out_head.weight"
	})
	classifier = append(classifier, rawTensor{"out_head.weight", "F32", []int{2, 8}, nil, make([]float32, 16)},
		rawTensor{"out_head.bias", "F32", []int{2}, nil, make([]float32, 2)})
	peft := []rawTensor{{"base_model.model.transformer.h.0.attn.c_attn.lora_A.weight", "F32", []int{1}, nil,
		[]float32{1}}}
	for name, tt := range map[string]struct {
		path string
		want []string
	}{
		"adapters": {adapters, []string{"lora.Replace(model, 4, 8)",
			fmt.Sprintf("lora.LoadAdapters(%q, model)", adapters)}},
		"the folder of adapters": {filepath.Dir(adapters), []string{adapters, "lora.Replace(model, 4, 8)"}},
		"a model with adapters":  {whole, []string{"lora.Merge"}},
		"a classifier": {folder(t, map[string][]byte{pretrain.ModelFile: encode(t, "", classifier)}),
			[]string{"out_head.weight [2 8]", "tok_emb.weight [23 8]", "classify.Load"}},
		"adapters of another library": {folder(t, map[string][]byte{"adapter_model.safetensors": encode(t, "", peft)}),
			[]string{"PEFT", "merge_and_unload"}},
	} {
		_, err := gpt2.Load(tt.path)
		if err == nil {
			t.Errorf("%s: no error", name)
			continue
		}
		for _, want := range append(tt.want, tt.path) {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%s: error %q does not say %q", name, err, want)
			}
		}
	}
}

// saved is the file of a saved model.
func saved(t *testing.T, m *gpt.Model) []byte {
	t.Helper()
	dir := t.TempDir()
	if err := pretrain.SaveModelDir(dir, m); err != nil {
		t.Fatal(err)
	}
	return readFile(t, filepath.Join(dir, pretrain.ModelFile))
}

// TestFoldersThatHoldTheFolderNameIt: what "llm pretrain" writes holds the model in a folder of its own.
func TestFoldersThatHoldTheFolderNameIt(t *testing.T) {
	out := t.TempDir()
	if err := pretrain.SaveModelDir(filepath.Join(out, "model"), exactModel(t, false)); err != nil {
		t.Fatal(err)
	}
	if _, err := gpt2.Load(out); err == nil || !strings.Contains(err.Error(),
		"name the folder "+filepath.Join(out, "model")) {
		t.Errorf("error %v", err)
	}
}
