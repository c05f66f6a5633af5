package pretrain

import (
	"fmt"
	"math"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"llmfromscratch/shared/nn"
)

// AdamW holds the settings of torch.optim.AdamW (section 5.2). For every parameter p with gradient g it keeps running
// means m of g and v of g², and takes, at step t,
//
//	p ← p·(1 - rate·decay)
//	m ← β₁·m + (1-β₁)·g
//	v ← β₂·v + (1-β₂)·g²
//	p ← p - rate/(1-β₁ᵗ) · m / (√v/√(1-β₂ᵗ) + ε)
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

// stepNumbers are what changes from step to step. They are worked out in float64 and then rounded, as PyTorch hands
// them to its kernels.
type stepNumbers struct {
	keep           float32 // what weight decay leaves of a parameter: 1 - rate·decay
	stepSize       float32 // rate/(1-β₁ᵗ)
	rootCorrection float32 // √(1-β₂ᵗ)
}

// numbers are those of a step, counted from 1.
func (a AdamW) numbers(step int, learningRate float64) stepNumbers {
	t := float64(step)
	return stepNumbers{
		keep:           float32(1 - learningRate*a.WeightDecay),
		stepSize:       float32(learningRate / (1 - math.Pow(a.Beta1, t))),
		rootCorrection: float32(math.Sqrt(1 - math.Pow(a.Beta2, t))),
	}
}

// tensor is how a graph gets the numbers: [3].
func (n stepNumbers) tensor() *tensors.Tensor {
	return tensors.FromValue([]float32{n.keep, n.stepSize, n.rootCorrection})
}

// update builds the step for one parameter into the graph; numbers is what stepNumbers.tensor made.
func (a AdamW) update(store *model.Store, p *model.Variable, gradient, numbers *graph.Node) error {
	m, v, err := moments(store, p)
	if err != nil {
		return err
	}
	g := gradient.Graph()
	number := func(i int) *graph.Node { return graph.Reshape(graph.Slice(numbers, graph.AxisElem(i))) }
	keep, stepSize, rootCorrection := number(0), number(1), number(2)

	mean := graph.Add(graph.MulScalar(m.NodeValue(g), a.Beta1), graph.MulScalar(gradient, 1-a.Beta1))
	square := graph.Add(graph.MulScalar(v.NodeValue(g), a.Beta2), graph.MulScalar(graph.Square(gradient), 1-a.Beta2))
	root := graph.AddScalar(graph.Div(graph.Sqrt(square), rootCorrection), a.Epsilon)
	value := graph.Sub(
		graph.Mul(p.NodeValue(g), keep),
		graph.Mul(graph.Div(mean, root), stepSize))
	m.SetNodeValue(mean)
	v.SetNodeValue(square)
	p.SetNodeValue(value)
	return nil
}

// adamwScope is where the running means of a store's parameters live.
const adamwScope = nn.StateScope + "adamw"

// moments are the running means of a parameter's gradient and of its square, zero at first.
func moments(store *model.Store, p *model.Variable) (m, v *model.Variable, err error) {
	if p.DType() != dtypes.Float32 {
		return nil, nil, fmt.Errorf("parameter %s is %s, AdamW wants float32", p.Path(), p.DType())
	}
	m, err = momentVariable(store, p, "m")
	if err != nil {
		return nil, nil, err
	}
	v, err = momentVariable(store, p, "v")
	return m, v, err
}

func momentVariable(store *model.Store, p *model.Variable, name string) (*model.Variable, error) {
	path := momentPath(p, name)
	if v := store.GetVariable(path); v != nil {
		return v, nil
	}
	v, err := store.CreateVariable(path, tensors.FromShape(p.Shape()))
	if err != nil {
		return nil, fmt.Errorf("optimizer state of %s: %w", p.Path(), err)
	}
	return v.SetTrainable(false), nil
}

// momentPath of /out_head/weight and "m" is /#adamw/m/out_head/weight.
func momentPath(p *model.Variable, name string) string {
	return adamwScope + "/" + name + p.Path()
}
