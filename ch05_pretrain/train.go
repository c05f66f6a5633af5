package pretrain

import (
	"context"
	"fmt"

	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/core/tensors"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch04_gpt"
)

// Options of a training run (section 5.2).
type Options struct {
	Epochs    int
	Optimizer AdamW
	Schedule  Schedule // nil: a constant learning rate
	Clip      Clip     // nil: gradients as they are

	EvalEvery    int    // steps between evaluations, the first one after the first step
	EvalBatches  int    // batches of each loader that an evaluation looks at
	StartContext string // text that is continued after each epoch; empty: none
	SampleTokens int    // how far it is continued
}

// BookOptions are the settings of section 5.2: ten epochs with AdamW at 4e-4 and weight decay 0.1, an evaluation on
// five batches every five steps, fifty tokens of sample text after each epoch.
func BookOptions() Options {
	return Options{
		Epochs: 10, Optimizer: NewAdamW(4e-4, 0.1), EvalEvery: 5, EvalBatches: 5,
		StartContext: "Every effort moves you", SampleTokens: 50,
	}
}

// Validate returns an error for options that cannot train.
func (o Options) Validate() error {
	if o.Epochs < 1 || o.EvalEvery < 1 || o.EvalBatches < 1 {
		return fmt.Errorf("epochs %d, steps between evaluations %d, batches per evaluation %d: each must be at least 1",
			o.Epochs, o.EvalEvery, o.EvalBatches)
	}
	if s, ok := o.Schedule.(interface{ Validate() error }); ok {
		return s.Validate()
	}
	return nil
}

// Train trains a model on the loaders: the book's train_model_simple. The loaders' generator, the model's dropout masks
// and the evaluations all draw from one generator when they are given one, as in PyTorch on a CPU, so that the same
// seed sees the same batches. When ctx ends, Train returns what it has with ctx's error.
func Train(ctx context.Context, be compute.Backend, m *gpt.Model, loaders *Loaders, tok text.Tokenizer, opt Options,
	watchers ...Watcher) (*History, error) {
	trainer, err := NewTrainer(be, m.Builder, LanguageLoss(m), opt.Optimizer)
	if err != nil {
		return nil, err
	}
	defer trainer.Finalize()
	trainer.Schedule, trainer.Clip = opt.Schedule, opt.Clip
	t, err := NewTraining(be, m, loaders, tok, trainer, opt)
	if err != nil {
		return nil, err
	}
	defer t.Finalize()
	return &t.History, t.Run(ctx, watchers...)
}

// Training is the training of a language model, with what it has found so far.
type Training struct {
	Fit[text.Batch]
	History History

	model     *gpt.Model
	loaders   *Loaders
	tok       text.Tokenizer
	opt       Options
	evaluator *Evaluator
	sampler   *gpt.CachedPredictor
}

// NewTraining prepares a training by steps of any kind.
func NewTraining(be compute.Backend, m *gpt.Model, loaders *Loaders, tok text.Tokenizer, stepper Stepper,
	opt Options) (*Training, error) {
	if err := opt.Validate(); err != nil {
		return nil, err
	}
	evaluator, err := NewEvaluator(be, m)
	if err != nil {
		return nil, err
	}
	t := &Training{model: m, loaders: loaders, tok: tok, opt: opt, evaluator: evaluator,
		sampler: gpt.NewCachedPredictor(be, m)}
	t.Fit = Fit[text.Batch]{
		Stepper: stepper, Batches: loaders.Train.Epochs(), Tensors: t.tensors, Epochs: opt.Epochs,
		Evaluate: t.evaluate, EvalEvery: opt.EvalEvery, EndEpoch: t.sample,
	}
	return t, nil
}

// Run trains and keeps what it finds; see [Fit.Run].
func (t *Training) Run(ctx context.Context, watchers ...Watcher) error {
	return t.Fit.Run(ctx, append([]Watcher{t.History.record}, watchers...)...)
}

// tensors are the inputs and the targets of a batch, [batch, seq] each.
func (t *Training) tensors(batch text.Batch) ([]*tensors.Tensor, error) {
	inputs, targets, err := BatchTensors(batch, t.model.Config.VocabSize)
	return []*tensors.Tensor{inputs, targets}, err
}

// evaluate takes the losses of some batches of both loaders: the book's evaluate_model.
func (t *Training) evaluate(ctx context.Context, p Progress) (line string, err error) {
	train, err := t.evaluator.LoaderLoss(ctx, t.loaders.Train, t.opt.EvalBatches)
	if err != nil {
		return "", err
	}
	validation, err := t.evaluator.LoaderLoss(ctx, t.loaders.Validation, t.opt.EvalBatches)
	if err != nil {
		return "", err
	}
	return t.History.addEvaluation(p, train, validation).String(), nil
}

// sample continues the start context: the book's generate_and_print_sample.
func (t *Training) sample(ctx context.Context, _ Progress) (line string, err error) {
	if t.opt.StartContext == "" {
		return "", nil
	}
	t.sampler.Reset() // the parameters have changed
	txt, err := Continue(ctx, t.sampler, t.tok, t.opt.StartContext, t.opt.SampleTokens, t.model.Config.ContextLength)
	if err != nil {
		return "", err
	}
	t.History.Samples = append(t.History.Samples, txt)
	return OneLine(txt), nil
}

// Finalize frees the compiled graphs.
func (t *Training) Finalize() {
	t.evaluator.Finalize()
	t.sampler.Finalize()
}
