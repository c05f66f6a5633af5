package pretrain

import (
	"errors"
	"fmt"
	"math"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"

	"llmfromscratch/shared/nn"
)

// AdamW holds the settings of torch.optim.AdamW (section 5.2). For every parameter p with gradient g it keeps running
// means m of g and v of g², and takes, at step t,
//
//	m ← β₁·m + (1-β₁)·g
//	v ← β₂·v + (1-β₂)·g²
//	p ← p·(1 - rate·decay) - rate/(1-β₁ᵗ) · m / (√v/√(1-β₂ᵗ) + ε)
//
// At the first step m/(1-β₁) is g and the root is |g|, so that every parameter moves by nearly the rate, whatever its
// gradient.
type AdamW struct {
	LearningRate float64 // "rate"; a schedule may replace it at each step
	WeightDecay  float64 // "decay", of all trainable parameters
	Beta1, Beta2 float64
	Epsilon      float64
}

// NewAdamW are PyTorch's defaults with the given learning rate and weight decay; the book trains with 4e-4 and 0.1.
func NewAdamW(learningRate, weightDecay float64) AdamW {
	return AdamW{LearningRate: learningRate, WeightDecay: weightDecay, Beta1: 0.9, Beta2: 0.999, Epsilon: 1e-8}
}

// Validate returns an error for settings that cannot train.
func (a AdamW) Validate() error {
	switch {
	case !(a.LearningRate >= 0) || math.IsInf(a.LearningRate, 0):
		return fmt.Errorf("AdamW: learning rate %v, want a number from 0 up", a.LearningRate)
	case !(a.WeightDecay >= 0) || math.IsInf(a.WeightDecay, 0):
		return fmt.Errorf("AdamW: weight decay %v, want a number from 0 up", a.WeightDecay)
	case !(a.Beta1 >= 0 && a.Beta1 < 1) || !(a.Beta2 >= 0 && a.Beta2 < 1):
		return fmt.Errorf("AdamW: betas %v and %v, want numbers from 0 to below 1", a.Beta1, a.Beta2)
	case !(a.Epsilon > 0):
		return fmt.Errorf("AdamW: epsilon %v, want a number above 0", a.Epsilon)
	}
	return nil
}

// Numbers are what changes of the formula from step to step. They are worked out in float64 and then rounded, as
// PyTorch hands them to its kernels.
type Numbers struct {
	Keep           float32 // what weight decay leaves of a parameter: 1 - rate·decay
	StepSize       float32 // rate/(1-β₁ᵗ)
	RootCorrection float32 // √(1-β₂ᵗ)
}

// Numbers are those of a step, counted from 1.
func (a AdamW) Numbers(step int, learningRate float64) Numbers {
	t := float64(step)
	return Numbers{
		Keep:           float32(1 - learningRate*a.WeightDecay),
		StepSize:       float32(learningRate / (1 - math.Pow(a.Beta1, t))),
		RootCorrection: float32(math.Sqrt(1 - math.Pow(a.Beta2, t))),
	}
}

// Inputs are how a graph gets the numbers: three scalars.
func (n Numbers) Inputs() []any { return []any{n.Keep, n.StepSize, n.RootCorrection} }

// Start checks the settings, forgets what an earlier optimizer has kept of a model, and returns the parameters that
// this one will change, those that are trainable now. It is an error when there are none.
func (a AdamW) Start(store *model.Store) ([]*model.Variable, error) {
	if err := a.Validate(); err != nil {
		return nil, err
	}
	parameters := nn.Trainable(store)
	if len(parameters) == 0 {
		return nil, errors.New("nothing to train: all parameters are frozen")
	}
	if err := store.DeleteVariablesInScope(adamwScope); err != nil {
		return nil, fmt.Errorf("running means of an earlier optimizer: %w", err)
	}
	return parameters, nil
}

// Update builds the formula for one parameter into the graph; numbers are the [Numbers.Inputs]. It panics when the
// parameter is not float32.
func (a AdamW) Update(store *model.Store, parameter *model.Variable, gradient *graph.Node, numbers []*graph.Node) {
	means, squares, err := Moments(store, parameter)
	if err != nil {
		panic(err)
	}
	keep, stepSize, rootCorrection := numbers[0], numbers[1], numbers[2]
	g := gradient.Graph()
	p, m, v := parameter.NodeValue(g), means.NodeValue(g), squares.NodeValue(g)

	m = graph.Add(graph.MulScalar(m, a.Beta1), graph.MulScalar(gradient, 1-a.Beta1))
	v = graph.Add(graph.MulScalar(v, a.Beta2), graph.MulScalar(graph.Square(gradient), 1-a.Beta2))
	root := graph.AddScalar(graph.Div(graph.Sqrt(v), rootCorrection), a.Epsilon)
	p = graph.Sub(graph.Mul(p, keep), graph.Mul(graph.Div(m, root), stepSize))

	means.SetNodeValue(m)
	squares.SetNodeValue(v)
	parameter.SetNodeValue(p)
}

// adamwScope is where the running means of a store's parameters live.
const adamwScope = nn.StateScope + "adamw"

// Moments are the running means of a parameter's gradient and of its square, zero at first, in a store. It is an error
// when the parameter is not float32.
func Moments(store *model.Store, p *model.Variable) (m, v *model.Variable, err error) {
	if m, err = nn.StateOf(store, adamwScope+"/m", p); err != nil {
		return nil, nil, err
	}
	v, err = nn.StateOf(store, adamwScope+"/v", p)
	return m, v, err
}
