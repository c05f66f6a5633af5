package tools_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"llmfromscratch/ch00_tools"
	"llmfromscratch/shared/backend"
)

// operation is one step of an expression in both languages.
type operation struct {
	name  string
	value func(a, b *tools.Value) *tools.Value
	node  func(a, b *graph.Node) *graph.Node
	fits  func(a, b float64) bool // whether it has a gradient there, and one of a sensible size
}

func always(_, _ float64) bool { return true }

// one makes an operation of a function of one number.
func one(name string, value func(*tools.Value) *tools.Value, node func(*graph.Node) *graph.Node,
	fits func(a, _ float64) bool) operation {
	return operation{name, func(a, _ *tools.Value) *tools.Value { return value(a) },
		func(a, _ *graph.Node) *graph.Node { return node(a) }, fits}
}

var operations = []operation{
	{"add", tools.Add, graph.Add, always},
	{"sub", tools.Sub, graph.Sub, always},
	{"mul", tools.Mul, graph.Mul, always},
	{"div", tools.Div, graph.Div, func(_, b float64) bool { return math.Abs(b) > 0.3 }},
	one("square", func(a *tools.Value) *tools.Value { return tools.Pow(a, 2) }, graph.Square, always),
	one("root", func(a *tools.Value) *tools.Value { return tools.Pow(a, 0.5) }, graph.Sqrt,
		func(a, _ float64) bool { return a > 0.3 }),
	one("exp", tools.Exp, graph.Exp, func(a, _ float64) bool { return a < 3 }),
	one("log", tools.Log, graph.Log, func(a, _ float64) bool { return a > 0.3 }),
	one("tanh", tools.Tanh, graph.Tanh, always),
	one("sigmoid", tools.Sigmoid, graph.Sigmoid, always),
	one("relu", tools.ReLU, func(x *graph.Node) *graph.Node { return graph.MaxScalar(x, 0) },
		func(a, _ float64) bool { return math.Abs(a) > 1e-3 }),
}

// expression is a list of operations, each on two of the inputs and of the results before it.
type expression struct {
	inputs []float64
	steps  []step
}

type step struct{ op, a, b int }

// onTape computes the expression and the gradient of its last result with respect to every input.
func (e expression) onTape() (result float64, gradients []float64) {
	var all []*tools.Value
	for _, x := range e.inputs {
		all = append(all, tools.NewValue(x))
	}
	for _, s := range e.steps {
		all = append(all, operations[s.op].value(all[s.a], all[s.b]))
	}
	last := all[len(all)-1]
	last.Backward()
	for _, x := range all[:len(e.inputs)] {
		gradients = append(gradients, x.Grad)
	}
	return last.Data, gradients
}

// onGraph is onTape by GoMLX, always on its Go backend: which slopes multiply is decided where the graph is built,
// before any backend sees it, and ONNX Runtime's refuses some of the forty graphs.
func (e expression) onGraph(t *testing.T) (result float64, gradients []float64) {
	t.Helper()
	inputs := make([]any, len(e.inputs))
	for i, x := range e.inputs {
		inputs[i] = x
	}
	be, _, err := backend.Open(backend.GoSequential)
	if err != nil {
		t.Fatal(err)
	}
	defer be.Finalize()
	out, err := graph.CallOnceN(be, func(in []*graph.Node) []*graph.Node {
		all := append([]*graph.Node(nil), in...)
		for _, s := range e.steps {
			all = append(all, operations[s.op].node(all[s.a], all[s.b]))
		}
		last := all[len(all)-1]
		return append([]*graph.Node{last}, graph.Gradient(last, in...)...)
	}, inputs...)
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range out[1:] {
		gradients = append(gradients, tensors.ToScalar[float64](g))
	}
	return tensors.ToScalar[float64](out[0]), gradients
}

// random makes an expression of n operations whose numbers stay moderate.
func random(rng *rand.Rand, n int) expression {
	e := expression{inputs: []float64{rng.NormFloat64(), rng.NormFloat64(), rng.NormFloat64()}}
	var numbers []*tools.Value
	for _, x := range e.inputs {
		numbers = append(numbers, tools.NewValue(x))
	}
	for len(e.steps) < n {
		s := step{rng.IntN(len(operations)), rng.IntN(len(numbers)), rng.IntN(len(numbers))}
		if len(e.steps) == n-1 {
			s.a = len(numbers) - 1 // the last one uses what came before
		}
		a, b := numbers[s.a], numbers[s.b]
		if !operations[s.op].fits(a.Data, b.Data) {
			continue
		}
		if y := operations[s.op].value(a, b); math.Abs(y.Data) < 20 {
			e.steps, numbers = append(e.steps, s), append(numbers, y)
		}
	}
	return e
}

func near(got, want, tolerance float64) bool {
	return math.Abs(got-want) <= tolerance*(1+math.Abs(want))
}

func wantNear(t *testing.T, what string, got, want []float64, tolerance float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %d numbers, want %d", what, len(got), len(want))
	}
	for i := range got {
		if !near(got[i], want[i], tolerance) {
			t.Errorf("%s: number %d is %v, want %v", what, i, got[i], want[i])
		}
	}
}

func TestEveryOperationHasGoMLXsGradient(t *testing.T) {
	for i, op := range operations {
		e := expression{inputs: []float64{0.7, -1.3}, steps: []step{{i, 0, 1}}}
		result, gradients := e.onTape()
		want, wantGradients := e.onGraph(t)
		wantNear(t, op.name, append(gradients, result), append(wantGradients, want), 1e-12)
	}
}

func TestRandomExpressionsHaveGoMLXsGradients(t *testing.T) {
	rng := rand.New(rand.NewPCG(123, 0))
	moved := 0
	for i := range 40 {
		e := random(rng, 1+i)
		result, gradients := e.onTape()
		want, wantGradients := e.onGraph(t)
		wantNear(t, fmt.Sprintf("expression %d", i), append(gradients, result), append(wantGradients, want), 1e-9)
		if gradients[0] != 0 {
			moved++
		}
	}
	if moved < 10 {
		t.Errorf("the first input moves the result of only %d of 40 expressions", moved)
	}
}

// The slope is what one sees when an input is moved a little to both sides.
func TestGradientsAreSlopes(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 0))
	for i := range 30 {
		e := random(rng, 12)
		_, gradients := e.onTape()
		for j, x := range e.inputs {
			const h = 1e-6
			e.inputs[j] = x + h
			above, _ := e.onTape()
			e.inputs[j] = x - h
			below, _ := e.onTape()
			e.inputs[j] = x
			if slope := (above - below) / (2 * h); !near(gradients[j], slope, 1e-4) {
				t.Errorf("expression %d, input %d: gradient %v, slope %v", i, j, gradients[j], slope)
			}
		}
	}
}

// x² + x: x moves the result in two ways, by 2x and by 1.
func TestWaysToTheResultAddUp(t *testing.T) {
	x := tools.NewValue(3)
	y := tools.Add(tools.Mul(x, x), x)
	if y.Backward(); x.Grad != 7 {
		t.Errorf("the gradient of x²+x at 3 is %v, want 7", x.Grad)
	}
	if y.Backward(); x.Grad != 14 {
		t.Errorf("after a second time it is %v, want 14: gradients of given numbers add up", x.Grad)
	}
	if tools.ZeroGrad([]*tools.Value{x}); x.Grad != 0 {
		t.Errorf("ZeroGrad leaves %v", x.Grad)
	}
}
