package gpt2_test

import (
	"encoding/binary"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/ch05_pretrain/gpt2"
	"llmfromscratch/internal/weightfiles"
	"llmfromscratch/shared/nn"
)

// BenchmarkLoad makes a model from a Hugging Face file of 124M's size, 548 million bytes with its masks.
// allocated/file is the memory that was allocated, of which 1.19 is the model itself: its head has memory of its own.
func BenchmarkLoad(b *testing.B) {
	if testing.Short() {
		b.Skip("writes a file of 548 million bytes; not under -short")
	}
	dir := b.TempDir()
	cfg := gpt.GPT2Small()
	cfg.QKVBias = true
	blank, err := gpt.NewModel(nn.NewBlankBuilder(), cfg) // zeros: head and token embedding are tied
	if err != nil {
		b.Fatal(err)
	}
	if err := gpt2.Save(dir, blank, gpt2.HuggingFaceLayout); err != nil {
		b.Fatal(err)
	}
	blank.Store().Finalize()
	blank = nil
	runtime.GC()

	loadAgainAndAgain(b, filepath.Join(dir, pretrain.ModelFile), 4*(124_439_808+12*1024*1024))
}

// BenchmarkLoadTensorFlow makes a model from a TensorFlow checkpoint of 124M's size, 498 million bytes, whose
// checksums are compared on the way. Of what is allocated 1.31 is the model itself.
func BenchmarkLoadTensorFlow(b *testing.B) {
	if testing.Short() {
		b.Skip("writes a file of 498 million bytes; not under -short")
	}
	dir := b.TempDir()
	size := writeLargeCheckpoint(b, dir)
	loadAgainAndAgain(b, filepath.Join(dir, indexFile), size)
}

// loadAgainAndAgain measures loading, and fails when it allocates more than the model and one tensor: 1.3 times the
// file, or what 163 million parameters and the largest tensor take.
func loadAgainAndAgain(b *testing.B, path string, size int) {
	b.SetBytes(int64(size))
	var allocated uint64
	for b.Loop() {
		b.StopTimer()
		runtime.GC() // of the model before
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		b.StartTimer()
		m, err := gpt2.Load(path)
		if err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		runtime.ReadMemStats(&after)
		allocated += after.TotalAlloc - before.TotalAlloc
		m.Store().Finalize()
		b.StartTimer()
	}
	each := float64(allocated) / float64(b.N)
	b.ReportMetric(each/float64(size), "allocated/file")
	const model, largest, rest = 4 * 163_037_184, 4 * 4 * 768 * 768, 4 << 20
	if each > max(1.3*float64(size), model+largest+rest) {
		b.Errorf("%.2f times the file's size allocated", each/float64(size))
	}
}

// writeLargeCheckpoint writes OpenAI's checkpoint of GPT-2 124M, with other numbers, and returns the size of its data.
func writeLargeCheckpoint(b *testing.B, dir string) int {
	b.Helper()
	cfg := gpt.GPT2Small()
	embed := cfg.EmbDim
	shapes := map[string][]int{"wte.weight": {cfg.VocabSize, embed}, "wpe.weight": {cfg.ContextLength, embed},
		"ln_f.weight": {embed}, "ln_f.bias": {embed}}
	for block := range cfg.NumLayers {
		for name, shape := range map[string][]int{
			"ln_1.weight": {embed}, "ln_1.bias": {embed}, "ln_2.weight": {embed}, "ln_2.bias": {embed},
			"attn.c_attn.weight": {embed, 3 * embed}, "attn.c_attn.bias": {3 * embed},
			"attn.c_proj.weight": {embed, embed}, "attn.c_proj.bias": {embed},
			"mlp.c_fc.weight": {embed, 4 * embed}, "mlp.c_fc.bias": {4 * embed},
			"mlp.c_proj.weight": {4 * embed, embed}, "mlp.c_proj.bias": {embed},
		} {
			shapes[fmt.Sprintf("h.%d.%s", block, name)] = shape
		}
	}
	data, err := os.Create(filepath.Join(dir, dataFile))
	if err != nil {
		b.Fatal(err)
	}
	defer data.Close()
	rows := map[string][]byte{"": {0x08, 0x01, 0x1a, 0x02, 0x08, 0x01}}
	numbers := make([]byte, 4*cfg.VocabSize*embed)
	for i := range len(numbers) / 4 {
		binary.LittleEndian.PutUint32(numbers[4*i:], math.Float32bits(float32(i%1000)/1000))
	}
	offset := 0
	for _, name := range slices.Sorted(maps.Keys(shapes)) {
		size := 4
		for _, d := range shapes[name] {
			size *= d
		}
		if _, err := data.Write(numbers[:size]); err != nil {
			b.Fatal(err)
		}
		full, row := weightfiles.OpenAIRow(name, shapes[name], offset, size, weightfiles.Checksum(numbers[:size]))
		rows[full] = row
		offset += size
	}
	for name, content := range map[string][]byte{indexFile: weightfiles.Index(rows),
		"hparams.json": []byte(`{"n_vocab": 50257, "n_ctx": 1024, "n_embd": 768, "n_head": 12, "n_layer": 12}`)} {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o644); err != nil {
			b.Fatal(err)
		}
	}
	return offset
}
