package figures

import (
	"context"
	"slices"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/notebooks/ch05"
	"llmfromscratch/shared/torchrand"
)

// ch05Sampling is sections 5.3.1 and 5.3.2 and exercise 5.1: choosing the next word of a vocabulary of nine.
var ch05Sampling = []Computation{
	{"ch05.sample.greedy", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return in.Texts("vocab")[gpt.Greedy(nineLogits(in))], nil
	}},
	{"ch05.sample.one", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		id := torchrand.New(in.Seed()).Multinomial(pretrain.Softmax(nineLogits(in), 1))
		return in.Texts("vocab")[id], nil
	}},
	{"ch05.sample.counts_t1", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return wordCounts(in, in.Float("temperature")), nil
	}},
	{"ch05.sample.scaled_probas", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		var rows [][]float32
		for _, temperature := range in.Tensor("temperatures").Values {
			rows = append(rows, pretrain.Softmax(nineLogits(in), temperature))
		}
		return rows, nil
	}},
	{"ch05.sample.counts_t01", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return wordCounts(in, in.Float("temperature")), nil
	}},
	{"ch05.sample.counts_t5", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return wordCounts(in, in.Float("temperature")), nil
	}},
	{"ch05.topk.values", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		values, places := lesson.Largest(nineLogits(in), 3)
		return map[string]any{"logits": values, "positions": places}, nil
	}},
	{"ch05.topk.masked", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return pretrain.TopK(nineLogits(in), 3), nil
	}},
	{"ch05.topk.probas", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return pretrain.Softmax(pretrain.TopK(nineLogits(in), 3), 1), nil
	}},
	{"ch05.ex1.counts", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return [][]int{wordCounts(in, 1), wordCounts(in, 0.1), wordCounts(in, 5)}, nil
	}},
	{"ch05.ex1.pizza", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return pretrain.Softmax(nineLogits(in), 5)[slices.Index(in.Texts("vocab"), "pizza")], nil
	}},
}

func nineLogits(in Inputs) []float32 { return in.Tensor("logits").Float32s() }

// wordCounts samples 1000 words and counts how often each comes: the book's print_sampled_tokens.
func wordCounts(in Inputs, temperature float64) []int {
	sampling := pretrain.Sampling{Temperature: temperature}
	return lesson.CountDraws(sampling, nineLogits(in), 1000, torchrand.New(in.Seed()))
}
