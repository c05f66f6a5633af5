package figures

import (
	"context"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/shared/dataloader"
	"llmfromscratch/shared/torchrand"
)

// ch05Data is section 5.1.3: the story as training and validation data, and the losses before training.
var ch05Data = []Computation{
	{"ch05.data.first99", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return string([]rune(e.Story())[:99]), nil
	}},
	{"ch05.data.last99", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		story := []rune(e.Story())
		return string(story[len(story)-99:]), nil
	}},
	{"ch05.data.counts", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		ids, err := e.Tokenizer().Encode(e.Story())
		return map[string]any{"characters": len([]rune(e.Story())), "tokens": len(ids)}, err
	}},
	{"ch05.data.split", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		train, validation, err := pretrain.Split(e.Story(), in.Float("train_ratio"))
		if err != nil {
			return nil, err
		}
		loaders := e.bookLoaders(in, torchrand.New(123))
		window := in.Int("max_length")
		return map[string]any{
			"split_idx":          len([]rune(train)),
			"train_tokens_total": len(must(e.Tokenizer().Encode(train))),
			"val_tokens_total":   len(must(e.Tokenizer().Encode(validation))),
			"train_windows":      loaders.TrainTokens / window, "val_windows": loaders.ValidationTokens / window,
		}, nil
	}},
	{"ch05.data.batches", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		loaders := e.bookLoaders(in, torchrand.New(123))
		return map[string]any{"train": loaders.Train.Len(), "val": loaders.Validation.Len()}, nil
	}},
	{"ch05.data.tokens", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		loaders := e.bookLoaders(in, torchrand.New(123))
		count := func(loader *dataloader.Loader[text.Batch]) (n int) {
			for batch, err := range loader.Epoch() {
				for _, row := range must(batch, err).Inputs {
					n += len(row)
				}
			}
			return n
		}
		train, validation := count(loaders.Train), count(loaders.Validation)
		return map[string]any{"train": train, "val": validation, "all": train + validation}, nil
	}},
	{"ch05.loss.initial", Training, func(ctx context.Context, e *Env, in Inputs) (any, error) {
		m, _ := e.GPT2Small(in.Seed(), decode[gpt.Config](in, "config"))
		loaders := e.bookLoaders(in, torchrand.New(in.Seed()))
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
		return map[string]any{"train": train, "val": validation}, err
	}},
}

// bookLoaders are the loaders of section 5.1.3 over the story; both draw from rng.
func (e *Env) bookLoaders(in Inputs, rng *torchrand.Generator) *pretrain.Loaders {
	return must(pretrain.NewLoaders(e.Story(), e.Tokenizer(), pretrain.BookData(), rng))
}
