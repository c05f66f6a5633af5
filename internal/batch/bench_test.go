package batch_test

import (
	"fmt"
	"testing"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch04_gpt/plain"
	"llmfromscratch/internal/batch"
	"llmfromscratch/shared/nn"
)

// BenchmarkClients is how many tokens a second so many clients get together, of a model of GPT-2's smallest size:
//
//	go test -run '^$' -bench Clients -benchtime 3x ./internal/batch
func BenchmarkClients(b *testing.B) {
	m, err := gpt.NewModel(nn.NewBuilder(123), gpt.GPT2Small())
	if err != nil {
		b.Fatal(err)
	}
	loops, err := plain.New(m)
	if err != nil {
		b.Fatal(err)
	}
	eight, err := loops.Quantize()
	if err != nil {
		b.Fatal(err)
	}
	gpt2, err := text.NewGPT2()
	if err != nil {
		b.Fatal(err)
	}
	const tokens = 32
	for name, loops := range map[string]*plain.Model{"float32": loops, "q8": eight} {
		for _, clients := range []int{1, 2, 4, 8} {
			b.Run(fmt.Sprintf("%s/%d", name, clients), func(b *testing.B) {
				model := batch.Model{Tok: gpt2.Allowing(), ContextLength: 1024, VocabSize: gpt2.VocabSize()}
				opt := batch.Options{Slots: clients, Waiting: clients}
				texts := batch.New(plain.NewSlots(loops, clients), model, opt)
				defer texts.Close()
				for b.Loop() {
					list := make([]batch.Request, clients)
					for i := range list {
						list[i] = request("a", tokens)
					}
					events, err := texts.Submit(b.Context(), list...)
					if err != nil {
						b.Fatal(err)
					}
					for e := range events {
						if e.Err != nil {
							b.Fatal(e.Err)
						}
					}
				}
				b.ReportMetric(float64(b.N*clients*tokens)/b.Elapsed().Seconds(), "tokens/s")
			})
		}
	}
}
