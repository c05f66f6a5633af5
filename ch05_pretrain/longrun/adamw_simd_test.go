package longrun

import (
	"math"
	"slices"
	"testing"

	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/shared/torchrand"
)

// With and without vectors the step gives the same bits, at lengths that leave a rest and for gradients from the
// smallest to the largest.
func TestAdamWVectorsEqualValues(t *testing.T) {
	a := pretrain.NewAdamW(4e-4, 0.1)
	eight := make([]float32, 8)
	switch done := stepVectors(a, a.Numbers(1, a.LearningRate), eight, eight, eight, eight); done {
	case 8:
	case 0:
		t.Skip("no vector instructions in this build or on this processor")
	default:
		t.Fatalf("%d of 8 values done", done)
	}
	for _, size := range []int{0, 1, 7, 8, 9, 64, 1003} {
		draw := func(seed int64) []float32 {
			x := make([]float32, size)
			torchrand.New(seed).Randn(x)
			for i := range x {
				x[i] *= float32(math.Pow(10, float64(i%60-40)))
			}
			return x
		}
		p, g, m, v := draw(1), draw(2), draw(3), draw(4)
		for i := range v {
			v[i] = v[i] * v[i]
		}
		wantP, wantM, wantV := slices.Clone(p), slices.Clone(m), slices.Clone(v)
		for n := 1; n <= 3; n++ {
			step(a, a.Numbers(n, a.LearningRate), p, g, m, v)
			stepValues(a, a.Numbers(n, a.LearningRate), wantP, g, wantM, wantV)
		}
		for name, pair := range map[string][2][]float32{"parameters": {p, wantP}, "m": {m, wantM}, "v": {v, wantV}} {
			for i := range pair[0] {
				if got, want := math.Float32bits(pair[0][i]), math.Float32bits(pair[1][i]); got != want {
					t.Errorf("%d values, %s[%d]: %x, want %x", size, name, i, got, want)
				}
			}
		}
	}
}

// BenchmarkAdamWStep takes a step of the output head of GPT-2 124M, on one core.
func BenchmarkAdamWStep(b *testing.B) {
	a, size := pretrain.NewAdamW(4e-4, 0.1), 50257*768
	p, g, m, v := make([]float32, size), make([]float32, size), make([]float32, size), make([]float32, size)
	torchrand.New(1).Randn(g)
	for name, step := range map[string]func(a pretrain.AdamW, n pretrain.Numbers, p, g, m, v []float32){
		"vectors": step, "values": stepValues,
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(size) * 4 * 7) // four slices are read, three written
			for b.Loop() {
				step(a, a.Numbers(2, a.LearningRate), p, g, m, v)
			}
		})
	}
}
