package figures

import (
	"context"
	"errors"
	"fmt"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/ch05_pretrain/gpt2"
	"llmfromscratch/notebooks/ch05"
	"llmfromscratch/shared/book"
	"llmfromscratch/shared/torchrand"
)

// ch05Pretrained is section 5.5 and exercises 5.5 and 5.6: OpenAI's weights.
var ch05Pretrained = []Computation{
	{"book.ch05.settings", Heavy, func(_ context.Context, e *Env, _ Inputs) (any, error) {
		m, _ := e.Pretrained(small)
		return gpt2.Hyperparameters(m.Config), nil
	}},
	{"book.ch05.wte", Heavy, func(_ context.Context, e *Env, _ Inputs) (any, error) {
		m, _ := e.Pretrained(small)
		table, err := m.Embedding.Token.Weight.Value()
		if err != nil {
			return nil, err
		}
		corners, err := lesson.Corners(table)
		return map[string]any{"shape": table.Shape().Dimensions, "corners": corners}, err
	}},
	{"book.ch05.pretrained_sample", Heavy, func(ctx context.Context, e *Env, _ Inputs) (any, error) {
		return e.pretrainedSample(ctx, small)
	}},
	{"book.ch05.ex5_124m", Training, func(ctx context.Context, e *Env, _ Inputs) (any, error) {
		return e.pretrainedLosses(ctx, small)
	}},
	{"book.ch05.ex5_1558m", Training, func(ctx context.Context, e *Env, _ Inputs) (any, error) {
		return e.pretrainedLosses(ctx, extraLarge)
	}},
	{"book.ch05.ex6", Training, func(ctx context.Context, e *Env, _ Inputs) (any, error) {
		return e.pretrainedSample(ctx, extraLarge)
	}},
}

// Sizes of OpenAI's weights.
const (
	small      = "124M"
	extraLarge = "1558M"
)

// Pretrained is the model with OpenAI's weights of a size; it panics with *MissingFile when they are not here. Like
// [Env.GPT2Small] it keeps the last one asked for, which nobody may change.
func (e *Env) Pretrained(size string) (*gpt.Model, *gpt.Predictor) {
	key := "pretrained " + size
	if e.large == nil || e.large.key != key {
		e.dropModel()
		m, err := gpt2.Load(size)
		var missing *gpt2.MissingWeights
		if errors.As(err, &missing) {
			panic(&MissingFile{"gpt2-" + size,
				fmt.Errorf(`OpenAI's weights are not here; "llm fetch gpt2-%s" gets them`, size)})
		}
		m = must(m, err)
		e.large = &largeModel{key: key, model: m, generator: must(m.Builder.RNG.MarshalBinary()),
			predictor: must(gpt.NewPredictor(e.Backend, m))}
	}
	if err := e.large.model.Builder.RNG.UnmarshalBinary(e.large.generator); err != nil {
		panic(err)
	}
	return e.large.model, e.large.predictor
}

// pretrainedSample is the text of section 5.5: 25 tokens, among the 50 most likely at temperature 1.5, seed 123.
func (e *Env) pretrainedSample(ctx context.Context, size string) (string, error) {
	m, p := e.Pretrained(size)
	sampling := pretrain.Sampling{Temperature: 1.5, TopK: 50}
	return sampling.Continue(ctx, p, e.Tokenizer(), pretrain.BookOptions().StartContext, 25, m.Config.ContextLength,
		torchrand.New(123))
}

// pretrainedLosses are the losses of exercise 5.5 on the story, cut into windows as in section 5.1.3.
func (e *Env) pretrainedLosses(ctx context.Context, size string) (any, error) {
	story := e.File(book.NeedVerdict)
	m, _ := e.Pretrained(size)
	train, validation, err := lesson.Losses(ctx, e.Backend, m, story, e.Tokenizer(), pretrain.BookData())
	return map[string]float64{"train": train, "validation": validation}, err
}
