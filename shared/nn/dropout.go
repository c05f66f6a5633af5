package nn

import (
	"errors"
	"fmt"

	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"llmfromscratch/shared/torchrand"
)

// DropoutSource says where dropout masks come from.
type DropoutSource int

const (
	// TorchMasks are drawn on the host as PyTorch draws them on a CPU, one after the other in the order of the
	// forward pass, so that training follows PyTorch's run draw by draw.
	TorchMasks DropoutSource = iota
	// BackendMasks are drawn inside the graph, with GoMLX's random state of the store instead of the generator of
	// [Builder]: faster, and other numbers on every backend.
	BackendMasks
)

// String is "torch" or "backend".
func (s DropoutSource) String() string {
	if s == BackendMasks {
		return "backend"
	}
	return "torch"
}

// ParseDropoutSource reads "torch" or "backend".
func ParseDropoutSource(s string) (DropoutSource, error) {
	switch s {
	case "torch":
		return TorchMasks, nil
	case "backend":
		return BackendMasks, nil
	}
	return 0, fmt.Errorf("dropout %q: want torch (PyTorch's masks) or backend (drawn in the graph)", s)
}

// Masks serves all dropout layers of one tree of modules: a [Builder] has it, and every layer built with that builder
// shares it.
type Masks struct {
	Source DropoutSource // TorchMasks unless set; what is set later holds for graphs that are built later
	store  *model.Store
	open   map[graph.GraphId]*maskPlan // graphs that are being built
}

// maskPlan is the list of masks that one graph wants, in the order of the forward pass.
type maskPlan struct {
	variables []*model.Variable
	rates     []float64
	devices   *Devices // that share the rows of every mask; nil: one
}

// begin notes which masks the graph asks for while it is built; the returned plan fills as that happens.
func (m *Masks) begin(g *graph.Graph) *maskPlan {
	if m.open == nil {
		m.open = map[graph.GraphId]*maskPlan{}
	}
	plan := &maskPlan{}
	m.open[g.GraphId()] = plan
	return plan
}

func (m *Masks) end(g *graph.Graph) { delete(m.open, g.GraphId()) }

// next is the mask, of the shape of x, for the next dropout layer of the graph that x belongs to.
func (m *Masks) next(x *graph.Node, rate float64) *graph.Node {
	plan := m.open[x.Graph().GraphId()]
	if plan == nil {
		panic(errors.New("dropout in training mode needs a graph built by nn.NewTrainingFunc, which draws the masks " +
			"before each call"))
	}
	v := m.variable(len(plan.variables), x.Shape())
	if plan.devices != nil && v.ShardingSpec() == nil {
		v.WithShardingSpec(plan.devices.Rows(x.Rank()))
	}
	plan.variables = append(plan.variables, v)
	plan.rates = append(plan.rates, rate)
	return v.NodeValue(x)
}

// variable is the place of the i-th mask of a forward pass. Graphs of the same shapes share it: they never run
// at the same time.
func (m *Masks) variable(i int, shape shapes.Shape) *model.Variable {
	path := fmt.Sprintf("%s/%d/%v", masksScope, i, shape.Dimensions)
	if v := m.store.GetVariable(path); v != nil {
		return v
	}
	v, err := m.store.CreateVariable(path, tensors.FromShape(shape))
	if err != nil {
		panic(err)
	}
	return v.SetTrainable(false)
}

const masksScope = StateScope + "dropout_masks"

// draw fills the masks for one run of the graph.
func (p *maskPlan) draw(rng *torchrand.Generator) error {
	for i, v := range p.variables {
		if p.devices != nil { // what they have is a copy, which a new value replaces
			if err := v.SetValue(tensors.FromShape(v.Shape())); err != nil {
				return fmt.Errorf("dropout mask %d: %w", i, err)
			}
		}
		t, err := v.Value()
		if err != nil {
			return fmt.Errorf("dropout mask %d: %w", i, err)
		}
		err = tensors.MutableFlatData(t, func(mask []float32) { rng.DropoutMask(mask, p.rates[i]) })
		if err != nil {
			return fmt.Errorf("dropout mask %d: %w", i, err)
		}
	}
	return nil
}

// Dropout is torch.nn.Dropout: in training it sets each value of its input to zero with probability P and multiplies
// the others by 1/(1-P), so that the expected value stays; in evaluation it changes nothing. With P = 0.5 a kept 0.3
// becomes 0.6.
type Dropout struct {
	P     float64 // from 0, which drops nothing, to 1, which drops all
	masks *Masks
}

// NewDropout makes a dropout layer; it panics when p is not in [0, 1]. Masks are drawn when the layer runs, none here.
func NewDropout(b *Builder, p float64) *Dropout {
	if !(p >= 0 && p <= 1) {
		panic(fmt.Errorf("dropout rate %v: want a number from 0 to 1", p))
	}
	return &Dropout{P: p, masks: b.Masks}
}

// IsTraining says whether a node belongs to a graph in training mode; see [NewTrainingFunc].
func IsTraining(x *graph.Node) bool {
	store := model.GetStore(x)
	return store != nil && store.IsTraining(x.Graph())
}

// Forward drops values of x, which may have any shape, where the graph is in training mode; elsewhere it returns x.
// With [TorchMasks] it panics in a training graph that was not made by [NewTrainingFunc], for which nobody draws masks.
func (d *Dropout) Forward(x *graph.Node) *graph.Node {
	if d.P == 0 || !IsTraining(x) {
		return x
	}
	if d.P == 1 {
		return graph.ZerosLike(x)
	}
	if d.masks.Source == TorchMasks {
		return graph.Mul(x, d.masks.next(x, d.P))
	}
	u := model.GetStore(x).RandomUniform(x.Graph(), x.Shape())
	dropped := graph.LessThan(u, graph.Scalar(x.Graph(), u.DType(), d.P))
	return graph.Where(dropped, graph.ZerosLike(x), graph.DivScalar(x, 1-d.P))
}
