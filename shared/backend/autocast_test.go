package backend_test

import (
	"errors"
	"fmt"
	"math"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"llmfromscratch/shared/backend"
	"llmfromscratch/shared/backend/backendtest"
)

// bfloat16 is the backend of tests with products in bfloat16. Where that is refused, because the Go backend's vector
// instructions get such products wrong, the test runs once more without them, in a process of its own, and nil is
// returned.
func bfloat16(t *testing.T) compute.Backend {
	t.Helper()
	be, err := backend.Autocast(backendtest.Open(), dtypes.BFloat16)
	if err == nil {
		if strings.HasPrefix(be.Name(), "onnx") {
			t.Skip("ONNX Runtime computes products of bfloat16 in float32, from operands that it does not round")
		}
		return be
	}
	const avx2, avx512 = "GOMLX_SIMD_AVX2", "GOMLX_SIMD_AVX512"
	if os.Getenv(avx2) == "0" || backendtest.Open().String() != "go" {
		t.Skip(err)
	}
	t.Logf("%v: again without vector instructions", err)
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^"+t.Name()+"$", "-test.v")
	cmd.Env = append(os.Environ(), avx2+"=0", avx512+"=0")
	if out, err := cmd.CombinedOutput(); err != nil || !strings.Contains(string(out), "--- PASS: "+t.Name()) {
		t.Errorf("%v\n%s", err, out)
	}
	return nil
}

func TestAutocastRoundsTheOperandsOfProductsAndNothingElse(t *testing.T) {
	be := bfloat16(t)
	if be == nil {
		return
	}
	const small, large = 1 + 1.0/512, 1 + 1.0/128 // only the second has 8 significant bits
	x := []float32{small, large}
	out, err := graph.CallOnceN(be, func(x *graph.Node) []*graph.Node {
		column := graph.Reshape(x, 2, 1)
		one := graph.OnesLike(graph.Reshape(graph.Slice(x, graph.AxisRange(0, 1)), 1, 1))
		product := graph.MatMul(column, one)
		inBranch := graph.If(graph.LessThan(graph.ReduceAllSum(x), graph.Scalar(x.Graph(), dtypes.Float32, 100)),
			graph.NewClosure(x.Graph(), func(*graph.Graph) []*graph.Node {
				return []*graph.Node{graph.MatMul(column, one)}
			}),
			graph.NewClosure(x.Graph(), func(*graph.Graph) []*graph.Node { return []*graph.Node{column} }))[0]
		double := graph.ConvertDType(column, dtypes.Float64)
		return []*graph.Node{
			product,
			inBranch,
			graph.MulScalar(column, 1),
			graph.AddScalar(column, 1),
			graph.ConvertDType(graph.MatMul(double, graph.OnesLike(graph.ConvertDType(one, dtypes.Float64))),
				dtypes.Float32),
		}
	}, x)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range [][2]float32{{1, large}, {1, large}, {small, large}, {1 + small, 1 + large}, {small, large}} {
		got, err := tensors.CopyFlatData[float32](out[i])
		if err != nil {
			t.Fatal(err) // another dtype
		}
		if [2]float32(got) != want {
			t.Errorf("result %d is %v, want %v", i, got, want)
		}
	}
}

// TestATrainingStepInMixedPrecision: the loss of a linear model y = x·wᵀ after a step of gradient descent. bfloat16 has
// 8 bits, so that each factor is off by at most 1/512; the loss, a mean of squares, by little more.
func TestATrainingStepInMixedPrecision(t *testing.T) {
	cast := bfloat16(t)
	if cast == nil {
		return
	}
	const rows, in, out = 96, 24, 5
	wave := func(n int, scale float64) []float32 {
		v := make([]float32, n)
		for i := range v {
			v[i] = float32(math.Sin(scale * float64(i+1)))
		}
		return v
	}
	losses := func(be compute.Backend) (before, after float32) {
		x := tensors.FromFlatDataAndDimensions(wave(rows*in, 1.7), rows, in)
		target := tensors.FromFlatDataAndDimensions(wave(rows*out, 0.3), rows, out)
		step, err := graph.NewExec(be, func(x, target, w *graph.Node) (loss, updated *graph.Node) {
			y := graph.Dot(x, w).General([]int{1}, nil, []int{1}, nil)
			loss = graph.ReduceAllMean(graph.Square(graph.Sub(y, target)))
			return loss, graph.Sub(w, graph.MulScalar(graph.Gradient(loss, w)[0], 0.5))
		})
		if err != nil {
			t.Fatal(err)
		}
		defer step.Finalize()
		w := tensors.FromFlatDataAndDimensions(wave(out*in, 0.9), out, in)
		var got [2]float32
		for i := range got {
			given, err := graph.DonateTensorBuffer(w, be, 0)
			if err != nil {
				t.Fatal(err)
			}
			results, err := step.Call(x, target, given)
			if err != nil {
				t.Fatal(err)
			}
			got[i], w = tensors.ToScalar[float32](results[0]), results[1]
			if w.DType() != dtypes.Float32 {
				t.Fatalf("the weights became %v", w.DType())
			}
		}
		return got[0], got[1]
	}
	want0, want1 := losses(backendtest.Open())
	got0, got1 := losses(cast)
	if got1 >= got0 {
		t.Errorf("the loss went from %v to %v", got0, got1)
	}
	for _, l := range [][2]float32{{got0, want0}, {got1, want1}} {
		if off := math.Abs(float64(l[0]/l[1] - 1)); off == 0 || off > 1.0/256 {
			t.Errorf("loss %v, in float32 %v: off by %.5f, want more than 0 and at most 1/256", l[0], l[1], off)
		}
	}
}

// flawed is a backend whose products in bfloat16 fail, or are twice what they should be.
type flawed struct {
	compute.Backend
	without dtypes.DType // not among its dtypes
	fails   bool
	doubles bool
}

func (b flawed) Capabilities() compute.Capabilities {
	c := b.Backend.Capabilities().Clone()
	delete(c.DTypes, b.without)
	return c
}

func (b flawed) Builder(name string) compute.Builder {
	return flawedBuilder{b.Backend.Builder(name), b}
}

type flawedBuilder struct {
	compute.Builder
	flawed flawed
}

func (b flawedBuilder) Main() compute.Function { return flawedFunction{b.Builder.Main(), b.flawed} }

type flawedFunction struct {
	compute.Function
	flawed flawed
}

func (f flawedFunction) DotGeneral(l compute.Value, lContract, lBatch []int, r compute.Value, rContract, rBatch []int,
	config compute.DotGeneralConfig) (compute.Value, error) {
	shape, err := f.Shape(l)
	if err != nil {
		return nil, err
	}
	half := shape.DType == dtypes.BFloat16
	if half && f.flawed.fails {
		return nil, errors.New("no kernel")
	}
	y, err := f.Function.DotGeneral(l, lContract, lBatch, r, rContract, rBatch, config)
	if err == nil && half && f.flawed.doubles {
		y, err = f.Function.Add(y, y)
	}
	return y, err
}

func TestBackendsThatCannotMultiplyInHalfPrecisionAreRefused(t *testing.T) {
	be := backendtest.Open()
	for _, tt := range []struct {
		name  string
		be    compute.Backend
		dtype dtypes.DType
		want  []string
	}{
		{"no such dtype", flawed{Backend: be, without: dtypes.BFloat16}, dtypes.BFloat16,
			[]string{be.Name(), "has no BFloat16", "float32", "another backend"}},
		{"no products", flawed{Backend: be, fails: true}, dtypes.BFloat16,
			[]string{be.Name(), "BFloat16", "no kernel", "a matrix product of 20 rows", "another backend"}},
		{"wrong products", flawed{Backend: be, doubles: true}, dtypes.BFloat16,
			[]string{be.Name(), "BFloat16", "off by", "%", "another backend"}},
		{"not a half precision", be, dtypes.Float64, []string{"Float64", "BFloat16 or Float16"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := backend.Autocast(tt.be, tt.dtype)
			if err == nil {
				t.Fatal("no error")
			}
			for _, want := range tt.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("error %q does not say %q", err, want)
				}
			}
			if strings.Contains(fmt.Sprint(err), "\n") {
				t.Errorf("error %q is no single line", err)
			}
		})
	}
}

func TestATensorMovesBetweenABackendAndItsAutocast(t *testing.T) {
	be, cast := backendtest.Open(), bfloat16(t)
	if cast == nil {
		return
	}
	x := tensors.FromValue([]float32{1, 2})
	for _, b := range []compute.Backend{cast, be, cast} {
		double, err := graph.CallOnce(b, func(x *graph.Node) *graph.Node { return graph.MulScalar(x, 2) }, x)
		if err != nil {
			t.Fatal(err)
		}
		if err := double.ToLocal(); err != nil {
			t.Fatal(err)
		}
		x = double
	}
	if got := fmt.Sprint(x.Value()); got != "[8 16]" {
		t.Errorf("got %s, want [8 16]", got)
	}
}
