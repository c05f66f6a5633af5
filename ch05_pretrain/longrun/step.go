package longrun

import (
	"fmt"

	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/shared/nn"
)

// StepOptions say how steps are taken, and how the work on one is shared out.
type StepOptions struct {
	Schedule pretrain.Schedule // nil: the optimizer's learning rate at every step
	Clip     pretrain.Clip     // nil: gradients as they are

	// Accumulate cuts every batch into so many micro-batches, which are worked through one after the other before the
	// optimizer takes its one step: the same step in less memory. 0 and 1: the whole batch at once. With dropout the
	// numbers differ, since each micro-batch draws masks of its own, as in PyTorch.
	Accumulate int
	// Weigh is what a micro-batch counts in the mean that the loss takes over its batch, such as [CountedTargets]; nil:
	// its rows.
	Weigh func(inputs []*tensors.Tensor) (float64, error)

	// Devices of the backend that share the rows of every batch: losses and steps are those of one device. Each keeps
	// all parameters, the optimizer's running means and its rows' part of what the backward pass needs; the gradients
	// are summed over the devices, so that a step sends about twice the size of the parameters through each one. 0 and
	// 1: one device.
	Devices int
}

// Validate returns an error for options that cannot be.
func (o StepOptions) Validate() error {
	if o.Accumulate < 0 || o.Devices < 0 {
		return fmt.Errorf("%d micro-batches in a batch, %d devices: want at least 1", o.Accumulate, o.Devices)
	}
	return nil
}

// Stepper takes the steps of [pretrain.Trainer], to the bit, in the way that is fastest on a backend. Where host and
// backend share memory, as on a CPU, the optimizer works there, in one pass over parameter, gradient and running means,
// where the graph would make a dozen; elsewhere the optimizer is part of the graph, as the Trainer's is.
type Stepper struct {
	StepsDone int // by this stepper, or by the one whose checkpoint was loaded

	optimizer  pretrain.AdamW
	opt        StepOptions
	store      *model.Store
	parameters []*model.Variable
	onHost     bool
	trainer    *pretrain.Trainer // the whole step in the graph; nil: one of the other ways
	way        way
}

// way is a way to take a step in two parts.
type way interface {
	// gradients takes loss and gradient of a batch, and the gradient's norm before clipping.
	gradients(inputs []*tensors.Tensor, n numbers) (loss, norm float64, err error)
	// update lets the optimizer use the gradients.
	update(n numbers) error
	finalize() error
}

// numbers are those of one step.
type numbers struct {
	pretrain.Numbers
	maxNorm float32
}

// NewStepper prepares steps over all trainable variables of the builder's store, as [pretrain.NewTrainer] does.
func NewStepper(be compute.Backend, b *nn.Builder, loss pretrain.LossFn, optimizer pretrain.AdamW,
	opt StepOptions) (*Stepper, error) {
	return newStepper(be, b, loss, optimizer, opt, be.HasSharedBuffers())
}

func newStepper(be compute.Backend, b *nn.Builder, loss pretrain.LossFn, optimizer pretrain.AdamW, opt StepOptions,
	onHost bool) (*Stepper, error) {
	if err := opt.Validate(); err != nil {
		return nil, err
	}
	done, err := onDevices(be, b, opt.Devices)
	if err != nil {
		return nil, err
	}
	defer done()
	s := &Stepper{optimizer: optimizer, opt: opt, store: b.Store(), onHost: onHost && b.Devices == nil}
	if !s.onHost && opt.Accumulate <= 1 {
		if s.trainer, err = pretrain.NewTrainer(be, b, loss, optimizer); err != nil {
			return nil, err
		}
		s.trainer.Schedule, s.trainer.Clip = opt.Schedule, opt.Clip
		return s, nil
	}
	if s.parameters, err = optimizer.Start(b.Store()); err != nil {
		return nil, err
	}
	if opt.Accumulate > 1 {
		s.way, err = newMicroBatches(be, b, loss, s)
	} else {
		s.way, err = newWholeBatch(be, b, loss, s)
	}
	return s, err
}

// onDevices lets devices share the work of functions that are made before done is called; of one device nothing is
// said.
func onDevices(be compute.Backend, b *nn.Builder, n int) (done func(), err error) {
	devices, err := nn.NewDevices(be, max(1, n))
	if err != nil {
		return nil, err
	}
	if err := devices.Gather(b.Store()); err != nil { // from the devices of an earlier stepper
		return nil, err
	}
	if n > 1 {
		b.Devices = devices
	}
	return func() { b.Devices = nil }, nil
}

// Step takes one training step on a batch; see [pretrain.Trainer.Step].
func (s *Stepper) Step(inputs ...*tensors.Tensor) (pretrain.StepResult, error) {
	if s.trainer != nil {
		s.trainer.StepsDone = s.StepsDone
		result, err := s.trainer.Step(inputs...)
		s.StepsDone = s.trainer.StepsDone
		return result, err
	}
	rate, maxNorm := pretrain.StepSettings(s.optimizer, s.opt.Schedule, s.opt.Clip, s.StepsDone)
	n := numbers{s.optimizer.Numbers(s.StepsDone+1, rate), float32(maxNorm)}
	result := pretrain.StepResult{LearningRate: rate}
	var err error
	if result.Loss, result.GradientNorm, err = s.way.gradients(inputs, n); err != nil {
		return result, fmt.Errorf("training step %d: %w", s.StepsDone, err)
	}
	s.StepsDone++
	if err := pretrain.CheckLoss(s.StepsDone-1, result.Loss); err != nil {
		return result, err
	}
	return result, s.way.update(n)
}

// Finalize frees the compiled graphs. The optimizer's running means stay in the store, for a checkpoint.
func (s *Stepper) Finalize() {
	if s.trainer != nil {
		s.trainer.Finalize()
		return
	}
	_ = s.way.finalize() // fails for no scope
}

// clipped are gradients as the step uses them, and their norm before.
func (s *Stepper) clipped(gradients []*graph.Node, maxNorm *graph.Node) (used []*graph.Node, norm *graph.Node) {
	if s.opt.Clip == nil {
		return gradients, pretrain.GlobalNorm(gradients)
	}
	return pretrain.ClipByGlobalNorm(gradients, maxNorm)
}

// wholeBatch takes the gradients of a batch at once and hands them to the optimizer on the host.
type wholeBatch struct {
	stepper *Stepper
	step    *nn.Func
	found   []*tensors.Tensor // gradients of the step under way
}

func newWholeBatch(be compute.Backend, b *nn.Builder, loss pretrain.LossFn, s *Stepper) (way, error) {
	step, err := nn.NewTrainingFunc(be, b, func(in []*graph.Node) []*graph.Node {
		maxNorm, batch := in[0], in[1:]
		value := loss(batch)
		value.AssertScalar()
		gradients, norm := s.clipped(pretrain.Gradients(value, s.parameters), maxNorm)
		return append([]*graph.Node{value, norm}, gradients...)
	})
	return &wholeBatch{stepper: s, step: step}, err
}

func (w *wholeBatch) gradients(inputs []*tensors.Tensor, n numbers) (loss, norm float64, err error) {
	args := []any{n.maxNorm}
	for _, input := range inputs {
		args = append(args, input)
	}
	out, err := w.step.Call(args...)
	if err != nil {
		return 0, 0, err
	}
	w.found = out[2:]
	return float64(tensors.ToScalar[float32](out[0])), float64(tensors.ToScalar[float32](out[1])), nil
}

func (w *wholeBatch) update(n numbers) error {
	for i, g := range w.found {
		if err := updateHost(w.stepper.optimizer, w.stepper.store, w.stepper.parameters[i], g, n.Numbers); err != nil {
			return err
		}
		if err := g.FinalizeAll(); err != nil {
			return err
		}
	}
	w.found = nil
	return nil
}

func (w *wholeBatch) finalize() error {
	w.step.Finalize()
	return nil
}
