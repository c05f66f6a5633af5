package safetensors_test

import (
	"fmt"
	"path/filepath"
	"testing"

	"llmfromscratch/shared/safetensors"
)

// gpt2Specs are the shapes of the book's GPT-2 124M (section 4.5): its own output head, 163 million parameters,
// 652 million bytes (the book prints 621.83 MB, counted in 1024s).
func gpt2Specs() []safetensors.Spec {
	const vocab, context, embed = 50257, 1024, 768
	specs := []safetensors.Spec{{Name: "tok_emb.weight", Shape: []int{vocab, embed}},
		{Name: "pos_emb.weight", Shape: []int{context, embed}}}
	for block := range 12 {
		for _, part := range []safetensors.Spec{
			{Name: "att.W_query.weight", Shape: []int{embed, embed}},
			{Name: "att.W_key.weight", Shape: []int{embed, embed}},
			{Name: "att.W_value.weight", Shape: []int{embed, embed}},
			{Name: "att.out_proj.weight", Shape: []int{embed, embed}},
			{Name: "ff.layers.0.weight", Shape: []int{4 * embed, embed}},
			{Name: "ff.layers.2.weight", Shape: []int{embed, 4 * embed}},
			{Name: "norm1.scale", Shape: []int{embed}}, {Name: "norm2.scale", Shape: []int{embed}},
		} {
			specs = append(specs, safetensors.Spec{Name: fmt.Sprintf("trf_blocks.%d.%s", block, part.Name),
				Shape: part.Shape})
		}
	}
	return append(specs, safetensors.Spec{Name: "final_norm.scale", Shape: []int{embed}},
		safetensors.Spec{Name: "out_head.weight", Shape: []int{vocab, embed}})
}

// BenchmarkLoad124M loads every tensor of a file of GPT-2's size. MB/s tells the time; copies/op is the memory that
// was allocated, as a multiple of the file's size.
func BenchmarkLoad124M(b *testing.B) {
	if testing.Short() {
		b.Skip("writes a file of 652 million bytes; not under -short")
	}
	path := filepath.Join(b.TempDir(), "model.safetensors")
	specs := gpt2Specs()
	buf := make([]float32, 50257*768)
	for i := range buf {
		buf[i] = float32(i%1000) / 1000
	}
	elements := func(i int) int { return safetensors.Info{Shape: specs[i].Shape}.Len() }
	err := safetensors.WriteFunc(path, map[string]string{"format": "pt"}, specs,
		func(i int) ([]float32, error) { return buf[:elements(i)], nil })
	if err != nil {
		b.Fatal(err)
	}
	size := 0
	for i := range specs {
		size += 4 * elements(i)
	}
	b.SetBytes(int64(size))
	var bytes uint64
	for b.Loop() {
		bytes += allocated(func() {
			f, err := safetensors.Open(path)
			if err != nil {
				b.Fatal(err)
			}
			defer f.Close()
			for _, info := range f.Tensors() {
				if _, _, err := f.Float32s(info.Name); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.ReportMetric(float64(bytes)/float64(b.N)/float64(size), "copies/op")
}
