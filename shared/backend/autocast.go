package backend

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
)

// Autocast is a backend for training in mixed precision, as PyTorch's autocast: what be computes, but for matrix
// products of float32, whose operands are rounded to dtype, dtypes.BFloat16 or dtypes.Float16, and whose result, of
// that dtype, becomes float32 again. Everything else is done in float32: sums, norms, softmax, losses, and the
// optimizer with its parameters. The products of the backward pass are rounded in the same way. A GPU multiplies so
// several times as fast; on a CPU nothing is gained.
//
// bfloat16 has float32's range with 8 significant bits: 1 + 2⁻⁹ becomes 1, and 1 + 2⁻⁷ stays. float16 has 11 bits and
// ends at 65504, which gradients may leave.
//
// Attention in one operation counts as a product. Products that ask for an accumulator or a result of a certain kind,
// and those within other fused operations, are left as they are. A backend without such products may compute them in
// float32 all the same: ONNX Runtime on a CPU leaves out the rounding, and nothing changes.
//
// The two are different backends to GoMLX: a tensor that one of them holds must be made local, Tensor.ToLocal, before
// the other can take it. They share everything below that, and end together: finalizing one finalizes both.
//
// Autocast tries such products first, small and large, plain and batched, with their gradients. The error names the
// backend, the dtype and what to do when it lacks them or when they are wrong.
func Autocast(be compute.Backend, dtype dtypes.DType) (compute.Backend, error) {
	if dtype != dtypes.BFloat16 && dtype != dtypes.Float16 {
		return nil, fmt.Errorf("mixed precision in %v: want %v or %v", dtype, dtypes.BFloat16, dtypes.Float16)
	}
	fail := func(reason error) error {
		return fmt.Errorf("mixed precision: the backend %s cannot multiply matrices in %v: train in float32, or take "+
			"another backend: %w", be.Name(), dtype, reason)
	}
	if !be.Capabilities().DTypes[dtype] {
		return nil, fail(fmt.Errorf("it has no %v", dtype))
	}
	cast := &rewriter{Backend: be, gather: gathering.in, compile: compute.Builder.Compile, half: dtype,
		dot: func(p product, f compute.Function) (compute.Value, error) { return p.rounded(f, dtype) }}
	for _, t := range trials {
		off, err := t.off(be, cast)
		if err == nil && !(off < 1.0/32) { // not a number is off as well
			err = fmt.Errorf("its results are off by %.0f %%", 100*off)
		}
		if err != nil {
			return nil, fail(fmt.Errorf("%s of %d rows: %w", t.name, t.rows, err))
		}
	}
	return cast, nil
}

// rounded is a product of float32 computed in another dtype.
func (p product) rounded(f compute.Function, dtype dtypes.DType) (compute.Value, error) {
	l, r, err := p.shapes(f)
	if err != nil {
		return nil, err
	}
	if l.DType != dtypes.Float32 || r.DType != dtypes.Float32 || p.config != (compute.DotGeneralConfig{}) {
		return p.in(f)
	}
	if p.l, err = f.ConvertDType(p.l, dtype); err != nil {
		return nil, err
	}
	if p.r, err = f.ConvertDType(p.r, dtype); err != nil {
		return nil, err
	}
	y, err := p.in(f)
	if err != nil {
		return nil, err
	}
	return f.ConvertDType(y, dtypes.Float32)
}

// trial is a matrix product that [Autocast] tries: a backend may say that it has a dtype and lack products for it, or
// do them wrong, and small and large ones may take different ways.
type trial struct {
	name  string
	rows  int // of a matrix with twice as many columns
	build func(x *graph.Node) *graph.Node
}

var trials = []trial{
	{"a matrix product", 20, square},
	{"a matrix product", 170, square},
	{"a batched matrix product", 20, squares},
	{"a batched matrix product", 170, squares},
}

// square is x·xᵀ of x [rows, columns].
func square(x *graph.Node) *graph.Node { return graph.Dot(x, x).General([]int{1}, nil, []int{1}, nil) }

// squares is the same of x as two matrices, [2, rows, columns/2].
func squares(x *graph.Node) *graph.Node {
	x = graph.Reshape(x, 2, x.Shape().Dim(0), -1)
	return graph.Dot(x, x).General([]int{2}, []int{0}, []int{2}, []int{0})
}

// off is how far the product of one backend, or its gradient, is from another one's, as a part of its length.
func (t trial) off(want, got compute.Backend) (float64, error) {
	values := make([]float32, t.rows*2*t.rows)
	rng := rand.New(rand.NewPCG(1, 2))
	for i := range values {
		values[i] = float32(rng.NormFloat64())
	}
	run := func(b compute.Backend) ([]*tensors.Tensor, error) {
		return graph.CallOnceN(b, func(x *graph.Node) []*graph.Node {
			y := t.build(x)
			return []*graph.Node{y, graph.Gradient(graph.ReduceAllSum(y), x)[0]}
		}, tensors.FromFlatDataAndDimensions(values, t.rows, 2*t.rows))
	}
	exact, err := run(want)
	if err != nil {
		return 0, err
	}
	rounded, err := run(got)
	if err != nil {
		return 0, fmt.Errorf("%s", firstLine(err.Error()))
	}
	var most float64
	for i := range exact {
		d, err := distance(rounded[i], exact[i])
		if err != nil {
			return 0, err
		}
		most = math.Max(most, d) // not a number stays
	}
	return most, nil
}

// distance is the length of the difference of two tensors of float32, as a part of the second one's length.
func distance(a, b *tensors.Tensor) (float64, error) {
	x, err := tensors.CopyFlatData[float32](a)
	if err != nil {
		return 0, err
	}
	y, err := tensors.CopyFlatData[float32](b)
	if err != nil {
		return 0, err
	}
	var difference, length float64
	for i := range y {
		d := float64(x[i]) - float64(y[i])
		difference += d * d
		length += float64(y[i]) * float64(y[i])
	}
	return math.Sqrt(difference / length), nil
}
