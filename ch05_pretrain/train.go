package pretrain

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/gomlx/compute"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch04_gpt"
	"llmfromscratch/shared/nn"
)

// Options of a training run (section 5.2).
type Options struct {
	Epochs    int
	Optimizer AdamW
	Schedule  Schedule // nil: a constant learning rate
	Clip      Clip     // nil: gradients as they are

	// Accumulate takes the gradient of each batch in so many parts, which needs less memory: see [Trainer]. 0 and 1:
	// the whole batch at once.
	Accumulate int
	// Devices of the backend that share the work on each batch; 0 and 1: one.
	Devices int

	EvalEvery    int    // steps between evaluations, the first one after the first step
	EvalBatches  int    // batches of each loader that an evaluation looks at
	StartContext string // text that is continued after each epoch; empty: none
	SampleTokens int    // how far it is continued

	Log        io.Writer            // gets the book's log lines; nil: nobody
	OnStep     func(Progress) error // called after every step; an error ends the run; nil: nobody
	Checkpoint *Checkpointing       // nil: none
	Metrics    *Metrics             // nil: none
}

// BookOptions are the settings of section 5.2: ten epochs with AdamW at 4e-4 and weight decay 0.1, an evaluation on
// five batches every five steps, fifty tokens of sample text after each epoch.
func BookOptions() Options {
	return Options{
		Epochs: 10, Optimizer: NewAdamW(4e-4, 0.1), EvalEvery: 5, EvalBatches: 5,
		StartContext: "Every effort moves you", SampleTokens: 50,
	}
}

// Progress is where a run stands after a step.
type Progress struct {
	Epoch, Epochs int // the epoch it is in, counted from 1
	Step, Steps   int // steps done, of all
	TokensSeen    int // tokens trained on so far
	StepResult
}

// History is what the evaluations of a run found, in order.
type History struct {
	TrainLosses      []float64 `json:"train_losses"`
	ValidationLosses []float64 `json:"validation_losses"`
	TokensSeen       []int     `json:"tokens_seen"` // at each evaluation
	Steps            []int     `json:"steps"`       // at each evaluation; the book counts them from 0
	Epochs           []float64 `json:"epochs"`      // at each evaluation, the fraction of the epochs that is done
	StepLosses       []float64 `json:"step_losses"` // of every step
	LearningRates    []float64 `json:"learning_rates"`
	GradientNorms    []float64 `json:"gradient_norms,omitempty"` // before clipping, where there is a Clip
	Samples          []string  `json:"samples"`                  // text after each epoch
}

// run is a training run under way.
type run struct {
	opt       Options
	model     *gpt.Model
	loaders   *Loaders
	tok       text.Tokenizer
	trainer   *Trainer
	evaluator *Evaluator
	sampler   *gpt.CachedPredictor
	metrics   *metricsFile
	tokens    int // seen so far
	History

	savedAt    int    // steps done at the last checkpoint
	epochStart []byte // state of the loaders' generator when the epoch began
}

// Train trains a model on the loaders: the book's train_model_simple. The loaders' generator, the model's dropout masks
// and the evaluations all draw from one generator when they are given one, as in PyTorch on a CPU, so that the same
// seed sees the same batches.
//
// When ctx ends, Train returns what it has with ctx's error, after a checkpoint if there is Checkpointing; calling it
// again with the same arguments and that Checkpointing goes on where it was, with the same numbers as a run that was
// never interrupted.
func Train(ctx context.Context, be compute.Backend, m *gpt.Model, loaders *Loaders, tok text.Tokenizer,
	opt Options) (*History, error) {
	if opt.Epochs < 1 || opt.EvalEvery < 1 || opt.EvalBatches < 1 {
		return nil, fmt.Errorf("epochs %d, steps between evaluations %d, batches per evaluation %d: each must be at "+
			"least 1",
			opt.Epochs, opt.EvalEvery, opt.EvalBatches)
	}
	trainer, err := opt.trainer(be, m)
	if err != nil {
		return nil, err
	}
	defer trainer.Finalize()
	evaluator, err := NewEvaluator(be, m)
	if err != nil {
		return nil, err
	}
	defer evaluator.Finalize()
	r := &run{opt: opt, model: m, loaders: loaders, tok: tok, trainer: trainer, evaluator: evaluator,
		sampler: gpt.NewCachedPredictor(be, m)}
	defer r.sampler.Finalize()

	at := position{}
	if opt.Checkpoint != nil {
		if at, err = r.resume(); err != nil {
			return nil, err
		}
	}
	if r.metrics, err = opt.Metrics.start(&r.History, loaders); err != nil {
		return nil, err
	}
	defer r.metrics.close()
	for ; at.Epoch < opt.Epochs; at = (position{Epoch: at.Epoch + 1}) {
		if err := r.epoch(ctx, at); err != nil {
			return &r.History, err
		}
	}
	return &r.History, r.metrics.close()
}

// trainer is one for a language model, with all that the options say of a step.
func (opt Options) trainer(be compute.Backend, m *gpt.Model) (*Trainer, error) {
	if opt.Accumulate < 0 || opt.Devices < 0 {
		return nil, fmt.Errorf("%d micro-batches in a batch, %d devices: want at least 1", opt.Accumulate, opt.Devices)
	}
	if err := m.CheckTraining(be); err != nil {
		return nil, err
	}
	devices, err := nn.NewDevices(be, max(1, opt.Devices))
	if err != nil {
		return nil, err
	}
	t, err := NewTrainer(be, m.Builder, LanguageLoss(m), opt.Optimizer, opt.clip())
	if err != nil {
		return nil, err
	}
	t.Schedule, t.Accumulate, t.Weigh = opt.Schedule, opt.Accumulate, CountedTargets
	if devices.N() > 1 {
		err = t.SpreadOver(devices)
	}
	return t, err
}

// position is a place in a run.
type position struct {
	Epoch         int  `json:"epoch"`          // epochs done
	Batches       int  `json:"batches"`        // batches of the next epoch that are done
	EvaluationDue bool `json:"evaluation_due"` // the last step wants an evaluation, which is not done
}

// epoch trains on the batches of one epoch, from the given position on.
func (r *run) epoch(ctx context.Context, at position) error {
	next, stop, err := r.batches(at)
	if err != nil {
		return err
	}
	defer stop()
	for {
		if at.EvaluationDue {
			if err := r.evaluate(ctx, at); err != nil {
				return r.saveIfInterrupted(ctx, at, err)
			}
			at.EvaluationDue = false
			if err := r.metrics.evaluation(&r.History, at.Epoch+1); err != nil {
				return err
			}
		}
		if err := r.checkpointIfDue(ctx, at); err != nil {
			return err
		}
		batch, err, ok := next()
		if !ok {
			break
		}
		if err != nil {
			return err
		}
		if err := r.step(batch, at); err != nil {
			return err
		}
		at.Batches++
		at.EvaluationDue = (r.trainer.StepsDone-1)%r.opt.EvalEvery == 0
	}
	if err := r.sample(ctx); err != nil {
		return r.saveIfInterrupted(ctx, at, err)
	}
	return nil
}

// step trains on one batch.
func (r *run) step(batch text.Batch, at position) error {
	began := r.metrics.clock()
	inputs, targets, err := BatchTensors(batch, r.model.Config.VocabSize)
	if err != nil {
		return err
	}
	result, err := r.trainer.Step(inputs, targets)
	if err != nil {
		return err
	}
	r.tokens += inputs.Size()
	r.StepLosses = append(r.StepLosses, result.Loss)
	r.LearningRates = append(r.LearningRates, result.LearningRate)
	if r.opt.Clip != nil {
		r.GradientNorms = append(r.GradientNorms, result.GradientNorm)
	}
	p := Progress{
		Epoch: at.Epoch + 1, Epochs: r.opt.Epochs,
		Step: r.trainer.StepsDone, Steps: r.opt.Epochs * r.loaders.Train.Len(),
		TokensSeen: r.tokens, StepResult: result,
	}
	if err := r.metrics.step(p, began, inputs.Size()); err != nil || r.opt.OnStep == nil {
		return err
	}
	return r.opt.OnStep(p)
}

// evaluate takes the losses of some batches of both loaders: the book's evaluate_model. When it fails it has drawn no
// random numbers, so that it can be done again later.
func (r *run) evaluate(ctx context.Context, at position) (err error) {
	before, err := r.loaders.RNG.MarshalBinary()
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, r.loaders.RNG.UnmarshalBinary(before))
		}
	}()
	train, err := r.evaluator.LoaderLoss(ctx, r.loaders.Train, r.opt.EvalBatches)
	if err != nil {
		return err
	}
	validation, err := r.evaluator.LoaderLoss(ctx, r.loaders.Validation, r.opt.EvalBatches)
	if err != nil {
		return err
	}
	step := r.trainer.StepsDone - 1
	r.TrainLosses = append(r.TrainLosses, train)
	r.ValidationLosses = append(r.ValidationLosses, validation)
	r.TokensSeen = append(r.TokensSeen, r.tokens)
	r.Steps = append(r.Steps, step)
	r.Epochs = append(r.Epochs, float64(at.Epoch)+float64(at.Batches)/float64(r.loaders.Train.Len()))
	r.logf("Ep %d (Step %06d): Train loss %.3f, Val loss %.3f\n", at.Epoch+1, step, train, validation)
	return nil
}

// sample continues the start context and logs the text: the book's generate_and_print_sample.
func (r *run) sample(ctx context.Context) error {
	if r.opt.StartContext == "" {
		return nil
	}
	r.sampler.Reset() // the parameters have changed
	txt, err := Continue(ctx, r.sampler, r.tok, r.opt.StartContext, r.opt.SampleTokens, r.model.Config.ContextLength)
	if err != nil {
		return err
	}
	r.Samples = append(r.Samples, txt)
	r.logf("%s\n", OneLine(txt))
	return nil
}

func (r *run) logf(format string, args ...any) {
	if r.opt.Log != nil {
		fmt.Fprintf(r.opt.Log, format, args...)
	}
}
