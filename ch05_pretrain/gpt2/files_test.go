package gpt2_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gomlx/compute/dtypes/bfloat16"
	"github.com/gomlx/compute/dtypes/float16"

	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/ch05_pretrain/gpt2"
	"llmfromscratch/internal/weightfiles"
	"llmfromscratch/shared/safetensors"
)

// rawTensor is a tensor for a file that a test makes.
type rawTensor struct {
	name, kind string
	shape      []int
	content    []byte
	values     []float32 // of F32, F16 and BF16; encode turns them into content
}

// tinyTensors are the tensors of the tiny GPT-2.
func tinyTensors(t testing.TB) []rawTensor {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(tiny, pretrain.ModelFile))
	if err != nil {
		t.Fatal(err)
	}
	return rawList(t, content)
}

// rawList are the tensors of a safetensors file with F32 only.
func rawList(t testing.TB, content []byte) []rawTensor {
	t.Helper()
	f, err := safetensors.NewFile("test", bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	var list []rawTensor
	for _, info := range f.Tensors() {
		values, shape, err := f.Float32s(info.Name)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, rawTensor{name: info.Name, kind: "F32", shape: shape, values: values})
	}
	return list
}

// encode makes a safetensors file without any padding.
func encode(t testing.TB, metadata string, list []rawTensor) []byte {
	t.Helper()
	var all []weightfiles.Tensor
	for _, r := range list {
		all = append(all, weightfiles.Tensor{Name: r.name, Kind: r.kind, Shape: r.shape, Values: r.values,
			Content: r.content})
	}
	return weightfiles.Safetensors(metadata, all)
}

// folder is a new folder with these files; a config.json that is not given is the tiny one's.
func folder(t testing.TB, files map[string][]byte) string {
	t.Helper()
	dir := t.TempDir()
	if _, ok := files[pretrain.ConfigFile]; !ok {
		config, err := os.ReadFile(filepath.Join(tiny, pretrain.ConfigFile))
		if err != nil {
			t.Fatal(err)
		}
		files[pretrain.ConfigFile] = config
	}
	for name, content := range files {
		if content == nil {
			continue
		}
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// prefixed puts "transformer." before all names but the head's.
func prefixed(list []rawTensor) []rawTensor {
	for i := range list {
		if list[i].name != "lm_head.weight" {
			list[i].name = "transformer." + list[i].name
		}
	}
	return list
}

func TestVariantsOfHuggingFaceFilesGiveTheSameLogits(t *testing.T) {
	isMask := func(r rawTensor) bool { return strings.HasSuffix(r.name, ".attn.bias") }
	for name, change := range map[string]func([]rawTensor) []rawTensor{
		"without masks": func(l []rawTensor) []rawTensor { return slices.DeleteFunc(l, isMask) },
		"transformer.":  prefixed,
		"other order":   func(l []rawTensor) []rawTensor { slices.Reverse(l); return l },
		"a head of its own": func(l []rawTensor) []rawTensor {
			return append(prefixed(l), rawTensor{"lm_head.weight", "F32", l[1].shape, nil, l[1].values})
		},
		"masks of bytes": func(l []rawTensor) []rawTensor {
			for i := range l {
				if isMask(l[i]) {
					l[i].kind, l[i].content = "U8", make([]byte, 32*32)
				}
			}
			return append(l, rawTensor{"h.0.attn.masked_bias", "F32", nil, nil, []float32{-1e4}})
		},
	} {
		t.Run(name, func(t *testing.T) {
			list := change(tinyTensors(t))
			m, err := gpt2.Load(folder(t, map[string][]byte{pretrain.ModelFile: encode(t, "", list)}))
			if err != nil {
				t.Fatal(err)
			}
			checkTiny(t, m)
		})
	}
}

func TestHalfPrecisionFilesAreRead(t *testing.T) {
	want, err := gpt2.Load(tiny)
	if err != nil {
		t.Fatal(err)
	}
	for kind, round := range map[string]func(float32) float32{
		"F16":  func(v float32) float32 { return float16.FromFloat32(v).Float32() },
		"BF16": func(v float32) float32 { return bfloat16.FromFloat32(v).Float32() },
	} {
		list := tinyTensors(t)
		for i := range list {
			list[i].kind = kind
		}
		m, err := gpt2.Load(folder(t, map[string][]byte{pretrain.ModelFile: encode(t, "", list)}))
		if err != nil {
			t.Fatal(err)
		}
		for path, values := range parameters(t, want) {
			got := parameters(t, m)[path]
			for i, v := range values {
				if got[i] != round(v) {
					t.Fatalf("%s: %s[%d] is %v, want %v", kind, path, i, got[i], round(v))
				}
			}
		}
	}
}

// openAICheckpoint is the tiny model as OpenAI's program would have saved it, by an independent writer of the format.
func openAICheckpoint(t testing.TB) (index, data []byte) {
	t.Helper()
	var list []weightfiles.Tensor
	for _, r := range tinyTensors(t) {
		if !strings.HasSuffix(r.name, ".attn.bias") {
			list = append(list, weightfiles.Tensor{Name: r.name, Kind: r.kind, Shape: r.shape, Values: r.values})
		}
	}
	return weightfiles.OpenAI(list)
}

const (
	indexFile = "model.ckpt.index"
	dataFile  = "model.ckpt.data-00000-of-00001"
	tinyHyper = `{"n_vocab": 512, "n_ctx": 32, "n_embd": 32, "n_head": 4, "n_layer": 2}`
)

func TestOpenAICheckpointGivesTheSameLogits(t *testing.T) {
	index, data := openAICheckpoint(t)
	dir := folder(t, map[string][]byte{indexFile: index, dataFile: data, "hparams.json": []byte(tinyHyper),
		pretrain.ConfigFile: nil})
	for _, path := range []string{dir, filepath.Join(dir, indexFile), filepath.Join(dir, "model.ckpt"),
		filepath.Join(dir, dataFile)} {
		m, err := gpt2.Load(path)
		if err != nil {
			t.Fatal(err)
		}
		checkTiny(t, m)
	}
	// The same bytes as Hugging Face's file, once converted.
	target := t.TempDir()
	done, err := gpt2.Convert(t.Context(), dir, target, gpt2.ConvertOptions{Layout: gpt2.HuggingFaceLayout})
	if err != nil || done.Layout != gpt2.OpenAILayout {
		t.Fatal(done, err)
	}
	if !bytes.Equal(readFile(t, filepath.Join(target, pretrain.ModelFile)),
		readFile(t, filepath.Join(tiny, pretrain.ModelFile))) {
		t.Error("OpenAI -> Hugging Face differs from Hugging Face's file")
	}
}

func TestCheckpointThatIsCutOffNamesTheTensor(t *testing.T) {
	index, data := openAICheckpoint(t)
	files := map[string][]byte{indexFile: index, dataFile: data[:len(data)-5000], "hparams.json": []byte(tinyHyper)}
	_, err := gpt2.Load(folder(t, files))
	if err == nil || !strings.Contains(err.Error(), `tensor "model/h1/mlp/c_proj/w" is cut off`) {
		t.Errorf("error %v", err)
	}
	data[len(data)-300] ^= 1 // in the last layer norm
	files[dataFile] = data
	dir := folder(t, files)
	m := newModel(t, 1, tinyConfig(t))
	before := parameters(t, m)
	if err := gpt2.LoadInto(m, dir); err == nil || !strings.Contains(err.Error(), "checksum") {
		t.Errorf("error %v", err)
	}
	if !equalParameters(before, parameters(t, m)) {
		t.Error("the model changed although the checkpoint is damaged")
	}
}
