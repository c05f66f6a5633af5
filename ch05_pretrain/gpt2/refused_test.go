package gpt2_test

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/ch05_pretrain/gpt2"
)

func tinyConfig(t *testing.T) gpt.Config {
	t.Helper()
	cfg, _ := tinyExpected(t)
	return cfg
}

func equalParameters(a, b map[string][]float32) bool {
	return maps.EqualFunc(a, b, func(x, y []float32) bool { return slices.Equal(x, y) })
}

// TestLoadingNamesWhatDoesNotFit: the error says which tensor and which shapes, and the model stays as it was.
func TestLoadingNamesWhatDoesNotFit(t *testing.T) {
	at := func(list []rawTensor, name string) *rawTensor {
		return &list[slices.IndexFunc(list, func(r rawTensor) bool { return r.name == name })]
	}
	for _, tt := range []struct {
		name   string
		tensor func([]rawTensor) []rawTensor
		config func(*gpt.Config)
		want   []string
	}{
		{"a tensor is missing", func(l []rawTensor) []rawTensor {
			return slices.DeleteFunc(l, func(r rawTensor) bool { return r.name == "h.1.ln_2.bias" })
		}, nil, []string{"tensor h.1.ln_2.bias [32] is missing"}},
		{"a tensor too many", func(l []rawTensor) []rawTensor {
			return append(l, rawTensor{"h.0.extra.weight", "F32", []int{2}, nil, []float32{1, 2}})
		}, nil, []string{"tensor h.0.extra.weight [2] is not part of this model"}},
		{"a weight that is not transposed", func(l []rawTensor) []rawTensor {
			at(l, "h.0.mlp.c_fc.weight").shape = []int{128, 32}
			return l
		}, nil, []string{"tensor h.0.mlp.c_fc.weight has shape [128 32] in the file, the model wants [32 128]"}},
		{"whole numbers", func(l []rawTensor) []rawTensor {
			r := at(l, "ln_f.bias")
			r.kind, r.content = "I64", make([]byte, 8*32)
			return l
		}, nil, []string{"tensor ln_f.bias is of kind I64"}},
		{"no query, key and value biases", nil, func(c *gpt.Config) { c.QKVBias = false }, []string{"qkv_bias true"}},
		{"shorter context", nil, func(c *gpt.Config) { c.ContextLength = 16 },
			[]string{"wpe.weight", "[32 32]", "[16 32]"}},
		{"other vocabulary", nil, func(c *gpt.Config) { c.VocabSize = 513 },
			[]string{"wte.weight", "[512 32]", "[513 32]"}},
		{"more blocks", nil, func(c *gpt.Config) { c.NumLayers = 3 },
			[]string{"tensor h.2.attn.c_attn.weight [32 96] is missing", "more differences"}},
		{"fewer blocks", nil, func(c *gpt.Config) { c.NumLayers = 1 },
			[]string{"h.1.ln_1.weight [32] is not part of this model"}},
		{"other heads", nil, func(c *gpt.Config) { c.NumHeads = 8 }, []string{"n_heads 4, the model 8"}},
		{"cut off", func([]rawTensor) []rawTensor { return nil }, nil, []string{"cut off"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			list := tinyTensors(t)
			content := encode(t, "", list)
			if tt.tensor != nil {
				if list = tt.tensor(list); list == nil {
					content = content[:len(content)-100]
				} else {
					content = encode(t, "", list)
				}
			}
			cfg := tinyConfig(t)
			if tt.config != nil {
				tt.config(&cfg)
			}
			m := newModel(t, 1, cfg)
			before := parameters(t, m)
			dir := folder(t, map[string][]byte{pretrain.ModelFile: content})
			err := gpt2.LoadInto(m, dir)
			if err == nil {
				t.Fatal("no error")
			}
			for _, want := range append(tt.want, dir) {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("error %q does not say %q", err, want)
				}
			}
			if !equalParameters(before, parameters(t, m)) {
				t.Error("the model changed although loading failed")
			}
			if tt.tensor != nil {
				if _, err := gpt2.Load(dir); err == nil {
					t.Error("Load made a model of it")
				}
			}
		})
	}
}

func TestFoldersWithoutUsableWeightsSayWhatTheyHave(t *testing.T) {
	whole := readFile(t, filepath.Join(tiny, pretrain.ModelFile))
	strange := encode(t, "", []rawTensor{{"model.layers.0.q_proj.weight", "F32", []int{1}, nil, []float32{1}},
		{"lm.bias", "F32", nil, nil, []float32{1}}})
	for _, tt := range []struct {
		name  string
		files map[string][]byte
		want  []string
	}{
		{"nothing", map[string][]byte{pretrain.ConfigFile: nil}, []string{"has no weights", "none at all"}},
		{"a pickle", map[string][]byte{"pytorch_model.bin": {1}},
			[]string{"PyTorch pickle", "save it there as safetensors"}},
		{"in parts", map[string][]byte{"model.safetensors.index.json": {1}},
			[]string{"no index of a model in several files"}},
		{"two files", map[string][]byte{"a.safetensors": whole, "b.safetensors": whole},
			[]string{"a.safetensors, b.safetensors", "name one"}},
		{"another model", map[string][]byte{pretrain.ModelFile: strange},
			[]string{`"model.layers.0.q_proj.weight"`, `"lm.bias"`, "tok_emb.weight", "model/wte"}},
		{"no configuration", map[string][]byte{pretrain.ModelFile: whole, pretrain.ConfigFile: nil},
			[]string{"2 blocks of width 32", "config.json"}},
		{"another model's configuration", map[string][]byte{pretrain.ModelFile: whole,
			pretrain.ConfigFile: []byte(`{"n_embd": 64, "n_head": 2, "n_layer": 2, "n_positions": 32, "vocab_size": 512}`)},
			[]string{"does not fit", "config.json",
				"wte.weight has shape [512 32] in the file, the model wants [512 64]"}},
	} {
		_, err := gpt2.Load(folder(t, tt.files))
		if err == nil {
			t.Errorf("%s: no error", tt.name)
			continue
		}
		for _, want := range tt.want {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%s: error %q does not say %q", tt.name, err, want)
			}
		}
	}
	if _, err := gpt2.Load(filepath.Join(t.TempDir(), "nothing")); !os.IsNotExist(unwrapAll(err)) {
		t.Errorf("error %v", err)
	}
	// One file of another name is as good.
	m, err := gpt2.Load(folder(t, map[string][]byte{"gpt2-small-124M.safetensors": whole,
		pretrain.OptimizerFile: {1}}))
	if err != nil {
		t.Fatal(err)
	}
	checkTiny(t, m)
}

func unwrapAll(err error) error {
	for {
		inner, ok := err.(interface{ Unwrap() error })
		if !ok {
			return err
		}
		err = inner.Unwrap()
	}
}

func TestConfigurationsOfOtherModelsAreRefused(t *testing.T) {
	for change, want := range map[string]string{
		`"activation_function": "relu"`:           `activation_function is "relu"`,
		`"layer_norm_epsilon": 1e-6`:              "layer_norm_epsilon is 1e-6",
		`"n_inner": 100`:                          "n_inner is 100",
		`"model_type": "llama"`:                   `model_type is "llama"`,
		`"scale_attn_weights": false`:             "scale_attn_weights",
		`"scale_attn_by_inverse_layer_idx": true`: "scale_attn_by_inverse_layer_idx",
		`"add_cross_attention": true`:             "add_cross_attention",
		`"n_head": 5`:                             "emb_dim 32 is not divisible by n_heads 5",
		`"n_layer": 2000000000`:                   "larger than any model",
		`"n_embd": "32"`:                          "n_embd",
		`"n_embd": null`:                          "emb_dim",
	} {
		var config map[string]json.RawMessage
		if err := json.Unmarshal(readFile(t, filepath.Join(tiny, pretrain.ConfigFile)), &config); err != nil {
			t.Fatal(err)
		}
		key, value, _ := strings.Cut(change, ": ")
		config[strings.Trim(key, `"`)] = json.RawMessage(value)
		data, err := json.Marshal(config)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := gpt2.ParseConfig(data); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want one that says %q", change, err, want)
		}
	}
	for _, text := range []string{"", "[]", "null", "{}", `{"vocab_size": 3}`} {
		if cfg, err := gpt2.ParseConfig([]byte(text)); err == nil {
			t.Errorf("%q gives %+v", text, cfg)
		}
	}
}

func TestConfigurationsOfGPT2(t *testing.T) {
	want := gpt.GPT2Small()
	want.QKVBias = true
	for _, text := range []string{
		`{"n_vocab": 50257, "n_ctx": 1024, "n_embd": 768, "n_head": 12, "n_layer": 12}`,
		`{"activation_function": "gelu_new", "model_type": "gpt2", "n_ctx": 1024, "n_embd": 768, "n_head": 12, "n_layer": 12, "n_positions": 1024,
			"attn_pdrop": 0.1, "task_specific_params": {"text-generation": {"do_sample": true}}, "vocab_size": 50257}`,
		`{"vocab_size": 50257, "context_length": 1024, "emb_dim": 768, "n_heads": 12, "n_layers": 12, "drop_rate": 0.1, "qkv_bias": true}`,
	} {
		if cfg, err := gpt2.ParseConfig([]byte(text)); err != nil || cfg != want {
			t.Errorf("%s: %+v, %v", text, cfg, err)
		}
	}
}
