package plain_test

import (
	"fmt"
	"testing"
	"time"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch04_gpt/plain"
	"llmfromscratch/shared/backend"
)

// predictor is what has a cache.
type predictor interface {
	gpt.NextToken
	Reset()
}

// engine is what predicts tokens. It makes a model of its own when it is opened, at the size of GPT-2 124M, and lets it
// go when its benchmark ends: one backend cannot take the weights that another one holds, and all models together would
// be larger than the memory of many machines.
type engine struct {
	name string
	open func(b *testing.B) predictor
}

// engines are loops with both kinds of weights, and the graph on two backends.
func engines() []engine {
	return []engine{
		{"float32", func(b *testing.B) predictor { return plain.NewPredictor(loops(b)) }},
		{"q8", func(b *testing.B) predictor {
			return plain.NewPredictor(must[*plain.Model](b)(loops(b).Quantize()))
		}},
		{"go:parallelism=-1", func(b *testing.B) predictor { return onGraph(b, "go:parallelism=-1") }},
		{"onnx:cpu", func(b *testing.B) predictor { return onGraph(b, "onnx:cpu") }},
	}
}

func loops(b *testing.B) *plain.Model {
	b.Helper()
	return must[*plain.Model](b)(plain.New(newModel(b, 123, gpt.GPT2Small())))
}

// onGraph skips a backend that does not work here.
func onGraph(b *testing.B, config string) predictor {
	b.Helper()
	be, _, err := backend.Open(config)
	if err != nil {
		b.Skip(err)
	}
	cached := gpt.NewCachedPredictor(be, newModel(b, 123, gpt.GPT2Small()))
	b.Cleanup(func() {
		cached.Finalize()
		be.Finalize()
	})
	return cached
}

// onEachEngine runs a benchmark on one engine after the other.
func onEachEngine(b *testing.B, run func(b *testing.B, next predictor)) {
	if testing.Short() {
		b.Skip("-short: makes models of 163 million parameters")
	}
	for _, e := range engines() {
		b.Run(e.name, func(b *testing.B) { run(b, e.open(b)) })
	}
}

// BenchmarkGenerate continues four tokens by 32: the milliseconds to the first token, and those of each further one.
func BenchmarkGenerate(b *testing.B) {
	onEachEngine(b, func(b *testing.B, next predictor) {
		for _, batch := range []int{1, 8} {
			b.Run(fmt.Sprintf("batch=%d", batch), func(b *testing.B) { generate(b, next, batch) })
		}
	})
}

func generate(b *testing.B, next predictor, batch int) {
	var first, further time.Duration
	write := func() {
		next.Reset() // or the prompt would be known from the last time
		ids := rows(1, batch, 4, gpt.GPT2Small().VocabSize)
		for i := range 32 {
			begin := time.Now()
			logits := must[[][]float32](b)(next.NextLogits(ids))
			if took := time.Since(begin); i == 0 {
				first += took
			} else {
				further += took
			}
			for r, row := range logits {
				ids[r] = append(ids[r], gpt.Greedy(row))
			}
		}
	}
	write() // compiles
	first, further = 0, 0
	for b.Loop() {
		write()
	}
	b.ReportMetric(first.Seconds()*1e3/float64(b.N), "ms/first")
	b.ReportMetric(further.Seconds()*1e3/31/float64(b.N), "ms/token")
	b.ReportMetric(0, "ns/op")
}

// BenchmarkPrompt reads prompts in one pass.
func BenchmarkPrompt(b *testing.B) {
	onEachEngine(b, func(b *testing.B, next predictor) {
		for _, seq := range []int{4, 64, 256} {
			b.Run(fmt.Sprintf("tokens=%d", seq), func(b *testing.B) {
				prompts := [][][]int{rows(1, 1, seq, 50257), rows(2, 1, seq, 50257)} // in turn, so that none is known
				must[[][]float32](b)(next.NextLogits(prompts[1]))                    // compiles
				n := 0
				for b.Loop() {
					must[[][]float32](b)(next.NextLogits(prompts[n%2]))
					n++
				}
				b.ReportMetric(b.Elapsed().Seconds()*1e3/float64(b.N), "ms/op")
				b.ReportMetric(0, "ns/op")
			})
		}
	})
}
