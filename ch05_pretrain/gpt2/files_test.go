package gpt2_test

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gomlx/compute/dtypes/bfloat16"
	"github.com/gomlx/compute/dtypes/float16"
	"google.golang.org/protobuf/encoding/protowire"

	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/ch05_pretrain/gpt2"
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
	var data []byte
	entries := []string{metadata}
	if metadata == "" {
		entries = nil
	}
	for _, r := range list {
		from := len(data)
		switch r.kind {
		case "F32":
			for _, v := range r.values {
				data = binary.LittleEndian.AppendUint32(data, math.Float32bits(v))
			}
		case "F16":
			for _, v := range r.values {
				data = binary.LittleEndian.AppendUint16(data, float16.FromFloat32(v).Bits())
			}
		case "BF16":
			for _, v := range r.values {
				data = binary.LittleEndian.AppendUint16(data, bfloat16.FromFloat32(v).Bits())
			}
		default:
			data = append(data, r.content...)
		}
		shape, err := json.Marshal(append([]int{}, r.shape...))
		if err != nil {
			t.Fatal(err)
		}
		entries = append(entries, fmt.Sprintf(`%q:{"dtype":%q,"shape":%s,"data_offsets":[%d,%d]}`, r.name, r.kind,
			shape, from, len(data)))
	}
	header := "{" + strings.Join(entries, ",") + "}"
	file := binary.LittleEndian.AppendUint64(nil, uint64(len(header)))
	return append(append(file, header...), data...)
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
			m, err := gpt2.LoadGPT2(folder(t, map[string][]byte{pretrain.ModelFile: encode(t, "", list)}))
			if err != nil {
				t.Fatal(err)
			}
			checkTiny(t, m)
		})
	}
}

func TestHalfPrecisionFilesAreRead(t *testing.T) {
	want, err := gpt2.LoadGPT2(tiny)
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
		m, err := gpt2.LoadGPT2(folder(t, map[string][]byte{pretrain.ModelFile: encode(t, "", list)}))
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
	rows := map[string][]byte{"": {0x08, 0x01, 0x1a, 0x02, 0x08, 0x01}} // one data file, version 1
	for _, r := range tinyTensors(t) {
		if strings.HasSuffix(r.name, ".attn.bias") {
			continue
		}
		var content []byte
		for _, v := range r.values {
			content = binary.LittleEndian.AppendUint32(content, math.Float32bits(v))
		}
		name, row := openAIRow(r.name, r.shape, len(data), len(content), crc32.Checksum(content, castagnoli))
		rows[name] = row
		data = append(data, content...)
	}
	return levelTable(rows), data
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// openAIRow is what the index of OpenAI's checkpoint says about a tensor with Hugging Face's name.
func openAIRow(name string, shape []int, offset, size int, crc uint32) (string, []byte) {
	name = "model/" + name
	for _, change := range [][2]string{{"h.", "h"}, {".weight", "/w"}, {".bias", "/b"}, {".", "/"}, {"wte/w", "wte"},
		{"wpe/w", "wpe"}} {
		name = strings.ReplaceAll(name, change[0], change[1])
	}
	if strings.Contains(name, "/ln_") {
		name = strings.ReplaceAll(name, "/w", "/g")
	}
	if len(shape) == 2 && strings.HasSuffix(name, "/w") {
		shape = append([]int{1}, shape...)
	}
	var m, axes []byte
	for _, d := range shape {
		axis := protowire.AppendVarint(protowire.AppendTag(nil, 1, protowire.VarintType), uint64(d))
		axes = protowire.AppendBytes(protowire.AppendTag(axes, 2, protowire.BytesType), axis)
	}
	number := func(n protowire.Number, v int) {
		m = protowire.AppendVarint(protowire.AppendTag(m, n, protowire.VarintType), uint64(v))
	}
	number(1, 1) // float32
	m = protowire.AppendBytes(protowire.AppendTag(m, 2, protowire.BytesType), axes)
	number(4, offset)
	number(5, size)
	return name, protowire.AppendFixed32(protowire.AppendTag(m, 6, protowire.Fixed32Type), (crc>>15|crc<<17)+0xa282ead8)
}

// levelTable is a table of one block, every key written in full.
func levelTable(rows map[string][]byte) (file []byte) {
	block := func(content []byte) (handle []byte) {
		handle = binary.AppendUvarint(binary.AppendUvarint(nil, uint64(len(file))), uint64(len(content)))
		file = append(append(file, content...), 0) // not compressed
		crc := crc32.Checksum(file[len(file)-len(content)-1:], castagnoli)
		file = binary.LittleEndian.AppendUint32(file, (crc>>15|crc<<17)+0xa282ead8)
		return handle
	}
	entries := func(keys []string, value func(key string) []byte) (content []byte) {
		var places []byte
		for _, key := range keys {
			places = binary.LittleEndian.AppendUint32(places, uint32(len(content)))
			content = binary.AppendUvarint(append(content, 0), uint64(len(key))) // nothing shared with the key before
			content = append(append(binary.AppendUvarint(content, uint64(len(value(key)))), key...), value(key)...)
		}
		if len(keys) == 0 {
			places = make([]byte, 4)
		}
		return binary.LittleEndian.AppendUint32(append(content, places...), uint32(len(places)/4))
	}
	names := slices.Sorted(maps.Keys(rows))
	all := block(entries(names, func(key string) []byte { return rows[key] }))
	meta := block(entries(nil, nil))
	top := block(entries(names[len(names)-1:], func(string) []byte { return all }))
	footer := append(append(meta, top...), make([]byte, 40)...)[:40]
	return append(append(file, footer...), 0x57, 0xfb, 0x80, 0x8b, 0x24, 0x75, 0x47, 0xdb)
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
		m, err := gpt2.LoadGPT2(path)
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
	_, err := gpt2.LoadGPT2(folder(t, files))
	if err == nil || !strings.Contains(err.Error(), `tensor "model/h1/mlp/c_proj/w" is cut off`) {
		t.Errorf("error %v", err)
	}
	data[len(data)-300] ^= 1 // in the last layer norm
	files[dataFile] = data
	dir := folder(t, files)
	m := newModel(t, 1, tinyConfig(t))
	before := parameters(t, m)
	if err := gpt2.LoadWeights(dir, m); err == nil || !strings.Contains(err.Error(), "checksum") {
		t.Errorf("error %v", err)
	}
	if !equalParameters(before, parameters(t, m)) {
		t.Error("the model changed although the checkpoint is damaged")
	}
}
