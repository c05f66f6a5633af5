package figures

import (
	"context"
	"errors"

	"github.com/gomlx/gomlx/core/tensors"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/shared/book"
	"llmfromscratch/shared/torchrand"
)

// ch05Pretrained is section 5.5 and exercises 5.5 and 5.6: OpenAI's weights.
var ch05Pretrained = []Computation{
	{"book.ch05.settings", Heavy, func(_ context.Context, e *Env, _ Inputs) (any, error) {
		m, _ := e.Pretrained(small)
		c := m.Config
		return map[string]int{"n_vocab": c.VocabSize, "n_ctx": c.ContextLength, "n_embd": c.EmbDim, "n_head": c.NumHeads, "n_layer": c.NumLayers}, nil
	}},
	{"book.ch05.wte", Heavy, func(_ context.Context, e *Env, _ Inputs) (any, error) {
		m, _ := e.Pretrained(small)
		table, err := m.TokEmb.Weight.Value()
		if err != nil {
			return nil, err
		}
		rows, width := table.Shape().Dim(0), table.Shape().Dim(1)
		var corners [][]float32 // as NumPy prints them: three numbers from each end of three rows from each end
		err = tensors.ConstFlatData(table, func(values []float32) {
			for _, row := range []int{0, 1, 2, rows - 3, rows - 2, rows - 1} {
				v := values[row*width : (row+1)*width]
				corners = append(corners, append(append([]float32{}, v[:3]...), v[width-3:]...))
			}
		})
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

// Pretrained is the model with OpenAI's weights of a size; it panics with *MissingFile when they are not here. Like [Env.GPT2Small] it keeps
// the last one asked for, which nobody may change.
func (e *Env) Pretrained(size string) (*gpt.Model, *gpt.Predictor) {
	key := "pretrained " + size
	if e.small == nil || e.small.key != key {
		e.dropModel()
		m, err := pretrain.FromPretrained(size)
		var missing *pretrain.MissingWeights
		if errors.As(err, &missing) {
			panic(&MissingFile{"gpt2-" + size, err})
		}
		m = must(m, err)
		e.small = &largeModel{key: key, model: m, generator: must(m.Builder.RNG.MarshalBinary()), predictor: must(gpt.NewPredictor(e.Backend, m))}
	}
	if err := e.small.model.Builder.RNG.UnmarshalBinary(e.small.generator); err != nil {
		panic(err)
	}
	return e.small.model, e.small.predictor
}

// pretrainedSample is the text of section 5.5: 25 tokens, among the 50 most likely at temperature 1.5, seed 123.
func (e *Env) pretrainedSample(ctx context.Context, size string) (string, error) {
	m, p := e.Pretrained(size)
	ids, err := pretrain.TextToIDs(pretrain.BookOptions().StartContext, e.Tokenizer())
	if err != nil {
		return "", err
	}
	sampling := pretrain.Sampling{Temperature: 1.5, TopK: 50, EOS: pretrain.NoEOS}
	if ids, err = pretrain.Generate(ctx, p, ids, 25, m.Config.ContextLength, sampling, torchrand.New(123), nil); err != nil {
		return "", err
	}
	return pretrain.IDsToText(ids, e.Tokenizer())
}

// pretrainedLosses are the losses of exercise 5.5 on the story, cut into windows as in section 5.1.3.
func (e *Env) pretrainedLosses(ctx context.Context, size string) (any, error) {
	story := e.File(book.NeedVerdict)
	m, _ := e.Pretrained(size)
	loaders, err := pretrain.NewLoaders(story, e.Tokenizer(), pretrain.BookData(), torchrand.New(123))
	if err != nil {
		return nil, err
	}
	evaluator, err := pretrain.NewEvaluator(e.Backend, m)
	if err != nil {
		return nil, err
	}
	defer evaluator.Finalize()
	train, err := evaluator.LoaderLoss(ctx, loaders.Train, pretrain.AllBatches)
	if err != nil {
		return nil, err
	}
	validation, err := evaluator.LoaderLoss(ctx, loaders.Validation, pretrain.AllBatches)
	return map[string]float64{"train": train, "validation": validation}, err
}
