package instruct

import (
	"context"
	"errors"
	"fmt"
	"io"

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
	EndOfText int                           // ends and pads answers
	Validate  []Preference                  // pairs that are watched and not trained on; may be empty
	RNG       *torchrand.Generator          // shuffles
	Log       io.Writer                     // gets a line after each epoch; nil: nobody
	OnStep    func(pretrain.Progress) error // called after every step; an error ends the run; nil: nobody
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
}

// pairs are preferences with the reference's log-probabilities of their answers, chosen ones first.
type pairs struct {
	prefs     []Preference
	reference []LogProb
}

// TrainDPO teaches a model, in place, to prefer the chosen answers. What it says of the answers now is the reference:
// its log-probabilities are computed once, before the first step, so no second model is kept. Dropout, if the model has
// any, is active in training as elsewhere; the rewards are taken without it.
func TrainDPO(ctx context.Context, be compute.Backend, m *gpt.Model, tok text.Tokenizer, prefs []Preference,
	opt DPOOptions) (*DPOHistory, error) {
	switch {
	case !(opt.Beta > 0):
		return nil, fmt.Errorf("beta %v: want a number above 0", opt.Beta)
	case opt.Epochs < 1:
		return nil, fmt.Errorf("%d epochs: want at least 1", opt.Epochs)
	}
	if err := m.CheckTraining(be); err != nil {
		return nil, err
	}
	likelihood, err := NewLikelihood(be, m, tok)
	if err != nil {
		return nil, err
	}
	defer likelihood.Finalize()
	likelihood.Style, likelihood.EndOfText = opt.Style, opt.EndOfText
	t := &dpoRun{opt: opt, model: m, likelihood: likelihood, history: &DPOHistory{}}
	if t.train, err = t.refer(ctx, prefs); err != nil {
		return nil, err
	}
	if t.validation, err = t.refer(ctx, opt.Validate); err != nil {
		return nil, fmt.Errorf("validation: %w", err)
	}
	t.loader, err = dataloader.New(len(prefs), func(indices []int) ([]int, error) { return indices, nil },
		dataloader.Options{BatchSize: opt.BatchSize, Shuffle: true, RNG: opt.RNG})
	if err != nil {
		return nil, err
	}
	t.trainer, err = pretrain.NewTrainer(be, m.Builder, func(in []*graph.Node) *graph.Node {
		loss, _ := DPOLoss(SequenceLogProbs(m.Forward(in[0]), in[1]), in[2], opt.Beta)
		return loss
	}, opt.Optimizer, nil)
	if err != nil {
		return nil, err
	}
	defer t.trainer.Finalize()

	if err := t.evaluate(ctx, 0); err != nil {
		return t.history, err
	}
	for epoch := 1; epoch <= opt.Epochs; epoch++ {
		if err := t.epoch(ctx, epoch); err != nil {
			return t.history, err
		}
		if err := t.evaluate(ctx, epoch); err != nil {
			return t.history, err
		}
	}
	return t.history, nil
}

// dpoRun is a run under way.
type dpoRun struct {
	opt               DPOOptions
	model             *gpt.Model
	likelihood        *Likelihood
	trainer           *pretrain.Trainer
	loader            *dataloader.Loader[[]int] // numbers of pairs
	train, validation pairs
	tokens            int
	history           *DPOHistory
}

// refer takes the reference's log-probabilities.
func (t *dpoRun) refer(ctx context.Context, prefs []Preference) (pairs, error) {
	reference, err := t.likelihood.Of(ctx, entries(prefs))
	if err != nil {
		return pairs{}, fmt.Errorf("reference: %w", err)
	}
	for i, p := range reference {
		if p.Cut {
			return pairs{}, fmt.Errorf("preference %d does not fit into the context of %d tokens: an answer without "+
				"its end cannot be judged",
				i%len(prefs), t.likelihood.ContextLength)
		}
	}
	return pairs{prefs, reference}, nil
}

// epoch trains on every pair once.
func (t *dpoRun) epoch(ctx context.Context, epoch int) error {
	for indices, err := range t.loader.Epoch() {
		if err = errors.Join(err, ctx.Err()); err != nil {
			return err
		}
		inputs, targets, reference, err := t.batch(indices)
		if err != nil {
			return err
		}
		result, err := t.trainer.Step(inputs, targets, reference)
		if err != nil {
			return err
		}
		t.tokens += inputs.Size()
		t.history.StepLosses = append(t.history.StepLosses, result.Loss)
		if t.opt.OnStep == nil {
			continue
		}
		err = t.opt.OnStep(pretrain.Progress{
			Epoch: epoch, Epochs: t.opt.Epochs, Step: t.trainer.StepsDone, Steps: t.opt.Epochs * t.loader.Len(),
			TokensSeen: t.tokens, StepResult: result,
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// batch are n pairs: inputs and targets [2n, seq], the reference's log-probabilities [2n].
func (t *dpoRun) batch(indices []int) (inputs, targets, reference *tensors.Tensor, err error) {
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
		return nil, nil, nil, err
	}
	inputs, targets, err = pretrain.BatchTensors(batch, t.model.Config.VocabSize)
	return inputs, targets, tensors.FromValue(sums), err
}

// evaluate takes the rewards of all pairs.
func (t *dpoRun) evaluate(ctx context.Context, epoch int) error {
	line := fmt.Sprintf("DPO epoch %d:", epoch)
	for _, part := range []struct {
		name string
		pairs
		rewards *[]Rewards
	}{{"train", t.train, &t.history.Train}, {"validation", t.validation, &t.history.Validation}} {
		if len(part.prefs) == 0 {
			continue
		}
		policy, err := t.likelihood.Of(ctx, entries(part.prefs))
		if err != nil {
			return err
		}
		r := rewardsOf(policy, part.reference, t.opt.Beta)
		*part.rewards = append(*part.rewards, r)
		line += fmt.Sprintf(" %s loss %.3f, margin %.3f, accuracy %.2f;", part.name, r.Loss, r.Margin, r.Accuracy)
	}
	if t.opt.Log != nil {
		fmt.Fprintln(t.opt.Log, line[:len(line)-1])
	}
	return nil
}
