// Package weightfiles writes a GPT-2 model in every form in which people bring one, for the tests of what reads them.
// It shares no code with the reader: names, transposes and formats are written out a second time.
package weightfiles

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
)

// Form is a way to store a model.
type Form struct {
	Name string
	Tied bool // only models whose head equals the token embedding can be stored so
	// Write stores a model in an empty folder and returns what a user would name: the folder, or a file or folder in
	// it.
	Write func(dir string, m *gpt.Model) (path string, err error)
}

// Forms are all forms. All hold the same numbers when the model's fit into F16 and BF16, as [Exact] ones do.
func Forms() []Form {
	return []Form{
		{"saved model", false, func(dir string, m *gpt.Model) (string, error) {
			err := pretrain.SaveModelDir(dir, m)
			return dir, err
		}},
		{"checkpoints of a run", false, writeRun},
		{"book", false, func(dir string, m *gpt.Model) (string, error) {
			return dir, writeModel(dir, bookConfig(m), book(m, false))
		}},
		{"book with masks", false, func(dir string, m *gpt.Model) (string, error) {
			return dir, writeModel(dir, bookConfig(m), book(m, true))
		}},
		{"book, a file of another name", false, func(dir string, m *gpt.Model) (string, error) {
			path := filepath.Join(dir, "gpt2-small-124M.safetensors")
			return path, writeFiles(dir, map[string][]byte{"config.json": bookConfig(m),
				"gpt2-small-124M.safetensors": Safetensors("", book(m, true))})
		}},
		{"hf", true, hf(bare, "F32")},
		{"hf with masks", true, hf(bare|masks, "F32")},
		{"hf with prefix, masks and tied head", true, hf(prefix|masks|head, "F32")},
		{"hf with a head of its own", false, hf(prefix|head|untied, "F32")},
		{"hf without prefix, with a head", false, hf(head|untied, "F32")},
		{"hf in F16", true, hf(masks, "F16")},
		{"hf in BF16", true, hf(prefix|head, "BF16")},
		{"hf in parts", true, sharded(bare, false)},
		{"hf in parts, with prefix, masks and head", false, sharded(prefix|masks|head|untied, false)},
		{"hf in parts, one of them named", true, sharded(bare, true)},
		{"openai", true, writeOpenAI},
	}
}

// writeRun stores a model as the newest checkpoint of a training run, beside what an older one left.
func writeRun(dir string, m *gpt.Model) (string, error) {
	const step = "step-000012"
	if err := pretrain.SaveModelDir(filepath.Join(dir, step), m); err != nil {
		return "", err
	}
	return dir, writeFiles(dir, map[string][]byte{"latest": []byte(step + "\n"),
		filepath.Join(step, pretrain.OptimizerFile): {1}, filepath.Join("step-000006", pretrain.ModelFile): {1}})
}

// shape of a Hugging Face file: what it has besides the parameters.
type extras int

const (
	prefix extras = 1 << iota // "transformer." before the names
	masks                     // attn.bias and attn.masked_bias
	head                      // lm_head.weight
	untied                    // which is another tensor than the embedding
	bare   extras = 0
)

func hf(x extras, kind string) func(string, *gpt.Model) (string, error) {
	return func(dir string, m *gpt.Model) (string, error) {
		list := hub(m, x)
		for i := range list {
			list[i].Kind = kind
		}
		return dir, writeModel(dir, hubConfig(m, x), list)
	}
}

// sharded stores a model in two files and their index; the user may name one of the files.
func sharded(x extras, nameOne bool) func(string, *gpt.Model) (string, error) {
	return func(dir string, m *gpt.Model) (string, error) {
		list := hub(m, x)
		names := []string{"model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors"}
		files := map[string][]byte{"config.json": hubConfig(m, x)}
		weightMap := map[string]string{}
		half := len(list) / 2
		for i, part := range [][]Tensor{list[:half], list[half:]} {
			files[names[i]] = Safetensors(`"__metadata__":{"format":"pt"}`, part)
			for _, t := range part {
				weightMap[t.Name] = names[i]
			}
		}
		index, err := json.Marshal(map[string]any{"metadata": map[string]int{"total_size": 1}, "weight_map": weightMap})
		if err != nil {
			return "", err
		}
		files["model.safetensors.index.json"] = index
		if nameOne {
			return filepath.Join(dir, names[1]), writeFiles(dir, files)
		}
		return dir, writeFiles(dir, files)
	}
}

func writeOpenAI(dir string, m *gpt.Model) (string, error) {
	index, data := OpenAI(hub(m, bare))
	c := m.Config
	return dir, writeFiles(dir, map[string][]byte{"model.ckpt.index": index, "model.ckpt.data-00000-of-00001": data,
		"hparams.json": fmt.Appendf(nil, `{"n_vocab": %d, "n_ctx": %d, "n_embd": %d, "n_head": %d, "n_layer": %d}`,
			c.VocabSize, c.ContextLength, c.EmbDim, c.NumHeads, c.NumLayers)})
}

func writeModel(dir string, config []byte, list []Tensor) error {
	return writeFiles(dir, map[string][]byte{"config.json": config, "model.safetensors": Safetensors("", list)})
}

func writeFiles(dir string, files map[string][]byte) error {
	for name, content := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, content, 0o644); err != nil {
			return err
		}
	}
	return nil
}

func bookConfig(m *gpt.Model) []byte {
	c := m.Config
	return fmt.Appendf(nil, `{"vocab_size": %d, "context_length": %d, "emb_dim": %d, "n_heads": %d, "n_layers": %d,
		"drop_rate": %v, "qkv_bias": %v}`, c.VocabSize, c.ContextLength, c.EmbDim, c.NumHeads, c.NumLayers, c.DropRate,
		c.QKVBias)
}

func hubConfig(m *gpt.Model, x extras) []byte {
	c := m.Config
	more := ""
	if x&untied != 0 {
		more = `, "tie_word_embeddings": false`
	}
	return fmt.Appendf(nil, `{"model_type": "gpt2", "architectures": ["GPT2LMHeadModel"],
		"activation_function": "gelu_new", "vocab_size": %d, "n_positions": %d, "n_ctx": %d, "n_embd": %d, "n_head": %d,
		"n_layer": %d, "layer_norm_epsilon": 1e-05, "attn_pdrop": 0.1, "embd_pdrop": 0.1, "resid_pdrop": 0.1%s}`,
		c.VocabSize, c.ContextLength, c.ContextLength, c.EmbDim, c.NumHeads, c.NumLayers, more)
}

// book are the tensors of the book's state dict, in its order.
func book(m *gpt.Model, withMasks bool) []Tensor {
	var list []Tensor
	for _, t := range parameters(m) {
		if block, ok := strings.CutSuffix(t.Name, ".att.W_query.weight"); ok && withMasks {
			list = append(list, triangle(block+".att.mask", m.Config.ContextLength, true))
		}
		list = append(list, t)
	}
	return list
}

// hub are the tensors of a Hugging Face file.
func hub(m *gpt.Model, x extras) []Tensor {
	of := map[string]Tensor{}
	for _, t := range parameters(m) {
		of[t.Name] = t
	}
	list := []Tensor{of["tok_emb.weight"].named("wte.weight"), of["pos_emb.weight"].named("wpe.weight")}
	for i := range m.Config.NumLayers {
		ours, theirs := fmt.Sprintf("trf_blocks.%d.", i), fmt.Sprintf("h.%d.", i)
		for _, pair := range [][2]string{{"norm1.scale", "ln_1.weight"}, {"norm1.shift", "ln_1.bias"},
			{"att.out_proj.bias", "attn.c_proj.bias"}, {"norm2.scale", "ln_2.weight"}, {"norm2.shift", "ln_2.bias"},
			{"ff.layers.0.bias", "mlp.c_fc.bias"}, {"ff.layers.2.bias", "mlp.c_proj.bias"}} {
			list = append(list, of[ours+pair[0]].named(theirs+pair[1]))
		}
		for _, pair := range [][2]string{{"att.out_proj.weight", "attn.c_proj.weight"},
			{"ff.layers.0.weight", "mlp.c_fc.weight"}, {"ff.layers.2.weight", "mlp.c_proj.weight"}} {
			list = append(list, of[ours+pair[0]].transposed().named(theirs+pair[1]))
		}
		for _, part := range []string{"weight", "bias"} {
			list = append(list, sideBySide(of[ours+"att.W_query."+part], of[ours+"att.W_key."+part],
				of[ours+"att.W_value."+part]).named(theirs+"attn.c_attn."+part))
		}
		if x&masks != 0 {
			mask := triangle(theirs+"attn.bias", m.Config.ContextLength, false)
			mask.Shape = append([]int{1, 1}, mask.Shape...)
			list = append(list, mask, Tensor{Name: theirs + "attn.masked_bias", Kind: "F32", Values: []float32{-1e4}})
		}
	}
	list = append(list, of["final_norm.scale"].named("ln_f.weight"), of["final_norm.shift"].named("ln_f.bias"))
	if x&prefix != 0 {
		for i := range list {
			list[i].Name = "transformer." + list[i].Name
		}
	}
	if x&head != 0 {
		list = slices.Insert(list, len(list)/3, of["out_head.weight"].named("lm_head.weight"))
	}
	return list
}
