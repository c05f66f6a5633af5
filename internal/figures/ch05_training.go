package figures

import (
	"context"
	"errors"
	"slices"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/ch05_pretrain/longrun"
	"llmfromscratch/shared/nn"
	"llmfromscratch/shared/torchrand"
)

// ch05Training is the first steps of section 5.2's run: the model of GPT-2's size on the story.
var ch05Training = []Computation{
	{"ch05.train124.nodrop", Training, func(_ context.Context, e *Env, in Inputs) (any, error) {
		m := e.trainable(in)
		loaders := e.bookLoaders(in, m.Builder.RNG)
		train, _, err := pretrain.Split(e.Story(), in.Float("train_ratio"))
		if err != nil {
			return nil, err
		}
		ds, err := text.NewDataset(must(e.Tokenizer().Encode(train)), in.Int("max_length"), in.Int("stride"))
		if err != nil {
			return nil, err
		}
		var windows [][]int
		batches := take(loaders.Train.Epoch(), 3)
		for _, batch := range batches {
			windows = append(windows, windowNumbers(ds, batch))
		}
		losses, norms := e.steps(m, optimizer(in), batches)
		kept := parameters(m.Store())
		for name := range kept {
			if !slices.Contains(nodropParameters, name) {
				delete(kept, name)
			}
		}
		sums, err := checksums(kept)
		return map[string]any{"losses": losses, "grad_norms": norms, "windows": windows, "params_after_3": sums}, err
	}},
	{"ch05.train124.book_cpu", Training, func(ctx context.Context, e *Env, in Inputs) (any, error) {
		m := e.trainable(in)
		// Dropout and shuffling draw from one generator.
		return e.sixSteps(ctx, m, e.bookLoaders(in, m.Builder.RNG), bookOptions(in))
	}},
	{"ch05.train124.book_own_dropout_stream", Training, func(ctx context.Context, e *Env, in Inputs) (any, error) {
		m := e.trainable(in)
		loaders := e.bookLoaders(in, m.Builder.RNG)
		m.UseRNG(torchrand.New(0))
		return e.sixSteps(ctx, m, loaders, bookOptions(in))
	}},
}

// nodropParameters are those whose values after three steps the figure has.
var nodropParameters = []string{
	"tok_emb.weight", "pos_emb.weight", "trf_blocks.0.att.W_query.weight", "trf_blocks.0.ff.layers.0.bias",
	"trf_blocks.11.norm2.scale", "final_norm.shift", "out_head.weight",
}

// trainable is a model of the figure's seed and configuration that may be changed.
func (e *Env) trainable(in Inputs) *gpt.Model {
	e.dropModel()
	return must(gpt.NewModel(nn.NewBuilder(in.Seed()), decode[gpt.Config](in, "config")))
}

// bookOptions are the settings of section 5.2 with the figure's optimizer.
func bookOptions(in Inputs) pretrain.Options {
	opt := pretrain.BookOptions()
	opt.Optimizer = optimizer(in)
	return opt
}

// sixSteps is a training run up to its second evaluation, after the sixth step.
func (e *Env) sixSteps(ctx context.Context, m *gpt.Model, loaders *pretrain.Loaders, opt pretrain.Options) (any,
	error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	lines := 0
	count := func(e pretrain.Event) error {
		if e.Kind == pretrain.Evaluated {
			if lines++; lines == 2 {
				stop()
			}
		}
		return nil
	}
	history, err := longrun.Train(ctx, e.Backend, m, loaders, e.Tokenizer(), opt, longrun.Options{}, count)
	if !errors.Is(err, context.Canceled) || lines < 2 {
		return nil, errors.Join(errors.New("the run did not come to its second evaluation"), err)
	}
	return map[string]any{
		"step_losses": history.StepLosses,
		"eval_step0":  []float64{history.TrainLosses[0], history.ValidationLosses[0]},
		"eval_step5":  []float64{history.TrainLosses[1], history.ValidationLosses[1]},
	}, nil
}
