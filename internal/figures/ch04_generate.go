package figures

import (
	"context"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/notebooks/ch04"
	"llmfromscratch/shared/nn"
)

// ch04Generate is section 4.7: greedy generation.
var ch04Generate = []Computation{
	{"ch04.gen.encoded", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return e.Tokenizer().Encode(in.Text("text"))
	}},
	{"ch04.gen.ids", Heavy, func(ctx context.Context, e *Env, in Inputs) (any, error) {
		return e.greedy(ctx, in, gpt.GPT2Small().ContextLength)
	}},
	{"ch04.gen.text", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return e.Tokenizer().Decode(in.IDs("ids")[0])
	}},
	{"ch04.gen.ids10", Heavy, func(ctx context.Context, e *Env, in Inputs) (any, error) {
		ids, err := e.greedy(ctx, in, gpt.GPT2Small().ContextLength)
		if err != nil {
			return nil, err
		}
		txt, err := e.Tokenizer().Decode(ids[0])
		return map[string]any{"ids": ids, "text": txt}, err
	}},
	{"ch04.gen.cropped", Heavy, func(ctx context.Context, e *Env, in Inputs) (any, error) {
		return e.greedy(ctx, in, in.Int("context_size"))
	}},
	{"ch04.small.greedy", Light, func(ctx context.Context, e *Env, in Inputs) (any, error) {
		p, err := gpt.NewPredictor(e.Backend, e.SmallModel(in))
		if err != nil {
			return nil, err
		}
		defer p.Finalize()
		return gpt.GenerateSimple(ctx, p, in.IDs("ids"), in.Int("max_new_tokens"), in.Int("context_size"))
	}},
}

// greedy continues the figure's text with its untrained model of GPT-2's size.
func (e *Env) greedy(ctx context.Context, in Inputs, contextSize int) ([][]int, error) {
	_, p := e.GPT2Small(in.Seed(), decode[gpt.Config](in, "config"))
	return gpt.GenerateSimple(ctx, p, e.encodeAll([]string{in.Text("text")}), in.Int("max_new_tokens"), contextSize)
}

// ch04Exercises are exercises 4.1 to 4.3.
var ch04Exercises = []Computation{
	{"ch04.ex1.ffn_params", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		b := nn.NewBuilder(0)
		gpt.NewFeedForward(b, gpt.GPT2Small().EmbDim)
		total, _ := nn.NumParameters(b.Store())
		return total, nil
	}},
	{"ch04.ex1.att_params", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return gpt.GPT2Small().Count().Attention, nil
	}},
	{"ch04.ex2.sizes", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return lesson.Sizes(), nil
	}},
	{"ch04.ex3.eval", Heavy, func(_ context.Context, e *Env, in Inputs) (any, error) {
		cfg := gpt.GPT2Small()
		cfg.DropRate = 0
		cfg.DropRates = &gpt.DropRates{Embedding: 0.1, Attention: 0.1, Shortcut: 0.1}
		_, p := e.GPT2Small(in.Seed(), cfg)
		return p.Logits(e.encodeAll(in.Texts("texts")))
	}},
}
