package backend

import (
	"slices"
	"testing"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
)

// recording is a backend whose attention gives its queries back and notes the dtype of what it gets.
type recording struct {
	compute.Backend
	seen *[]dtypes.DType
}

func (b recording) Builder(name string) compute.Builder {
	return recordingBuilder{b.Backend.Builder(name), b.seen}
}

type recordingBuilder struct {
	compute.Builder
	seen *[]dtypes.DType
}

func (b recordingBuilder) Main() compute.Function { return recordingFunction{b.Builder.Main(), b.seen} }

type recordingFunction struct {
	compute.Function
	seen *[]dtypes.DType
}

func (f recordingFunction) FusedScaledDotProductAttention(q, k, v compute.Value, _ compute.AttentionAxesLayout,
	_ *compute.ScaledDotProductAttentionConfig) (compute.Value, []compute.Value, error) {
	for _, x := range []compute.Value{q, k, v} {
		shape, err := f.Shape(x)
		if err != nil {
			return nil, nil, err
		}
		*f.seen = append(*f.seen, shape.DType)
	}
	return q, nil, nil
}

func TestAutocastRoundsWhatAttentionGets(t *testing.T) {
	be, _, err := Open(GoSequential)
	if err != nil {
		t.Fatal(err)
	}
	var seen []dtypes.DType
	cast := &rewriter{Backend: recording{be, &seen}, gather: gathering.in, compile: compute.Builder.Compile,
		dot: product.in, half: dtypes.BFloat16}
	x := tensors.FromFlatDataAndDimensions([]float32{1 + 1.0/512, 1 + 1.0/128}, 1, 1, 1, 2)
	out, err := graph.CallOnce(cast, func(x *graph.Node) *graph.Node {
		y, _ := graph.BackendFusedScaledDotProductAttention(x, x, x, compute.AttentionAxesLayoutBHSD,
			&compute.ScaledDotProductAttentionConfig{Scale: 1})
		return y
	}, x)
	if err != nil {
		t.Fatal(err)
	}
	if want := slices.Repeat([]dtypes.DType{dtypes.BFloat16}, 3); !slices.Equal(seen, want) {
		t.Errorf("attention got %v, want %v", seen, want)
	}
	if got := tensors.MustCopyFlatData[float32](out); !slices.Equal(got, []float32{1, 1 + 1.0/128}) {
		t.Errorf("result %v", got)
	}
}
