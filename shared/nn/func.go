package nn

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"
)

// GraphFn builds the graph of a function: it is given the nodes of the inputs and returns those of the outputs.
type GraphFn func(inputs []*graph.Node) []*graph.Node

// Func is a GraphFn made ready to run on a backend, in evaluation or in training mode. It is compiled at the first call
// with inputs of some shapes, and reads the variables it uses anew at every call. Not for use by several goroutines at
// once.
type Func struct {
	exec  *model.Exec
	from  *Builder             // whose generator masks are drawn from
	plans map[string]*maskPlan // by input shapes; nil in evaluation
	last  *maskPlan            // of the graph built last

	devices *Devices // nil: one
}

// NewFunc prepares fn for many calls in evaluation mode, without dropout: for predictions, and for losses that are only
// looked at. [Eval] is shorter for a single call. Free it with Finalize.
func NewFunc(be compute.Backend, store *model.Store, fn GraphFn) (*Func, error) {
	return newFunc(be, store, func(g *graph.Graph, in []*graph.Node) []*graph.Node { return fn(in) })
}

// NewTrainingFunc prepares fn for many calls in training mode, with dropout: for training steps. Before each call the
// masks of [TorchMasks] are drawn from b.RNG, in the order in which the forward pass asks for them. Training mode alone
// changes no parameter: fn does, where it sets new values. Free it with Finalize.
func NewTrainingFunc(be compute.Backend, b *Builder, fn GraphFn) (*Func, error) {
	store := b.Store()
	var f *Func
	f, err := newFunc(be, store, func(g *graph.Graph, in []*graph.Node) []*graph.Node {
		store.SetTraining(g, true)
		f.last = b.Masks.begin(g)
		f.last.devices = f.devices
		defer b.Masks.end(g)
		return fn(in)
	})
	if err != nil {
		return nil, err
	}
	f.from, f.plans = b, map[string]*maskPlan{}
	if b.Devices != nil {
		f.Spread(b.Devices)
	}
	return f, nil
}

func newFunc(be compute.Backend, store *model.Store,
	fn func(*graph.Graph, []*graph.Node) []*graph.Node) (*Func, error) {
	exec, err := model.NewExec(be, store, func(_ *model.Scope, g *graph.Graph, in []*graph.Node) []*graph.Node {
		defer panicWithError()
		return copied(fn(g, in))
	})
	if err != nil {
		return nil, err
	}
	exec.SetMaxCache(-1) // no limit: whoever calls with growing shapes has a reason
	return &Func{exec: exec}, nil
}

// copied replaces outputs that are inputs or variables, unchanged, by copies of them: ONNX Runtime's backend leaves
// such an output unwritten.
func copied(outputs []*graph.Node) []*graph.Node {
	outputs = slices.Clone(outputs)
	for i, out := range outputs {
		if out != nil && out.Type() == graph.NodeTypeParameter {
			outputs[i] = graph.Identity(out)
		}
	}
	return outputs
}

// Call runs the function. Inputs are tensors or Go values (numbers, nested slices). What a graph function panics about,
// such as a wrong shape, comes back as an error, and the function can be called again.
func (f *Func) Call(inputs ...any) ([]*tensors.Tensor, error) {
	if f.plans != nil || f.devices != nil {
		inputs = slices.Clone(inputs)
		if err := toTensors(inputs); err != nil {
			return nil, err
		}
	}
	if f.devices != nil {
		if err := f.deal(inputs); err != nil {
			return nil, err
		}
	}
	if f.plans != nil {
		if err := f.drawMasks(inputs); err != nil {
			return nil, err
		}
	}
	out, err := f.exec.Call(inputs...)
	if err != nil {
		return nil, graphError(err)
	}
	if f.devices != nil {
		return f.first(out)
	}
	return out, nil
}

// toTensors replaces Go values by tensors.
func toTensors(inputs []any) (err error) {
	for i, input := range inputs {
		if _, ok := input.(*tensors.Tensor); ok {
			continue
		}
		if inputs[i], err = tensors.FromAnyValue(input); err != nil {
			return fmt.Errorf("input %d: %w", i, err)
		}
	}
	return nil
}

// Call1 is Call for functions with one output.
func (f *Func) Call1(inputs ...any) (*tensors.Tensor, error) {
	out, err := f.Call(inputs...)
	if err != nil {
		return nil, err
	}
	if len(out) != 1 {
		return nil, fmt.Errorf("the function has %d outputs, not one", len(out))
	}
	return out[0], nil
}

// Finalize frees the compiled graphs.
func (f *Func) Finalize() { f.exec.Finalize() }

// drawMasks builds the graph for these inputs if there is none yet, which tells the masks it wants, and fills them.
func (f *Func) drawMasks(inputs []any) error {
	var inputShapes []shapes.Shape
	if f.devices != nil {
		inputShapes = f.partShapes(inputs)
	} else {
		for _, input := range inputs {
			inputShapes = append(inputShapes, input.(*tensors.Tensor).Shape())
		}
	}
	var key strings.Builder
	for _, shape := range inputShapes {
		key.WriteString(shape.String())
	}
	plan, ok := f.plans[key.String()]
	if !ok {
		if _, err := f.exec.Compile(inputShapes...); err != nil {
			return graphError(err)
		}
		plan = f.last
		f.plans[key.String()] = plan
	}
	return plan.draw(f.from.RNG)
}

// Eval runs fn once in evaluation mode, without dropout. It compiles the graph and frees it again, so for more than one
// call [NewFunc] is faster.
func Eval(be compute.Backend, store *model.Store, fn GraphFn, inputs ...any) ([]*tensors.Tensor, error) {
	f, err := NewFunc(be, store, fn)
	if err != nil {
		return nil, err
	}
	defer f.Finalize()
	return f.Call(inputs...)
}

// EvalTraining is [Eval] in training mode, with dropout, whose masks are drawn from b.RNG: to see once what dropout
// does, or to take gradients once. It trains nothing by itself; see [NewTrainingFunc].
func EvalTraining(be compute.Backend, b *Builder, fn GraphFn, inputs ...any) ([]*tensors.Tensor, error) {
	f, err := NewTrainingFunc(be, b, fn)
	if err != nil {
		return nil, err
	}
	defer f.Finalize()
	return f.Call(inputs...)
}

// Eval1 is [Eval] for a function with one input and one output, such as the Forward of a module: Eval1(be, b,
// layer.Forward, x) is what layer makes of x, without dropout.
func Eval1(be compute.Backend, b *Builder, forward func(x *graph.Node) *graph.Node,
	input any) (*tensors.Tensor, error) {
	return only(Eval(be, b.Store(), single(forward), input))
}

// EvalTraining1 is [Eval1] in training mode, with dropout; see [EvalTraining].
func EvalTraining1(be compute.Backend, b *Builder, forward func(x *graph.Node) *graph.Node,
	input any) (*tensors.Tensor, error) {
	return only(EvalTraining(be, b, single(forward), input))
}

// single is a function with one input and one output as a GraphFn.
func single(forward func(x *graph.Node) *graph.Node) GraphFn {
	return func(in []*graph.Node) []*graph.Node { return []*graph.Node{forward(in[0])} }
}

// only is the output of such a function.
func only(out []*tensors.Tensor, err error) (*tensors.Tensor, error) {
	if err != nil {
		return nil, err
	}
	return out[0], nil
}

// graphError cuts the stack trace that GoMLX attaches to what a graph function panicked about, and explains what
// backends say.
func graphError(err error) error {
	if err == nil {
		return nil
	}
	message := err.Error()
	if _, after, ok := strings.Cut(message, " panicked: "); ok {
		message = after
	}
	message, _, _ = strings.Cut(message, "\n")
	return explain(message, err)
}
