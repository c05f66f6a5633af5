package pretrain

import (
	"math"
	"slices"
	"testing"

	"llmfromscratch/shared/torchrand"
)

// With and without vectors the step gives the same bits, at lengths that leave a rest and for gradients from the
// smallest to the largest.
func TestAdamWVectorsEqualValues(t *testing.T) {
	a := NewAdamW(4e-4, 0.1)
	eight := make([]float32, 8)
	switch done := a.stepVectors(eight, eight, eight, eight, a.numbers(1, a.LearningRate)); done {
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
		for step := 1; step <= 3; step++ {
			a.step(p, g, m, v, a.numbers(step, a.LearningRate))
			a.stepValues(wantP, g, wantM, wantV, a.numbers(step, a.LearningRate))
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
	a, size := NewAdamW(4e-4, 0.1), 50257*768
	p, g, m, v := make([]float32, size), make([]float32, size), make([]float32, size), make([]float32, size)
	torchrand.New(1).Randn(g)
	for name, step := range map[string]func(p, g, m, v []float32, n stepNumbers){"vectors": a.step,
		"values": a.stepValues} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(size) * 4 * 7) // four slices are read, three written
			for b.Loop() {
				step(p, g, m, v, a.numbers(2, a.LearningRate))
			}
		})
	}
}
