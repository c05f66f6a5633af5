package torchrand_test

import (
	"testing"

	"llmfromscratch/shared/torchrand"
)

func benchmark(b *testing.B, n int, call func(g *torchrand.Generator, x []float32)) {
	g, x := torchrand.New(123), make([]float32, n)
	for b.Loop() {
		call(g, x)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/value")
}

const many = 1 << 20

func BenchmarkRand(b *testing.B) { benchmark(b, many, (*torchrand.Generator).Rand) }

func BenchmarkUniform(b *testing.B) {
	benchmark(b, many, func(g *torchrand.Generator, x []float32) { g.Uniform(x, -0.036, 0.036) })
}

func BenchmarkRandn(b *testing.B) { benchmark(b, many, (*torchrand.Generator).Randn) }

func BenchmarkNormal(b *testing.B) {
	benchmark(b, many, func(g *torchrand.Generator, x []float32) { g.Normal(x, 0.5, 0.02) })
}

func BenchmarkRandnOneChunk(b *testing.B) { benchmark(b, 1<<15, (*torchrand.Generator).Randn) }

func BenchmarkRandnLibm(b *testing.B) {
	benchmark(b, many, func(g *torchrand.Generator, x []float32) {
		g.Variant.LibmNormals = true
		g.Randn(x)
	})
}

func BenchmarkDropoutMask(b *testing.B) {
	benchmark(b, many, func(g *torchrand.Generator, x []float32) { g.DropoutMask(x, 0.1) })
}

func BenchmarkDropoutMaskMKL(b *testing.B) {
	benchmark(b, many, func(g *torchrand.Generator, x []float32) {
		g.Variant.MKLMasks = true
		g.DropoutMask(x, 0.1)
	})
}

func BenchmarkMultinomialVocabulary(b *testing.B) {
	weights := make([]float32, 50257)
	for i := range weights {
		weights[i] = float32(i%7 + 1)
	}
	g := torchrand.New(123)
	for b.Loop() {
		g.Multinomial(weights)
	}
}

// BenchmarkGPT124M draws all 162,971,136 initial values of the book's GPT model (section 4.6), once per iteration.
func BenchmarkGPT124M(b *testing.B) {
	x := make([]float32, 50257*768)
	for b.Loop() {
		g := torchrand.New(123)
		gptTensors(50257, 1024, 768, 12, false, func(_ string, count, inputs int) { initTensor(g, x[:count], inputs) })
	}
}
