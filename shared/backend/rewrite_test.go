package backend

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
)

// plainGo is the Go backend as it comes.
func plainGo(t *testing.T) compute.Backend {
	t.Helper()
	b, err := compute.NewWithConfig(GoSequential)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Finalize)
	return b
}

func TestRewriterLeavesOutTranspositionsThatMoveNothing(t *testing.T) {
	f := newRewriter(plainGo(t), "go").Builder("test").Main()
	x, err := f.Parameter("x", shapes.Make(dtypes.Float32, 2, 3), nil)
	if err != nil {
		t.Fatal(err)
	}
	if copied, err := f.Transpose(x, 0, 1); err != nil || copied == x {
		t.Errorf("a parameter was not copied, %v", err)
	}
	if x, err = f.Neg(x); err != nil {
		t.Fatal(err)
	}
	if same, err := f.Transpose(x, 0, 1); err != nil || same != x {
		t.Errorf("(0, 1) made another value, %v", err)
	}
	if same, err := f.BroadcastInDim(x, shapes.Make(dtypes.Float32, 2, 3), []int{0, 1}); err != nil || same != x {
		t.Errorf("a broadcast to the same shape made another value, %v", err)
	}
	if wide, err := f.BroadcastInDim(x, shapes.Make(dtypes.Float32, 2, 2, 3), []int{1, 2}); err != nil || wide == x {
		t.Errorf("a broadcast made no other value, %v", err)
	}
	other, err := f.Transpose(x, 1, 0)
	if err != nil || other == x {
		t.Errorf("(1, 0) made no other value, %v", err)
	}
	if shape, err := f.Shape(other); err != nil || fmt.Sprint(shape.Dimensions) != "[3 2]" {
		t.Errorf("(1, 0) made %v, %v", shape, err)
	}
	for _, wrong := range [][]int{nil, {0}, {0, 1, 2}} {
		if _, err := f.Transpose(x, wrong...); err == nil {
			t.Errorf("%v is no error", wrong)
		}
	}
}

// TestRewriterGivesTheSameResults: gradients, results that are parameters, and operations that are handed functions.
func TestRewriterGivesTheSameResults(t *testing.T) {
	for name, fn := range map[string]func(x, w *graph.Node) []*graph.Node{
		"gradients": func(x, w *graph.Node) []*graph.Node {
			y := graph.Dot(x, w).General([]int{1}, nil, []int{1}, nil)
			return graph.Gradient(graph.ReduceAllSum(graph.Square(y)), x, w)
		},
		"parameter": func(x, _ *graph.Node) []*graph.Node {
			same := graph.TransposeAllAxes(x, 0, 1)
			return []*graph.Node{same, graph.AddScalar(same, 1)}
		},
		"sort": func(x, _ *graph.Node) []*graph.Node { return []*graph.Node{graph.Sort(x, -1, true)} },
		"if": func(x, w *graph.Node) []*graph.Node {
			g := x.Graph()
			branch := func(name string, node *graph.Node) *graph.Function {
				return graph.NewClosure(g,
					func(*graph.Graph) []*graph.Node { return []*graph.Node{graph.TransposeAllAxes(node, 0, 1)} })
			}
			return graph.If(graph.GreaterThan(graph.ReduceAllSum(x), graph.ReduceAllSum(w)), branch("a", x),
				branch("b", w))
		},
		"while": func(x, _ *graph.Node) []*graph.Node {
			g := x.Graph()
			cond := graph.NewClosure(g, func(g *graph.Graph) []*graph.Node {
				n := graph.Parameter(g, "n", shapes.Make(dtypes.Int32))
				graph.Parameter(g, "v", x.Shape())
				return []*graph.Node{graph.LessThan(n, graph.Scalar(g, dtypes.Int32, 3))}
			})
			body := graph.NewClosure(g, func(g *graph.Graph) []*graph.Node {
				n, v := graph.Parameter(g, "n", shapes.Make(dtypes.Int32)), graph.Parameter(g, "v", x.Shape())
				return []*graph.Node{graph.AddScalar(n, 1), graph.TransposeAllAxes(graph.MulScalar(v, 2), 0, 1)}
			})
			return graph.While(cond, body, graph.Scalar(g, dtypes.Int32, 0), x)[1:]
		},
		"call": func(x, w *graph.Node) []*graph.Node {
			double := graph.NewFunction(x.Graph(), "double", func(g *graph.Graph) []*graph.Node {
				return []*graph.Node{graph.MulScalar(graph.Parameter(g, "v", x.Shape()), 2)}
			})
			return append(double.Call(x), double.Call(w)...)
		},
	} {
		t.Run(name, func(t *testing.T) {
			plain := plainGo(t)
			run := func(b compute.Backend) []*tensors.Tensor {
				a := tensors.FromFlatDataAndDimensions([]float32{3, 1, 2, 6, 5, 4}, 2, 3)
				w := tensors.FromFlatDataAndDimensions([]float32{1, -1, 0.5, 2, 0, 3}, 2, 3)
				out, err := graph.CallOnceN(b, fn, a, w)
				if err != nil {
					t.Fatal(err)
				}
				if v := fmt.Sprint(a.Value()); v != "[[3 1 2] [6 5 4]]" {
					t.Errorf("the input became %s", v)
				}
				return out
			}
			want, got := run(plain), run(newRewriter(plain, "go"))
			for i := range want {
				if a, b := fmt.Sprint(want[i].Value()), fmt.Sprint(got[i].Value()); a != b {
					t.Errorf("result %d: %s, want %s", i, b, a)
				}
			}
		})
	}
}

// TestRewriterProductsAreTheSame: sums over leading axes, which are turned around where the right side is narrow.
func TestRewriterProductsAreTheSame(t *testing.T) {
	plain := plainGo(t)
	for _, tt := range []struct {
		name            string
		l, r            []int
		contract, batch []int
		turned          bool
	}{
		{"gradient of a weight", []int{64, 20}, []int{64, 4}, []int{0}, nil, true},
		{"the same, wide", []int{4, 20}, []int{4, 20}, []int{0}, nil, false},
		{"of a batch", []int{4, 16, 20}, []int{4, 16, 4}, []int{0, 1}, nil, true},
		{"of attention", []int{3, 16, 16}, []int{3, 16, 4}, []int{1}, []int{0}, true},
		{"of attention with heads", []int{3, 2, 16, 16}, []int{3, 2, 16, 4}, []int{2}, []int{0, 1}, true},
		{"two other axes", []int{16, 4, 5}, []int{16, 4}, []int{0}, nil, false},
		{"a linear layer", []int{33, 64}, []int{4, 64}, []int{1}, nil, false},
		{"a linear layer, few rows", []int{32, 64}, []int{4, 64}, []int{1}, nil, false},
		{"a linear layer, one row", []int{1, 64}, []int{4, 64}, []int{1}, nil, false},
		{"a wide linear layer, one row", []int{1, 4}, []int{64, 4}, []int{1}, nil, false},
		{"scores of attention", []int{3, 20, 64}, []int{3, 4, 64}, []int{2}, []int{0}, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			values := func(dims []int) *tensors.Tensor {
				v := make([]float32, shapes.Make(dtypes.Float32, dims...).Size())
				for i := range v {
					v[i] = float32(i*i%17-8) / 8 // products and sums are exact
				}
				return tensors.FromFlatDataAndDimensions(v, dims...)
			}
			run := func(b compute.Backend) *tensors.Tensor {
				out, err := graph.CallOnce(b, func(l, r *graph.Node) *graph.Node {
					return graph.Dot(l, r).General(tt.contract, tt.batch, tt.contract, tt.batch)
				}, values(tt.l), values(tt.r))
				if err != nil {
					t.Fatal(err)
				}
				return out
			}
			want := run(plain)
			for _, name := range []string{"go", "onnx"} { // what is meant for ONNX Runtime is right on every backend
				if got := run(newRewriter(plain, name)); !want.Equal(got) {
					t.Errorf("as on %s: %v, want %v", name, got, want)
				}
			}

			f := &counting{Function: plain.Builder("test").Main()}
			l, err := f.Parameter("l", shapes.Make(dtypes.Float32, tt.l...), nil)
			if err != nil {
				t.Fatal(err)
			}
			r, err := f.Parameter("r", shapes.Make(dtypes.Float32, tt.r...), nil)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := (product{l: l, r: r, lContract: tt.contract, lBatch: tt.batch, rContract: tt.contract,
				rBatch: tt.batch}).onGo(f); err != nil {
				t.Fatal(err)
			}
			if turned := f.transposed == 2; turned != tt.turned {
				t.Errorf("%d transpositions; want it turned around: %v", f.transposed, tt.turned)
			}
		})
	}
}

// TestRewriterTurnsTheSmallSide: for few rows on ONNX Runtime it is they and the result that are transposed, not the
// weight.
func TestRewriterTurnsTheSmallSide(t *testing.T) {
	for _, tt := range []struct {
		name        string
		x, weight   []int
		transposed  int
		weightStays bool
	}{
		{"more rows", []int{33, 8}, []int{4, 8}, 1, false},
		{"few rows", []int{2, 16, 8}, []int{4, 8}, 2, true},
		{"one row, more inputs", []int{1, 1, 8}, []int{4, 8}, 0, true},
		{"one row, more outputs", []int{1, 1, 4}, []int{8, 4}, 1, false},
	} {
		f := &counting{Function: plainGo(t).Builder("test").Main()}
		x, err := f.Parameter("x", shapes.Make(dtypes.Float32, tt.x...), nil)
		if err != nil {
			t.Fatal(err)
		}
		weight, err := f.Parameter("weight", shapes.Make(dtypes.Float32, tt.weight...), nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := (product{l: x, r: weight, lContract: []int{len(tt.x) - 1},
			rContract: []int{1}}).onONNX(f); err != nil {
			t.Fatal(err)
		}
		if stays := !slices.Contains(f.turned, weight); f.transposed != tt.transposed || stays != tt.weightStays {
			t.Errorf("%s: %d transpositions, want %d; the weight stays as it is: %v, want %v", tt.name, f.transposed,
				tt.transposed, stays, tt.weightStays)
		}
	}
}

func TestRewriterTakesTheSameRows(t *testing.T) {
	plain := plainGo(t)
	// the last axis of ids has an index for each of the first axes of table
	for _, tt := range []struct{ table, ids []int }{
		{[]int{5, 3}, []int{2, 4, 1}},
		{[]int{5, 3}, []int{1, 1}},
		{[]int{5, 2, 3}, []int{4, 1}},
		{[]int{4, 5, 3}, []int{2, 2}},
		{[]int{2, 3, 4, 5}, []int{1, 3}},
		{[]int{2, 3}, []int{1, 2}},
	} {
		run := func(b compute.Backend) *tensors.Tensor {
			out, err := graph.CallOnce(b, func(table, ids *graph.Node) *graph.Node { return graph.Gather(table, ids) },
				rising[float32](tt.table), rising[int64](tt.ids))
			if err != nil {
				t.Fatal(err)
			}
			return out
		}
		if want, got := run(plain), run(newRewriter(plain, "onnx")); !want.Equal(got) {
			t.Errorf("%v: %v, want %v", tt, got, want)
		}
	}
}

// TestRewriterMultipliesALargeWeightInParts: one row by a weight of more than smallProduct numbers, which is an input
// that stays, one that is given away, or no input at all.
func TestRewriterMultipliesALargeWeightInParts(t *testing.T) {
	const in = 1 << 10
	plain := plainGo(t)
	for _, tt := range []struct {
		name  string
		out   int
		x     []int
		scale bool // the weight is computed in the graph
		want  int  // parameters that the backend sees
	}{
		{"one row", 5000, []int{1, in}, false, 4},
		{"one row of a batch", 9001, []int{1, 1, in}, false, 5},
		{"one vector", 4097, []int{in}, false, 4},
		{"two rows", 5000, []int{2, in}, false, 2},
		{"a small weight", 4095, []int{1, in}, false, 2},
		{"a weight that is no input", 5000, []int{1, in}, true, 2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			fn := func(x, w *graph.Node) *graph.Node {
				if tt.scale {
					w = graph.MulScalar(w, 2)
				}
				return graph.Dot(x, w).General([]int{x.Rank() - 1}, nil, []int{1}, nil)
			}
			run := func(b compute.Backend) *tensors.Tensor {
				out, err := graph.CallOnce(b, fn, rising[float32](tt.x), rising[float32]([]int{tt.out, in}))
				if err != nil {
					t.Fatal(err)
				}
				return out
			}
			b := newRewriter(plain, "go")
			want := run(plain)
			if got := run(b); !want.Equal(got) { // sums of whole numbers are exact
				t.Error("other products")
			}

			g := graph.NewGraph(b, "test")
			x := graph.Parameter(g, "x", shapes.Make(dtypes.Float32, tt.x...))
			w := graph.Parameter(g, "w", shapes.Make(dtypes.Float32, tt.out, in))
			if err := g.Compile(fn(x, w)); err != nil {
				t.Fatal(err)
			}
			e := g.Executable().(rewriterExecutable)
			if names, shapes := e.Inputs(); fmt.Sprint(names) != "[x w]" || len(shapes) != 2 ||
				!shapes[1].Equal(w.Shape()) {
				t.Errorf("inputs %v of shapes %v", names, shapes)
			}
			if n := len(e.parameters.sources); n != tt.want {
				t.Errorf("the backend sees %d parameters, want %d", n, tt.want)
			}
			xs, ws := rising[float32](tt.x), rising[float32]([]int{tt.out, in})
			give := func(input *tensors.Tensor) any {
				given, err := graph.DonateTensorBuffer(input, b, 0)
				if err != nil {
					t.Fatal(err)
				}
				return given
			}
			if got := g.Run(give(xs), give(ws))[0]; !want.Equal(got) {
				t.Error("other products of inputs that are given away")
			}
		})
	}
}

// TestRewriterFinalizesWhatIsGivenAway after the run, and nothing else.
func TestRewriterFinalizesWhatIsGivenAway(t *testing.T) {
	b := &rewriter{Backend: plainGo(t), dot: product.in, gather: gathering.in, compile: compute.Builder.Compile,
		finalizeDonated: true}
	g := graph.NewGraph(b, "test")
	x := graph.Parameter(g, "x", shapes.Make(dtypes.Float32, 2))
	y := graph.Parameter(g, "y", shapes.Make(dtypes.Float32, 2))
	if err := g.Compile(graph.Add(x, y)); err != nil {
		t.Fatal(err)
	}
	var inputs []compute.Buffer
	for _, values := range [][]float32{{1, 2}, {3, 4}} {
		input, err := b.BufferFromFlatData(0, values, shapes.Make(dtypes.Float32, 2))
		if err != nil {
			t.Fatal(err)
		}
		inputs = append(inputs, input)
	}
	outputs, err := g.Executable().Execute(inputs, []bool{true, false}, 0)
	if err != nil {
		t.Fatal(err)
	}
	sum := make([]float32, 2)
	if err := outputs[0].ToFlatData(sum); err != nil || fmt.Sprint(sum) != "[4 6]" {
		t.Errorf("the sum is %v, %v", sum, err)
	}
	for i, want := range []bool{false, true} {
		if shape, err := inputs[i].Shape(); err == nil && shape.Ok() != want {
			t.Errorf("input %d is there: %v, want %v", i, shape.Ok(), want)
		}
	}
}

// TestRewriterComplainsOfAWrongNumberOfInputs: the backend does, in the usual words.
func TestRewriterComplainsOfAWrongNumberOfInputs(t *testing.T) {
	b := newRewriter(plainGo(t), "go")
	g := graph.NewGraph(b, "test")
	x := graph.Parameter(g, "x", shapes.Make(dtypes.Float32, 1, 1024))
	w := graph.Parameter(g, "w", shapes.Make(dtypes.Float32, 5000, 1024))
	if err := g.Compile(graph.Dot(x, w).General([]int{1}, nil, []int{1}, nil)); err != nil {
		t.Fatal(err)
	}
	if _, err := g.Executable().Execute(nil, nil, 0); err == nil || !strings.Contains(err.Error(), "inputs") {
		t.Errorf("error %v", err)
	}
}

// TestViewOfRowsOfAnotherBackend is an error, not a crash.
func TestViewOfRowsOfAnotherBackend(t *testing.T) {
	inside, err := plainGo(t).BufferFromFlatData(0, make([]float32, 6), shapes.Make(dtypes.Float32, 3, 2))
	if err != nil {
		t.Fatal(err)
	}
	if view, err := viewOfRows(rewriterBuffer{Buffer: inside}, 0, 1); err == nil {
		t.Errorf("a view %v", view)
	}
	view, err := viewOfRows(inside, 1, 3)
	if err != nil {
		t.Fatal(err)
	}
	if shape, err := view.Shape(); err != nil || fmt.Sprint(shape.Dimensions) != "[2 2]" {
		t.Errorf("shape %v, %v", shape, err)
	}
	if shape, err := inside.Shape(); err != nil || fmt.Sprint(shape.Dimensions) != "[3 2]" {
		t.Errorf("what is looked at has shape %v, %v", shape, err)
	}
}

// rising is a tensor of 0, 1, 2, 3, 4, 0, 1 and so on.
func rising[T float32 | int64](dims []int) *tensors.Tensor {
	v := make([]T, shapes.Make(dtypes.Float32, dims...).Size())
	for i := range v {
		v[i] = T(i % 5)
	}
	return tensors.FromFlatDataAndDimensions(v, dims...)
}

// counting counts transpositions.
type counting struct {
	compute.Function
	transposed int
	turned     []compute.Value // what was transposed
}

func (f *counting) Transpose(x compute.Value, permutation ...int) (compute.Value, error) {
	f.transposed++
	f.turned = append(f.turned, x)
	return f.Function.Transpose(x, permutation...)
}

// TestRewriterNamesTheSidesAsTheyWereWritten: shapes that do not fit give the error of the plain backend, in which left
// and right are not exchanged, nor axes turned.
func TestRewriterNamesTheSidesAsTheyWereWritten(t *testing.T) {
	plain := plainGo(t)
	for _, tt := range []struct {
		name                 string
		l, r                 []int
		lContract, rContract []int
		batch                []int
		want                 string
	}{
		{"a linear layer", []int{33, 5}, []int{4, 3}, []int{1}, []int{1}, nil, "lhs[1]=5, rhs[1]=3"},
		{"a linear layer, few rows", []int{2, 5}, []int{4, 3}, []int{1}, []int{1}, nil, "lhs[1]=5, rhs[1]=3"},
		{"a linear layer, one row", []int{1, 5}, []int{4, 3}, []int{1}, []int{1}, nil, "lhs[1]=5, rhs[1]=3"},
		{"a linear layer of a batch", []int{2, 7, 5}, []int{4, 3}, []int{2}, []int{1}, nil, "lhs[2]=5, rhs[1]=3"},
		{"two matrices", []int{2, 5}, []int{3, 4}, []int{1}, []int{0}, nil, "lhs[1]=5, rhs[0]=3"},
		{"gradient of a weight", []int{64, 20}, []int{63, 4}, []int{0}, []int{0}, nil, "lhs[0]=64, rhs[0]=63"},
		{"scores of attention", []int{3, 20, 64}, []int{3, 20, 60}, []int{2}, []int{2}, []int{0},
			"lhs[2]=64, rhs[2]=60"},
		{"batches", []int{3, 20, 64}, []int{2, 20, 64}, []int{2}, []int{2}, []int{0}, "lhs[0]=3, rhs[0]=2"},
	} {
		run := func(b compute.Backend) string {
			_, err := graph.CallOnce(b, func(l, r *graph.Node) *graph.Node {
				return graph.Dot(l, r).General(tt.lContract, tt.batch, tt.rContract, tt.batch)
			}, rising[float32](tt.l), rising[float32](tt.r))
			if err == nil {
				t.Fatalf("%s: no error", tt.name)
			}
			line, _, _ := strings.Cut(err.Error(), "\n")
			return line
		}
		want := run(plain)
		if !strings.Contains(want, tt.want) {
			t.Errorf("%s: %s, want %q", tt.name, want, tt.want)
		}
		for _, name := range []string{"go", "onnx"} {
			if got := run(newRewriter(plain, name)); !strings.Contains(got, tt.want) {
				t.Errorf("%s, as on %s: %s, want %s", tt.name, name, got, want)
			}
		}
	}
}
