package instruct

import (
	"context"
	"fmt"

	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/shared/dataloader"
	"llmfromscratch/shared/torchrand"
)

// DPOOptions are the settings of preference tuning.
type DPOOptions struct {
	Beta      float64 // reward per unit of log-probability
	Epochs    int
	BatchSize int // pairs; the model sees twice as many texts at once
	Optimizer pretrain.AdamW
	Style     Style
	EndOfText int                  // ends and pads answers
	Validate  []Preference         // pairs that are watched and not trained on; may be empty
	RNG       *torchrand.Generator // shuffles
}

// NewDPOOptions are settings that suit a small model: β 0.1, five epochs of batches of eight pairs, a tenth of the
// learning rate that fine-tuning uses.
func NewDPOOptions(rng *torchrand.Generator) DPOOptions {
	return DPOOptions{
		Beta: 0.1, Epochs: 5, BatchSize: 8, Optimizer: pretrain.NewAdamW(2e-4, 0.01),
		Style: Alpaca(), EndOfText: text.EndOfTextID, RNG: rng,
	}
}

// DPOHistory is how a run went: rewards before training and after each epoch.
type DPOHistory struct {
	Train      []Rewards `json:"train"`
	Validation []Rewards `json:"validation,omitempty"`
	StepLosses []float64 `json:"step_losses"`

	// Places of the pairs that were left out, counted from 0: they do not fit into the context, and an answer without
	// its end cannot be judged.
	TrainLeftOut      []int `json:"train_left_out,omitempty"`
	ValidationLeftOut []int `json:"validation_left_out,omitempty"`
}

// dpoLossFn is the loss of a model on pairs: inputs are the ids of the answers and the targets, [2n, seq] each, and the
// reference's log-probabilities, [2n].
func dpoLossFn(m *gpt.Model, beta float64) pretrain.LossFn {
	return func(in []*graph.Node) *graph.Node {
		loss, _ := DPOLoss(SequenceLogProbs(m.Forward(in[0]), in[1]), in[2], beta)
		return loss
	}
}

// TrainDPO teaches a model, in place, to prefer the chosen answers. What it says of the answers now is the reference:
// its log-probabilities are computed once, before the first step, so no second model is kept. Dropout, if the model has
// any, is active in training as elsewhere; the rewards are taken without it. Pairs that do not fit into the context are
// left out, as the history says; more than [MostLeftOut] of them, of prefs or of opt.Validate, are an error.
func TrainDPO(ctx context.Context, be compute.Backend, m *gpt.Model, tok text.Tokenizer, prefs []Preference,
	opt DPOOptions, watchers ...pretrain.Watcher) (*DPOHistory, error) {
	t, err := NewDPOTraining(ctx, be, m, tok, prefs, opt)
	if err != nil {
		return nil, err
	}
	defer t.Finalize()
	return &t.History, t.Run(ctx, watchers...)
}

// DPOTraining is preference tuning, with what it has found so far.
type DPOTraining struct {
	pretrain.Fit[[]*tensors.Tensor]
	Trainer *pretrain.Trainer // takes the steps
	History DPOHistory

	opt               DPOOptions
	model             *gpt.Model
	likelihood        *Likelihood
	train, validation pairs
}

// NewDPOTraining prepares preference tuning; see [TrainDPO]. The model is the reference now.
func NewDPOTraining(ctx context.Context, be compute.Backend, m *gpt.Model, tok text.Tokenizer, prefs []Preference,
	opt DPOOptions) (*DPOTraining, error) {
	switch {
	case !(opt.Beta > 0):
		return nil, fmt.Errorf("beta %v: want a number above 0", opt.Beta)
	case opt.Epochs < 1:
		return nil, fmt.Errorf("%d epochs: want at least 1", opt.Epochs)
	}
	t := &DPOTraining{opt: opt, model: m}
	err := t.refer(ctx, be, tok, prefs)
	if err != nil {
		return nil, err
	}
	loader, err := dataloader.New(len(t.train.prefs), t.batch,
		dataloader.Options{BatchSize: opt.BatchSize, Shuffle: true, RNG: opt.RNG})
	if err == nil {
		t.Trainer, err = pretrain.NewTrainer(be, m.Builder, dpoLossFn(m, opt.Beta), opt.Optimizer)
	}
	if err != nil {
		t.likelihood.Finalize()
		return nil, err
	}
	t.Fit = pretrain.Fit[[]*tensors.Tensor]{
		Stepper: t.Trainer, Batches: loader.Epochs(), Epochs: opt.Epochs,
		Tensors:  func(batch []*tensors.Tensor) ([]*tensors.Tensor, error) { return batch, nil },
		EndEpoch: func(ctx context.Context, p pretrain.Progress) (string, error) { return t.evaluate(ctx, p.Epoch) },
	}
	return t, nil
}

// Run takes the rewards before the first step, and trains; see [pretrain.Fit.Run].
func (t *DPOTraining) Run(ctx context.Context, watchers ...pretrain.Watcher) error {
	if t.StepsDone == 0 {
		line, err := t.evaluate(ctx, 0)
		if err != nil {
			return err
		}
		if left := len(t.History.TrainLeftOut) + len(t.History.ValidationLeftOut); left > 0 {
			line += fmt.Sprintf(" (%d of %d pairs left out, longer than the context)", left,
				left+len(t.train.prefs)+len(t.validation.prefs))
		}
		if err := pretrain.Tell(watchers, pretrain.Event{Kind: pretrain.EpochEnded, Line: line}); err != nil {
			return err
		}
	}
	return t.Fit.Run(ctx, append([]pretrain.Watcher{pretrain.OnStep(t.step)}, watchers...)...)
}

// Finalize frees the compiled graphs.
func (t *DPOTraining) Finalize() {
	t.Trainer.Finalize()
	t.likelihood.Finalize()
}

// pairs are preferences with the reference's log-probabilities of their answers, chosen ones first.
type pairs struct {
	prefs     []Preference
	reference []LogProb
}

// refer takes the reference's log-probabilities of all pairs.
func (t *DPOTraining) refer(ctx context.Context, be compute.Backend, tok text.Tokenizer, prefs []Preference) error {
	likelihood, err := NewLikelihood(be, t.model, tok)
	if err != nil {
		return err
	}
	likelihood.Style, likelihood.EndOfText = t.opt.Style, t.opt.EndOfText
	t.likelihood = likelihood
	for _, part := range []struct {
		name  string
		prefs []Preference
		left  *[]int
		pairs *pairs
	}{{"training", prefs, &t.History.TrainLeftOut, &t.train},
		{"validation", t.opt.Validate, &t.History.ValidationLeftOut, &t.validation}} {
		fit, left, err := t.fitting(part.prefs)
		if err == nil {
			*part.left = left
			*part.pairs, err = t.referTo(ctx, fit)
		}
		if err != nil {
			likelihood.Finalize()
			return fmt.Errorf("%s pairs: %w", part.name, err)
		}
	}
	return nil
}

// fitting are the pairs that fit into the context with both answers whole, and the places of the others.
func (t *DPOTraining) fitting(prefs []Preference) (fit []Preference, left []int, err error) {
	for i, p := range prefs {
		whole := true
		for _, e := range entries([]Preference{p}) {
			item, err := answerItem(e, t.likelihood.Style, t.likelihood.Tok)
			if err != nil {
				return nil, nil, fmt.Errorf("pair %d: %w", i, err)
			}
			whole = whole && len(item.IDs) <= t.likelihood.ContextLength
		}
		if whole {
			fit = append(fit, p)
		} else {
			left = append(left, i)
		}
	}
	if tooMany(len(left), len(prefs)) {
		return nil, nil, fmt.Errorf("too many of the %d, %d, do not fit into the context of %d tokens (more than %v "+
			"%%): "+
			"%s; use a model with a longer context, or shorter pairs", len(prefs), len(left),
			t.likelihood.ContextLength, 100*MostLeftOut, places(left, "pair", "pairs"))
	}
	return fit, left, nil
}

// referTo takes the reference's log-probabilities.
func (t *DPOTraining) referTo(ctx context.Context, prefs []Preference) (pairs, error) {
	reference, err := t.likelihood.Of(ctx, entries(prefs))
	if err != nil {
		return pairs{}, fmt.Errorf("reference: %w", err)
	}
	return pairs{prefs, reference}, nil
}

func (t *DPOTraining) step(p pretrain.Progress) error {
	t.History.StepLosses = append(t.History.StepLosses, p.Loss)
	return nil
}

// batch are n pairs: inputs and targets [2n, seq], the reference's log-probabilities [2n].
func (t *DPOTraining) batch(indices []int) ([]*tensors.Tensor, error) {
	n := len(indices)
	prefs := make([]Preference, n)
	sums := make([]float32, 2*n)
	for i, index := range indices {
		prefs[i] = t.train.prefs[index]
		sums[i] = float32(t.train.reference[index].Sum)
		sums[n+i] = float32(t.train.reference[len(t.train.prefs)+index].Sum)
	}
	batch, _, err := t.likelihood.batch(entries(prefs), 0)
	if err != nil {
		return nil, err
	}
	inputs, targets, err := pretrain.BatchTensors(batch, t.model.Config.VocabSize)
	return []*tensors.Tensor{inputs, targets, tensors.FromValue(sums)}, err
}

// evaluate takes the rewards of all pairs.
func (t *DPOTraining) evaluate(ctx context.Context, epoch int) (line string, err error) {
	line = fmt.Sprintf("DPO epoch %d:", epoch)
	found := t.History // an evaluation that is interrupted leaves nothing
	for _, part := range []struct {
		name string
		pairs
		rewards *[]Rewards
	}{{"train", t.train, &found.Train}, {"validation", t.validation, &found.Validation}} {
		if len(part.prefs) == 0 {
			continue
		}
		policy, err := t.likelihood.Of(ctx, entries(part.prefs))
		if err != nil {
			return "", err
		}
		r := rewardsOf(policy, part.reference, t.opt.Beta)
		*part.rewards = append(*part.rewards, r)
		line += fmt.Sprintf(" %s loss %.3f, margin %.3f, accuracy %.2f;", part.name, r.Loss, r.Margin, r.Accuracy)
	}
	t.History = found
	return line[:len(line)-1], nil
}
