package attention_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/tensors"

	"llmfromscratch/ch03_attention"
	"llmfromscratch/shared/nn"
	"llmfromscratch/shared/torchrand"
)

// fused is a backend that has attention in one operation, put together from small ones as its specification says.
type fused struct{ compute.Backend }

func (b fused) Builder(name string) compute.Builder { return fusedBuilder{b.Backend.Builder(name)} }

type fusedBuilder struct{ compute.Builder }

func (b fusedBuilder) Main() compute.Function { return fusedFunction{b.Builder.Main()} }

type fusedFunction struct{ compute.Function }

// FusedScaledDotProductAttention is softmax(query·keyᵀ·scale)·value over [batch, head, seq, headDim], causal where it
// is told.
func (f fusedFunction) FusedScaledDotProductAttention(q, k, v compute.Value, layout compute.AttentionAxesLayout,
	options *compute.ScaledDotProductAttentionConfig) (compute.Value, []compute.Value, error) {

	if layout != compute.AttentionAxesLayoutBHSD {
		return nil, nil, fmt.Errorf("layout %v", layout)
	}
	shape, err := f.Shape(q)
	if err != nil {
		return nil, nil, err
	}
	value := func(x compute.Value, err error) compute.Value {
		if err != nil {
			panic(err)
		}
		return x
	}
	heads, seq := []int{0, 1}, shape.Dim(2)
	square := shapes.Make(shape.DType, shape.Dim(0), shape.Dim(1), seq, seq)
	spread := func(x compute.Value, axes ...int) compute.Value { return value(f.BroadcastInDim(x, square, axes)) }
	scale := spread(value(f.Constant([]float32{float32(options.Scale)})))
	exp := value(f.Exp(value(f.Mul(value(f.DotGeneral(q, []int{3}, heads, k, []int{3}, heads,
		compute.DotGeneralConfig{})), scale))))
	if options.Causal {
		past := value(f.GreaterOrEqual(value(f.Iota(square, 2)), value(f.Iota(square, 3))))
		exp = value(f.Where(past, exp, spread(value(f.Constant([]float32{0})))))
	}
	weights := value(f.Div(exp, spread(value(f.ReduceSum(exp, 3)), 0, 1, 2)))
	context, err := f.DotGeneral(weights, []int{3}, heads, v, []int{2}, heads, compute.DotGeneralConfig{})
	return context, nil, err
}

func TestFlashAttentionIsAttention(t *testing.T) {
	be := fused{testBackend()}
	for _, bidirectional := range []bool{false, true} {
		b := nn.NewBuilder(123)
		var m attention.Attention = attention.NewMultiHead(b, 6, 8, 5, 0, 2, true)
		if bidirectional {
			m = attention.Bidirectional{MultiHead: m.(*attention.MultiHead)}
		}
		values := make([]float32, 2*5*6)
		torchrand.New(1).Randn(values)
		x := tensors.FromFlatDataAndDimensions(values, 2, 5, 6)
		var err error
		run := func(training bool) []float32 {
			out, err := nn.Eval(be, b.Store(), one(m.Forward), x)
			if training {
				out, err = nn.EvalTraining(be, b, one(m.Forward), x)
			}
			if err != nil {
				t.Fatal(err)
			}
			return tensors.MustCopyFlatData[float32](out[0])
		}
		want := run(true)
		if m, err = attention.NewFlash(m); err != nil {
			t.Fatal(err)
		}
		for i, got := range run(true) {
			if d := math.Abs(float64(got - want[i])); !(d <= 1e-6) {
				t.Errorf("bidirectional %v: value %d is %v, want %v", bidirectional, i, got, want[i])
			}
		}
		for i, got := range run(false) {
			if got != want[i] {
				t.Fatalf("evaluation, value %d: %v, want %v", i, got, want[i])
			}
		}
	}
}

func TestFlashAttentionDropsNoWeights(t *testing.T) {
	b := nn.NewBuilder(123)
	m := attention.NewMultiHead(b, 6, 8, 5, 0.5, 2, true)
	_, err := attention.NewFlash(m)
	if err == nil || !strings.Contains(err.Error(), "dropout rate") {
		t.Errorf("error = %v", err)
	}
}
