package figures

import (
	"context"
	"fmt"
	"slices"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/shared/torchrand"
)

// ch05Generate is section 5.3.3 and exercise 5.3: generation with temperature and top-k.
var ch05Generate = []Computation{
	{"ch05.generate.untrained_124m", Heavy, func(ctx context.Context, e *Env, in Inputs) (any, error) {
		m, p := e.GPT2Small(in.Seed(), decode[gpt.Config](in, "config"))
		ids, err := pretrain.TextToIDs(in.Text("text"), e.Tokenizer())
		if err != nil {
			return nil, err
		}
		sampling := pretrain.Sampling{Temperature: in.Float("temperature"), TopK: in.Int("top_k")}
		rng := torchrand.New(in.Seed()) // the seed is set once more before generating
		ids, err = pretrain.Generate(ctx, p, ids, in.Int("max_new_tokens"), m.Config.ContextLength, sampling, rng, nil)
		if err != nil {
			return nil, err
		}
		txt, err := pretrain.IDsToText(ids, e.Tokenizer())
		return map[string]any{"ids": ids, "text": txt}, err
	}},
	{"ch05.generate.small.greedy", Light, func(ctx context.Context, e *Env, in Inputs) (any, error) {
		p := must(gpt.NewPredictor(e.Backend, e.SmallModel(in)))
		defer p.Finalize()
		return gpt.GenerateSimple(ctx, p, in.IDs("ids"), in.Int("max_new_tokens"), in.Int("context_size"))
	}},
	{"ch05.ex3.deterministic", Light, func(ctx context.Context, e *Env, in Inputs) (any, error) {
		cold, err := e.generateSmall(ctx, in, pretrain.GreedySampling(), 123)
		if err != nil {
			return nil, err
		}
		for seed := range int64(3) {
			one, err := e.generateSmall(ctx, in, pretrain.Sampling{Temperature: 1.7, TopK: 1},
				seed)
			if err != nil {
				return nil, err
			}
			if !slices.Equal(one[0], cold[0]) {
				return nil, fmt.Errorf("top-k 1 gives %v, temperature 0 gives %v", one[0], cold[0])
			}
		}
		return cold, nil
	}},
	{"ch05.generate.small.t1", Light, func(ctx context.Context, e *Env, in Inputs) (any, error) {
		return e.sampledSmall(ctx, in, pretrain.Sampling{Temperature: in.Float("temperature")})
	}},
	{"ch05.generate.small.t14_k25", Light, func(ctx context.Context, e *Env, in Inputs) (any, error) {
		return e.sampledSmall(ctx, in, pretrain.Sampling{Temperature: in.Float("temperature"), TopK: in.Int("top_k")})
	}},
	{"ch05.generate.small.t05_k3", Light, func(ctx context.Context, e *Env, in Inputs) (any, error) {
		return e.sampledSmall(ctx, in, pretrain.Sampling{Temperature: in.Float("temperature"), TopK: in.Int("top_k")})
	}},
	{"ch05.generate.small.eos", Light, func(ctx context.Context, e *Env, in Inputs) (any, error) {
		ids, err := e.generateSmall(ctx, in, pretrain.Sampling{Stop: []int{in.Int("eos_id")}}, 123)
		if err != nil {
			return nil, err
		}
		return map[string]any{"ids": ids, "new_tokens": len(ids[0]) - len(in.IDs("ids")[0])}, nil
	}},
}

// generateSmall continues the figure's ids with its small model.
func (e *Env) generateSmall(ctx context.Context, in Inputs, sampling pretrain.Sampling, seed int64) ([][]int, error) {
	p, err := gpt.NewPredictor(e.Backend, e.SmallModel(in))
	if err != nil {
		return nil, err
	}
	defer p.Finalize()
	return pretrain.Generate(ctx, p, in.IDs("ids"), in.Int("max_new_tokens"), in.Int("context_size"), sampling,
		torchrand.New(seed), nil)
}

// sampledSmall also returns the probabilities that the first new token is drawn from.
func (e *Env) sampledSmall(ctx context.Context, in Inputs, sampling pretrain.Sampling) (any, error) {
	ids, err := e.generateSmall(ctx, in, sampling, in.Seed())
	if err != nil {
		return nil, err
	}
	p, err := gpt.NewPredictor(e.Backend, e.SmallModel(in))
	if err != nil {
		return nil, err
	}
	defer p.Finalize()
	logits, err := p.NextLogits(in.IDs("ids"))
	if err != nil {
		return nil, err
	}
	return map[string]any{"ids": ids, "first_step_probas": pretrain.Softmax(pretrain.TopK(logits[0], sampling.TopK),
		sampling.Temperature)}, nil
}
