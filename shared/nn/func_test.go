package nn_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/gomlx/compute"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"llmfromscratch/shared/backend/backendtest"
	"llmfromscratch/shared/nn"
)

func TestGraphErrorIsOneClearLine(t *testing.T) {
	for _, training := range []bool{false, true} {
		b := nn.NewBuilder(1)
		l := nn.NewLinear(b, 3, 2, true)
		run := nn.Eval
		if training {
			run = func(be compute.Backend, _ *model.Store, fn nn.GraphFn, in ...any) ([]*tensors.Tensor, error) {
				return nn.EvalTraining(be, b, fn, in...)
			}
		}
		_, err := run(backendtest.Open(), b.Store(), one(l.Forward), ones(2, 5))
		if err == nil {
			t.Fatal("a layer of width 3 took an input of width 5")
		}
		msg := err.Error()
		if strings.Contains(msg, "\n") || strings.Contains(msg, ".go:") || strings.Contains(msg, "goroutine") ||
			len(msg) > 300 {
			t.Errorf("training %v: not one short line: %q", training, msg)
		}
		if !strings.Contains(msg, "5") || !strings.Contains(msg, "3") {
			t.Errorf("training %v: %q names neither shape", training, msg)
		}
	}
}

func TestOwnPanicComesBackAsItIs(t *testing.T) {
	const text = "seven tokens do not fit"
	_, err := nn.Eval(backendtest.Open(), nn.NewBuilder(1).Store(), one(func(*Node) *Node { panic(text) }), ones(1))
	if err == nil || err.Error() != text {
		t.Errorf("error %q, want %q", err, text)
	}
}

// GoMLX stops after 32 shapes when not told otherwise; a text that grows token by token has more.
func TestGrowingShapesNeedNoCare(t *testing.T) {
	b := nn.NewBuilder(1)
	eval, err := nn.NewFunc(backendtest.Open(), b.Store(), one(ReduceAllSum))
	if err != nil {
		t.Fatal(err)
	}
	defer eval.Finalize()
	training, err := nn.NewTrainingFunc(backendtest.Open(), b, one(nn.NewDropout(b, 0.5).Forward))
	if err != nil {
		t.Fatal(err)
	}
	defer training.Finalize()
	for n := 1; n <= 80; n++ {
		sum, err := eval.Call1(ones(n))
		if err != nil {
			t.Fatal(err)
		}
		if got := tensors.ToScalar[float32](sum); got != float32(n) {
			t.Fatalf("the sum of %d ones is %v", n, got)
		}
		if _, err := training.Call1(ones(n)); err != nil {
			t.Fatal(err)
		}
	}
}

// A function is compiled once and still sees what a parameter has become.
func TestFuncSeesNewParameterValues(t *testing.T) {
	b := nn.NewBuilder(1)
	l := nn.NewLinear(b, 1, 1, false)
	f, err := nn.NewFunc(backendtest.Open(), b.Store(), one(l.Forward))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Finalize()
	for _, w := range []float32{2, -3} {
		if err := l.Weight.SetValue(tensors.FromValue([][]float32{{w}})); err != nil {
			t.Fatal(err)
		}
		y, err := f.Call1([][]float32{{10}})
		if err != nil {
			t.Fatal(err)
		}
		if got := flat(t, y)[0]; got != 10*w {
			t.Errorf("10·%v = %v", w, got)
		}
	}
}

func TestCallLeavesItsArgumentsAlone(t *testing.T) {
	b := nn.NewBuilder(1)
	f, err := nn.NewTrainingFunc(backendtest.Open(), b, one(nn.NewDropout(b, 0).Forward))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Finalize()
	x := []float32{1, 2}
	args := []any{x}
	for _, want := range []float32{1, 5} {
		x[0] = want
		y, err := f.Call(args...)
		if err != nil {
			t.Fatal(err)
		}
		if got := flat(t, y[0])[0]; got != want {
			t.Errorf("the function saw %v, its argument was %v", got, want)
		}
	}
	if _, ok := args[0].([]float32); !ok {
		t.Errorf("the caller's argument became a %T", args[0])
	}
}

func TestInputsThatAreNoTensorsAreErrors(t *testing.T) {
	b := nn.NewBuilder(1)
	_, err := nn.EvalTraining(backendtest.Open(), b, one(ReduceAllSum), [][]float32{{1, 2}, {3}})
	if err == nil {
		t.Error("a ragged slice was taken for a tensor")
	}
	_, err = nn.Eval(backendtest.Open(), b.Store(), one(ReduceAllSum), [][]float32{{1, 2}, {3}})
	if err == nil {
		t.Error("a ragged slice was taken for a tensor")
	}
}

func TestCall1WantsOneOutput(t *testing.T) {
	f, err := nn.NewFunc(backendtest.Open(), nn.NewBuilder(1).Store(),
		func(in []*Node) []*Node { return []*Node{in[0], in[0]} })
	if err != nil {
		t.Fatal(err)
	}
	defer f.Finalize()
	if _, err := f.Call1(ones(1)); err == nil || !strings.Contains(err.Error(), "2 outputs") {
		t.Errorf("error %v", err)
	}
}

// A graph that cannot be built does not spoil the function for inputs that can.
func TestAFailedCallLeavesTheFunctionUsable(t *testing.T) {
	b := nn.NewBuilder(1)
	l, d := nn.NewLinear(b, 3, 2, true), nn.NewDropout(b, 0.5)
	f, err := nn.NewTrainingFunc(backendtest.Open(), b, one(func(x *Node) *Node { return l.Forward(d.Forward(x)) }))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Finalize()
	for _, width := range []int{5, 3, 5, 3} {
		if _, err := f.Call1(ones(2, width)); (err == nil) != (width == 3) {
			t.Errorf("width %d: error %v", width, err)
		}
	}
}

func TestTrainingIsDeterministic(t *testing.T) {
	var runs [2][]float32
	for i := range runs {
		b := nn.NewBuilder(11)
		l, d := nn.NewLinear(b.In("l"), 16, 16, true), nn.NewDropout(b, 0.3)
		f, err := nn.NewTrainingFunc(backendtest.Open(), b, one(func(x *Node) *Node { return l.Forward(d.Forward(x)) }))
		if err != nil {
			t.Fatal(err)
		}
		for range 3 {
			y, err := f.Call1(ones(4, 16))
			if err != nil {
				t.Fatal(err)
			}
			runs[i] = append(runs[i], flat(t, y)...)
		}
		f.Finalize()
	}
	if !slices.Equal(runs[0], runs[1]) {
		t.Error("two runs from one seed differ")
	}
}

func TestEvalTraining1DropsAndEval1DoesNot(t *testing.T) {
	ones := [][]float32{{1, 1, 1, 1, 1, 1, 1, 1}}
	b := nn.NewBuilder(123)
	drop := nn.NewDropout(b, 0.5)
	for _, tt := range []struct {
		name string
		got  func() (*tensors.Tensor, error)
		want string
	}{
		{"Eval1", func() (*tensors.Tensor, error) { return nn.Eval1(backendtest.Open(), b, drop.Forward, ones) },
			"[[1 1 1 1 1 1 1 1]]"},
		{"EvalTraining1", func() (*tensors.Tensor, error) {
			return nn.EvalTraining1(backendtest.Open(), b, drop.Forward,
				ones)
		}, "[[2 2 0 2 2 0 0 0]]"},
	} {
		out, err := tt.got()
		if err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprint(out.Value()); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
	refuse := func(x *Node) *Node {
		x.AssertRank(3)
		return x
	}
	for _, run := range []func() (*tensors.Tensor, error){
		func() (*tensors.Tensor, error) { return nn.Eval1(backendtest.Open(), b, refuse, ones) },
		func() (*tensors.Tensor, error) { return nn.EvalTraining1(backendtest.Open(), b, refuse, ones) },
	} {
		if _, err := run(); err == nil {
			t.Error("a function of three axes has taken an input of two")
		}
	}
}

// errTooMuch is an error with a type of its own.
type errTooMuch struct{ n int }

func (e *errTooMuch) Error() string { return "too much" }

func TestErrorsOfGraphFunctionsKeepTheirType(t *testing.T) {
	_, err := nn.Eval(backendtest.Open(), nn.NewBuilder(0).Store(), func([]*Node) []*Node {
		panic(&errTooMuch{7})
	}, float32(1))
	var tooMuch *errTooMuch
	if !errors.As(err, &tooMuch) || tooMuch.n != 7 || err.Error() != "too much" {
		t.Errorf("error %v of type %T", err, err)
	}
}
