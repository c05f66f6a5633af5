package pretrain

import (
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

// Stepper takes a training step on the inputs of a batch. [Trainer] is the one of the book; package longrun has one
// that gives the same numbers faster or in less memory.
type Stepper interface {
	Step(inputs ...*tensors.Tensor) (StepResult, error)
}

// StepResult is what a training step found.
type StepResult struct {
	Loss         float64 // before the step
	LearningRate float64
	GradientNorm float64 // L2 norm of all gradients together, before clipping
}

// Trainer takes training steps: loss, gradients by graph.Gradient, AdamW (section 5.2).
type Trainer struct {
	Optimizer AdamW
	Schedule  Schedule // nil: the optimizer's learning rate at every step
	Clip      Clip     // nil: gradients as they are
	StepsDone int

	step *nn.Func
}

// NewTrainer prepares steps over all trainable variables of the builder's store. Which ones are trainable is fixed
// here: after a change of SetTrainable make a new Trainer. The optimizer starts afresh, whatever an earlier one has
// left in the store.
func NewTrainer(be compute.Backend, b *nn.Builder, lossFn LossFn, optimizer AdamW) (*Trainer, error) {
	parameters, err := optimizer.Start(b.Store())
	if err != nil {
		return nil, err
	}
	step, err := nn.NewTrainingFunc(be, b, func(in []*graph.Node) []*graph.Node {
		numbers, maxNorm, batch := in[:3], in[3], in[4:]
		loss := lossFn(batch)
		loss.AssertScalar()
		gradients, norm := ClipByGlobalNorm(Gradients(loss, parameters), maxNorm)
		for i, p := range parameters {
			optimizer.Update(b.Store(), p, gradients[i], numbers)
		}
		return []*graph.Node{loss, norm}
	})
	return &Trainer{Optimizer: optimizer, step: step}, err
}

// Step takes one training step on a batch. A loss that is no number is an error: the parameters are spoilt then, and
// training has to go back to a checkpoint.
func (t *Trainer) Step(inputs ...*tensors.Tensor) (StepResult, error) {
	rate, maxNorm := StepSettings(t.Optimizer, t.Schedule, t.Clip, t.StepsDone)
	args := append(t.Optimizer.Numbers(t.StepsDone+1, rate).Inputs(), float32(maxNorm))
	for _, input := range inputs {
		args = append(args, input)
	}
	out, err := t.step.Call(args...)
	if err != nil {
		return StepResult{}, fmt.Errorf("training step %d: %w", t.StepsDone, err)
	}
	t.StepsDone++
	loss, norm := tensors.ToScalar[float32](out[0]), tensors.ToScalar[float32](out[1])
	result := StepResult{Loss: float64(loss), LearningRate: rate, GradientNorm: float64(norm)}
	return result, CheckLoss(t.StepsDone-1, result.Loss)
}

// Finalize frees the compiled graph. The optimizer's running means stay in the store, for a checkpoint.
func (t *Trainer) Finalize() { t.step.Finalize() }

// StepSettings are the learning rate of a step, counted from 0, and the largest norm of its gradient.
func StepSettings(a AdamW, schedule Schedule, clip Clip, step int) (learningRate, maxNorm float64) {
	learningRate, maxNorm = a.LearningRate, math.Inf(1)
	if schedule != nil {
		learningRate = schedule.Rate(step)
	}
	if clip != nil {
		maxNorm = clip.MaxNorm(step)
	}
	return learningRate, maxNorm
}

// CheckLoss returns an error for a loss that is no number.
func CheckLoss(step int, loss float64) error {
	if math.IsNaN(loss) || math.IsInf(loss, 0) {
		return fmt.Errorf("training step %d: the loss is %v: try a lower learning rate, or clip the gradients", step,
			loss)
	}
	return nil
}

// Gradients are those of a scalar loss with respect to parameters, of the parameters' shapes.
func Gradients(loss *graph.Node, parameters []*model.Variable) []*graph.Node {
	nodes := make([]*graph.Node, len(parameters))
	for i, p := range parameters {
		nodes[i] = p.NodeValue(loss)
	}
	return graph.Gradient(loss, nodes...)
}
