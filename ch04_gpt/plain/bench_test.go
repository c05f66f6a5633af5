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

// predictors are what predicts tokens here: loops with both kinds of weights, and the graph on the backends that work.
func predictors(b *testing.B, m *gpt.Model) map[string]predictor {
	b.Helper()
	exact := must[*plain.Model](b)(plain.New(m))
	all := map[string]predictor{
		"float32": plain.NewPredictor(exact),
		"q8":      plain.NewPredictor(must[*plain.Model](b)(exact.Quantize())),
	}
	for _, config := range []string{"go:parallelism=-1", "onnx:cpu"} {
		be, _, err := backend.Open(config)
		if err != nil {
			b.Logf("left out: %v", err)
			continue
		}
		cached := gpt.NewCachedPredictor(be, m)
		b.Cleanup(func() {
			cached.Finalize()
			be.Finalize()
		})
		all[config] = cached
	}
	return all
}

// BenchmarkGenerate continues four tokens by 32 at the size of GPT-2 124M: the milliseconds to the first token, and
// those of each further one.
func BenchmarkGenerate(b *testing.B) {
	if testing.Short() {
		b.Skip("-short: makes a model of 163 million parameters")
	}
	m := newModel(b, 123, gpt.GPT2Small())
	for name, next := range predictors(b, m) {
		for _, batch := range []int{1, 8} {
			b.Run(fmt.Sprintf("%s/batch=%d", name, batch), func(b *testing.B) {
				var first, further time.Duration
				write := func() {
					next.Reset() // or the prompt would be known from the last time
					ids := rows(1, batch, 4, m.Config.VocabSize)
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
			})
		}
	}
}

// BenchmarkPrompt reads prompts in one pass.
func BenchmarkPrompt(b *testing.B) {
	if testing.Short() {
		b.Skip("-short: makes a model of 163 million parameters")
	}
	m := newModel(b, 123, gpt.GPT2Small())
	for name, next := range predictors(b, m) {
		for _, seq := range []int{4, 64, 256} {
			b.Run(fmt.Sprintf("%s/tokens=%d", name, seq), func(b *testing.B) {
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
	}
}
