package pretrain

import (
	"errors"
	"fmt"
	"math"

	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"llmfromscratch/shared/nn"
)

// LossFn builds a scalar loss from the inputs of a step: token ids and targets here and in chapter 7, token ids and
// labels in chapter 6.
type LossFn func(inputs []*graph.Node) *graph.Node

// Trainer takes training steps: loss, gradients by graph.Gradient, AdamW (section 5.2).
type Trainer struct {
	Optimizer AdamW
	Schedule  Schedule // nil: the optimizer's learning rate at every step
	StepsDone int      // steps taken so far, by this trainer or by the one whose checkpoint was loaded

	// Accumulate cuts every batch into so many micro-batches, which are worked through one after the other before the
	// optimizer takes its one step: the same step in less memory. 0 and 1: the whole batch at once. With dropout the
	// numbers differ, since each micro-batch draws masks of its own, as in PyTorch.
	Accumulate int
	// Weigh is what a micro-batch counts in the mean that the loss takes over its batch; nil: its rows.
	Weigh func(inputs []*tensors.Tensor) (float64, error)

	be          compute.Backend
	builder     *nn.Builder
	loss        LossFn
	clip        Clip
	store       *model.Store
	step        *nn.Func
	accumulator *accumulator // made by the first step that wants it
	parameters  []*model.Variable
	onHost      bool // the optimizer works in memory that the backend shares, not in the graph
	devices     *nn.Devices
}

// StepResult is what a training step found.
type StepResult struct {
	Loss         float64 // before the step
	LearningRate float64
	GradientNorm float64 // before clipping; 0 without a Clip
}

// NewTrainer prepares steps over all trainable variables of the builder's store. Which ones are trainable is fixed
// here: after a change of SetTrainable make a new Trainer. The optimizer starts afresh, whatever an earlier one has
// left in the store. clip may be nil.
func NewTrainer(be compute.Backend, b *nn.Builder, loss LossFn, optimizer AdamW, clip Clip) (*Trainer, error) {
	return newTrainer(be, b, loss, optimizer, clip, be.HasSharedBuffers())
}

func newTrainer(be compute.Backend, b *nn.Builder, loss LossFn, optimizer AdamW, clip Clip,
	onHost bool) (*Trainer, error) {
	if err := optimizer.Validate(); err != nil {
		return nil, err
	}
	parameters := Trainable(b.Store())
	if len(parameters) == 0 {
		return nil, errors.New("nothing to train: all parameters are frozen")
	}
	if err := b.Store().DeleteVariablesInScope(adamwScope); err != nil {
		return nil, fmt.Errorf("running means of an earlier optimizer: %w", err)
	}
	t := &Trainer{
		Optimizer: optimizer, be: be, builder: b, loss: loss, clip: clip, store: b.Store(), parameters: parameters,
		onHost: onHost,
	}
	var err error
	t.step, err = nn.NewTrainingFunc(be, b, func(in []*graph.Node) []*graph.Node {
		numbers, maxNorm, in := in[0], in[1], in[2:]
		value := loss(in)
		value.AssertScalar()
		gradients, norm := Gradients(value, parameters), graph.ScalarZero(value.Graph(), value.DType())
		if clip != nil {
			gradients, norm = ClipByGlobalNorm(gradients, maxNorm)
		}
		outputs := []*graph.Node{value, norm}
		if t.onHost {
			return append(outputs, gradients...)
		}
		for i, p := range parameters {
			if err := optimizer.update(t.store, p, gradients[i], numbers); err != nil {
				panic(err)
			}
		}
		return outputs
	})
	if err != nil {
		return nil, err
	}
	return t, nil
}

// Trainable are the parameters of a store that may change, in the order of their creation.
func Trainable(store *model.Store) []*model.Variable {
	var parameters []*model.Variable
	for p := range nn.Parameters(store) {
		if p.Trainable {
			parameters = append(parameters, p)
		}
	}
	return parameters
}

// Gradients are those of a scalar loss with respect to parameters, of the parameters' shapes.
func Gradients(loss *graph.Node, parameters []*model.Variable) []*graph.Node {
	nodes := make([]*graph.Node, len(parameters))
	for i, p := range parameters {
		nodes[i] = p.NodeValue(loss)
	}
	return graph.Gradient(loss, nodes...)
}

// Step takes one training step on a batch. A loss that is no number is an error: the parameters are spoilt then, and
// training has to go back to a checkpoint.
func (t *Trainer) Step(inputs ...*tensors.Tensor) (StepResult, error) {
	result := StepResult{LearningRate: t.Optimizer.LearningRate}
	if t.Schedule != nil {
		result.LearningRate = t.Schedule(t.StepsDone)
	}
	maxNorm := float32(math.Inf(1))
	if t.clip != nil {
		maxNorm = float32(t.clip(t.StepsDone))
	}
	numbers := t.Optimizer.numbers(t.StepsDone+1, result.LearningRate)
	var gradients []*tensors.Tensor
	var err error
	if t.Accumulate > 1 {
		result.Loss, result.GradientNorm, err = t.stepInParts(inputs, numbers, maxNorm)
	} else {
		result.Loss, result.GradientNorm, gradients, err = t.stepAtOnce(inputs, numbers, maxNorm)
	}
	if err != nil {
		return result, fmt.Errorf("training step %d: %w", t.StepsDone, err)
	}
	t.StepsDone++
	if math.IsNaN(result.Loss) || math.IsInf(result.Loss, 0) {
		return result, fmt.Errorf("training step %d: the loss is %v: try a lower learning rate, or clip the gradients",
			t.StepsDone-1, result.Loss)
	}
	switch {
	case t.onHost && t.Accumulate > 1:
		err = t.updateFromSums(numbers)
	case t.onHost:
		err = t.updateOnHost(gradients, numbers)
	}
	return result, err
}

// stepAtOnce takes loss, norm and gradients of a whole batch; off the host there are no gradients, the optimizer has
// used them.
func (t *Trainer) stepAtOnce(inputs []*tensors.Tensor, numbers stepNumbers, maxNorm float32) (loss, norm float64,
	gradients []*tensors.Tensor, err error) {
	args := []any{numbers.tensor(), maxNorm}
	for _, input := range inputs {
		args = append(args, input)
	}
	out, err := t.step.Call(args...)
	if err != nil {
		return 0, 0, nil, err
	}
	return float64(tensors.ToScalar[float32](out[0])), float64(tensors.ToScalar[float32](out[1])), out[2:], nil
}

// updateOnHost lets the optimizer use the gradients of all parameters, and frees them.
func (t *Trainer) updateOnHost(gradients []*tensors.Tensor, numbers stepNumbers) error {
	for i, g := range gradients {
		if err := t.Optimizer.updateHost(t.store, t.parameters[i], g, numbers); err != nil {
			return err
		}
		if err := g.FinalizeAll(); err != nil {
			return err
		}
	}
	return nil
}

// SpreadOver lets devices share the rows of every batch: the losses and steps are those of one device. To be called
// before the first step.
//
// Each device keeps all parameters, the optimizer's running means and its rows' part of what the backward pass needs;
// after a backward pass the gradients are summed over the devices, so that a step sends about twice the size of the
// parameters through each one.
func (t *Trainer) SpreadOver(d *nn.Devices) error {
	if err := d.Gather(t.store); err != nil { // from the devices of an earlier trainer
		return err
	}
	t.devices, t.onHost = d, false
	t.step.Spread(d, 2)
	return nil
}

// Finalize frees the compiled graphs. The optimizer's running means stay in the store, for a checkpoint.
func (t *Trainer) Finalize() {
	t.step.Finalize()
	if t.accumulator != nil {
		_ = t.accumulator.finalize(t.store) // fails for no scope
	}
}

// GradientNorm is the L2 norm of all gradients of a loss taken together, for the parameters that are trainable; no
// parameter changes and no dropout is active.
func GradientNorm(be compute.Backend, store *model.Store, loss LossFn, inputs ...any) (float64, error) {
	out, err := nn.Eval(be, store, func(in []*graph.Node) []*graph.Node {
		return []*graph.Node{GlobalNorm(Gradients(loss(in), Trainable(store)))}
	}, inputs...)
	if err != nil {
		return 0, err
	}
	return float64(tensors.ToScalar[float32](out[0])), nil
}
