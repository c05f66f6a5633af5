package gpt2_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/ch05_pretrain/gpt2"
	"llmfromscratch/shared/nn"
)

// FuzzDetectLayout: whatever the names, there is a layout or an error of bounded length.
func FuzzDetectLayout(f *testing.F) {
	f.Add("wte.weight\nh.0.attn.bias")
	f.Add("transformer.wte.weight\nlm_head.weight")
	f.Add("model/wte\nmodel/h0/attn/c_attn/w")
	f.Add("tok_emb.weight\ntrf_blocks.0.att.mask")
	f.Add("h.+1.ln_1.weight\nh.01.ln_1.weight\nh.99999999999999999999.ln_1.weight\nh.-1.ln_1.weight")
	f.Add("")
	f.Fuzz(func(t *testing.T, names string) {
		list := strings.Split(names, "\n")
		layout, err := gpt2.DetectLayout(list)
		if (err == nil) != (layout != "") {
			t.Fatalf("layout %q with error %v", layout, err)
		}
		if err != nil && len(err.Error()) > 4000 {
			t.Fatalf("an error of %d bytes", len(err.Error()))
		}
	})
}

// FuzzParseConfig: what is accepted is a valid configuration, which reads back equal.
func FuzzParseConfig(f *testing.F) {
	for _, name := range []string{pretrain.ConfigFile, "expected.json"} {
		data, err := os.ReadFile(filepath.Join(tiny, name))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add([]byte(tinyHyper))
	f.Add([]byte(`{"emb_dim": 8, "n_heads": 2, "n_layers": 1, "vocab_size": 5, "context_length": 4, "drop_rates": {"emb": 0.5}}`))
	f.Add([]byte(`{"n_embd": 4, "vocab_size": 3, "n_head": 1, "n_layer": 1, "n_ctx": 2, "layer_norm_epsilon": "1e-05"}`))
	f.Add([]byte(`{"n_embd": 1e300, "n_vocab": -1}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		cfg, err := gpt2.ParseConfig(data)
		if err != nil {
			return
		}
		if err := cfg.Validate(); err != nil {
			t.Fatalf("accepted %+v: %v", cfg, err)
		}
		text, err := json.Marshal(cfg)
		if err != nil {
			t.Fatal(err)
		}
		again, err := gpt2.ParseConfig(text)
		if err != nil || fmt.Sprint(again.Rates()) != fmt.Sprint(cfg.Rates()) {
			t.Fatalf("%s: %+v, %v", text, again, err)
		}
	})
}

// FuzzLoad loads a file whose header, and a configuration beside it, are anything: no panic, and no memory that
// the file does not account for.
func FuzzLoad(f *testing.F) {
	config, err := os.ReadFile(filepath.Join(tiny, pretrain.ConfigFile))
	if err != nil {
		f.Fatal(err)
	}
	small := `{"vocab_size": 3, "context_length": 2, "emb_dim": 2, "n_heads": 1, "n_layers": 1, "qkv_bias": true}`
	f.Add(smallHeader(f), 1000, []byte(small))
	f.Add(`{"wte.weight":{"dtype":"F32","shape":[0,2],"data_offsets":[0,0]},"h.1.ln_1.weight":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}`, 4, config)
	f.Add(`{"wte.weight":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"wpe.weight":{"dtype":"F32","shape":[1,1],"data_offsets":[8,12]}}`, 12, []byte("{}"))
	f.Add(`{}`, 0, []byte(`{"emb_dim": 268435456, "n_heads": 1, "n_layers": 1, "vocab_size": 268435456, "context_length": 1}`))
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, header string, size int, config []byte) {
		if size < 0 || size > 1<<16 {
			return
		}
		where := filepath.Join(dir, fmt.Sprint(os.Getpid()))
		if err := os.MkdirAll(where, 0o755); err != nil {
			t.Fatal(err)
		}
		content := make([]byte, 8, 8+len(header)+size)
		for i := range 8 {
			content[i] = byte(len(header) >> (8 * i))
		}
		content = append(append(content, header...), make([]byte, size)...)
		for name, data := range map[string][]byte{pretrain.ModelFile: content, pretrain.ConfigFile: config} {
			if err := os.WriteFile(filepath.Join(where, name), data, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		m, err := gpt2.Load(where)
		runtime.ReadMemStats(&after)
		// names, shapes and a model with its own head, from half the bytes
		limit := uint64(1<<20 + 40*(len(content)+len(config)))
		if got := after.TotalAlloc - before.TotalAlloc; got > limit {
			t.Fatalf("%d bytes of files, %d bytes of memory", len(content)+len(config), got)
		}
		if err == nil && m.Config.Validate() != nil {
			t.Fatalf("a model of %+v", m.Config)
		}
	})
}

// FuzzLoadParts loads a model in parts whose index is anything: no panic, no file elsewhere, and no memory that the
// files do not account for.
func FuzzLoadParts(f *testing.F) {
	f.Add([]byte(`{"metadata": {"total_size": 1}, "weight_map": {"ln_f.bias": "a.safetensors"}}`))
	f.Add([]byte(`{"weight_map": {"ln_f.bias": "a.safetensors", "ln_f.weight": "b.safetensors"}}`))
	f.Add([]byte(`{"weight_map": {"ln_f.bias": "../a.safetensors"}}`))
	f.Add([]byte(`{"weight_map": {"ln_f.bias": "", "a": ".", "b": "model.safetensors.index.json"}}`))
	f.Add([]byte(`{"weight_map": [1]}`))
	dir := f.TempDir()
	part := encode(f, "", []rawTensor{{"ln_f.bias", "F32", []int{1}, nil, []float32{1}}})
	f.Fuzz(func(t *testing.T, index []byte) {
		where := filepath.Join(dir, fmt.Sprint(os.Getpid()))
		if err := os.MkdirAll(where, 0o755); err != nil {
			t.Fatal(err)
		}
		for name, data := range map[string][]byte{"model.safetensors.index.json": index, "a.safetensors": part} {
			if err := os.WriteFile(filepath.Join(where, name), data, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := gpt2.Load(where)
		runtime.ReadMemStats(&after)
		if got := after.TotalAlloc - before.TotalAlloc; got > uint64(1<<20+100*len(index)) {
			t.Fatalf("%d bytes of index, %d bytes of memory", len(index), got)
		}
		if err == nil {
			t.Fatal("one bias is a model")
		}
		files, _ := gpt2.Files(where)
		for _, path := range files {
			if filepath.Dir(path) != where {
				t.Fatalf("%s is outside %s", path, where)
			}
		}
	})
}

// smallHeader is the header of a file in the book's layout for a model that is as small as can be.
func smallHeader(f *testing.F) string {
	cfg := gpt.Config{VocabSize: 3, ContextLength: 2, EmbDim: 2, NumHeads: 1, NumLayers: 1, QKVBias: true}
	m, err := gpt.NewModel(nn.NewBuilder(1), cfg)
	if err != nil {
		f.Fatal(err)
	}
	dir := f.TempDir()
	if err := gpt2.Save(dir, m, gpt2.BookLayout); err != nil {
		f.Fatal(err)
	}
	data, err := os.ReadFile(filepath.Join(dir, pretrain.ModelFile))
	if err != nil {
		f.Fatal(err)
	}
	length := int(data[0]) | int(data[1])<<8
	return string(data[8 : 8+length])
}
