package gpt_test

import (
	"fmt"
	"testing"

	. "github.com/gomlx/gomlx/core/graph"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/shared/nn"
)

// benchConfigs are a model that trains on a laptop in minutes and the smallest GPT-2.
var benchConfigs = []struct {
	name string
	cfg  gpt.Config
}{
	{"small", gpt.Config{VocabSize: 50257, ContextLength: 256, EmbDim: 128, NumHeads: 4, NumLayers: 4}},
	{"124M", gpt.GPT2Small()},
}

// eachConfig runs a benchmark for both models, the large one only without -short.
func eachConfig(b *testing.B, run func(b *testing.B, m *gpt.Model)) {
	for _, c := range benchConfigs {
		b.Run(c.name, func(b *testing.B) {
			if testing.Short() && c.name == "124M" {
				b.Skip("-short: makes a model of 163 million parameters")
			}
			m := newModel(b, 123, c.cfg)
			defer m.Store().Finalize()
			run(b, m)
		})
	}
}

// BenchmarkForward measures a pass that gives the logits of the last position, and of all.
func BenchmarkForward(b *testing.B) {
	eachConfig(b, func(b *testing.B, m *gpt.Model) {
		p := newPredictor(b, m)
		for _, seq := range []int{4, 64, 256} {
			ids := text(1, 1, seq, m.Config.VocabSize)
			b.Run(fmt.Sprintf("tokens=%d", seq), func(b *testing.B) {
				must[[][]float32](b)(p.NextLogits(ids)) // compiles
				for b.Loop() {
					must[[][]float32](b)(p.NextLogits(ids))
				}
				milliseconds(b)
			})
		}
	})
}

// BenchmarkGenerate measures the continuation of four tokens by 32.
func BenchmarkGenerate(b *testing.B) {
	const tokens = 32
	eachConfig(b, func(b *testing.B, m *gpt.Model) {
		start := text(1, 1, 4, m.Config.VocabSize)
		for _, p := range []struct {
			name string
			next gpt.NextToken
		}{{"cache=no", newPredictor(b, m)}, {"cache=yes", newCached(b, m)}} {
			b.Run(p.name, func(b *testing.B) {
				// compiles
				must[[][]int](b)(gpt.GenerateSimple(b.Context(), p.next, start, tokens, m.Config.ContextLength))
				for b.Loop() {
					must[[][]int](b)(gpt.GenerateSimple(b.Context(), p.next, start, tokens, m.Config.ContextLength))
				}
				b.ReportMetric(tokens*float64(b.N)/b.Elapsed().Seconds(), "tokens/s")
			})
		}
	})
}

// BenchmarkMatMul measures the backend's matrix product: the ceiling for everything above. One row is what generation
// with a cache asks for and is bound by reading the weights, many rows are a prompt or a training step.
func BenchmarkMatMul(b *testing.B) {
	for _, rows := range []int{1, 64, 512} {
		b.Run(fmt.Sprintf("%dx768x3072", rows), func(b *testing.B) {
			builder := nn.NewBuilder(1)
			l := nn.NewLinear(builder, 768, 3072, false)
			f := must[*nn.Func](b)(nn.NewFunc(testBackend(), builder.Store(), func(in []*Node) []*Node {
				return []*Node{l.Forward(in[0])}
			}))
			defer f.Finalize()
			x := noise(1, rows, 768)
			if _, err := f.Call(x); err != nil { // compiles
				b.Fatal(err)
			}
			for b.Loop() {
				if _, err := f.Call(x); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(2*float64(rows)*768*3072*float64(b.N)/b.Elapsed().Seconds()/1e9, "GFLOP/s")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// milliseconds reports the time of one run.
func milliseconds(b *testing.B) {
	b.ReportMetric(b.Elapsed().Seconds()*1e3/float64(b.N), "ms/op")
	b.ReportMetric(0, "ns/op")
}
