package pretrain_test

import (
	"path/filepath"
	"runtime"
	"testing"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/shared/nn"
)

// BenchmarkLoadGPT2 makes a model from a Hugging Face file of 124M's size, 548 million bytes with its masks. allocated/file is the
// memory that was allocated, of which 1.19 is the model itself: its head has memory of its own.
func BenchmarkLoadGPT2(b *testing.B) {
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
	if err := pretrain.SaveGPT2(dir, blank, pretrain.HuggingFaceLayout); err != nil {
		b.Fatal(err)
	}
	blank.Store().Finalize()
	blank = nil
	runtime.GC()

	const size = 4 * (124_439_808 + 12*1024*1024)
	b.SetBytes(size)
	var allocated uint64
	for b.Loop() {
		b.StopTimer()
		runtime.GC() // of the model before
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		b.StartTimer()
		m, err := pretrain.LoadGPT2(filepath.Join(dir, pretrain.ModelFile))
		if err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		runtime.ReadMemStats(&after)
		allocated += after.TotalAlloc - before.TotalAlloc
		m.Store().Finalize()
		b.StartTimer()
	}
	ratio := float64(allocated) / float64(b.N) / size
	b.ReportMetric(ratio, "allocated/file")
	if ratio > 1.3 {
		b.Errorf("%.2f times the file's size allocated, want at most 1.3", ratio)
	}
}
