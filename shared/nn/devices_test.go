package nn_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"llmfromscratch/internal/pretend"
	"llmfromscratch/shared/backend/backendtest"
	"llmfromscratch/shared/nn"
)

func TestRowsAreDealtOutAndParametersAreNot(t *testing.T) {
	d, err := nn.NewDevices(pretend.Devices(backendtest.Open(), 4), 4)
	if err != nil {
		t.Fatal(err)
	}
	batch := shapes.Make(dtypes.Int64, 8, 256)
	if got := d.Rows(2).ShardShape(batch); !got.Equal(shapes.Make(dtypes.Int64, 2, 256)) {
		t.Errorf("a device's part of %v is %v", batch, got)
	}
	if err := d.Rows(2).Validate(); err != nil || d.Rows(2).NumDevicesShardingAxis(0) != 4 ||
		d.Rows(2).NumDevicesShardingAxis(1) != 1 {
		t.Errorf("%v: %v", d.Rows(2), err)
	}
	if got := d.Whole().ShardShape(batch); !d.Whole().IsReplicated() || !got.Equal(batch) {
		t.Errorf("%v gives a device %v", d.Whole(), got)
	}
	for n, want := range map[int]string{0: "want at least 1", 5: "has 4"} {
		if _, err := nn.NewDevices(pretend.Devices(backendtest.Open(), 4), n); err == nil ||
			!strings.Contains(err.Error(), want) {
			t.Errorf("%d devices: error = %v", n, err)
		}
	}
}

// A layer with dropout on four devices: each has the whole weight and a quarter of batch and mask, and together they
// find what one device finds, with the same random numbers.
func TestFunctionOnDevicesIsTheFunction(t *testing.T) {
	be := pretend.Devices(backendtest.Open(), 4)
	input := make([]float32, 8*6)
	for i := range input {
		input[i] = float32(i%7) - 3
	}
	run := func(devices int) (y, gradient []float32, b *nn.Builder) {
		b = nn.NewBuilder(123)
		layer, drop := nn.NewLinear(b, 6, 5, true), nn.NewDropout(b, 0.5)
		fn, err := nn.NewTrainingFunc(be, b, func(in []*graph.Node) []*graph.Node {
			y := graph.MulScalar(drop.Forward(layer.Forward(in[1])), 2)
			y = graph.Mul(y, in[0])
			return []*graph.Node{y, graph.Gradient(graph.ReduceAllMean(graph.Square(y)), layer.Weight.NodeValue(y))[0]}
		})
		if err != nil {
			t.Fatal(err)
		}
		defer fn.Finalize()
		if devices > 1 {
			d, err := nn.NewDevices(be, devices)
			if err != nil {
				t.Fatal(err)
			}
			fn.Spread(d)
		}
		for range 2 { // the second draw replaces the first
			out, err := fn.Call(float32(3), tensors.FromFlatDataAndDimensions(input, 8, 6))
			if err != nil {
				t.Fatal(err)
			}
			y, gradient = tensors.MustCopyFlatData[float32](out[0]), tensors.MustCopyFlatData[float32](out[1])
		}
		return y, gradient, b
	}
	want, wantGradient, _ := run(1)
	got, gradient, b := run(4)
	if !slices.Equal(got, want) || !slices.Equal(gradient, wantGradient) {
		t.Errorf("%v and %v, want %v and %v", got, gradient, want, wantGradient)
	}
	for v := range b.Store().IterVariables() {
		whole, err := v.DistributedValue()
		if err != nil {
			t.Fatal(err)
		}
		dims := slices.Clone(v.Shape().Dimensions)
		if strings.Contains(v.Path(), "mask") {
			dims[0] /= 4
		}
		if !reflect.DeepEqual(whole.ShardShape().Dimensions, dims) || whole.NumShards() != 4 {
			t.Errorf("%s %v: %d devices have %v each, want %v", v.Path(), v.Shape(), whole.NumShards(),
				whole.ShardShape(), dims)
		}
	}
}

func TestRowsThatCannotBeDealtOutAreRefused(t *testing.T) {
	be := pretend.Devices(backendtest.Open(), 4)
	d, err := nn.NewDevices(be, 4)
	if err != nil {
		t.Fatal(err)
	}
	fn, err := nn.NewFunc(be, nn.NewBuilder(0).Store(), func(in []*graph.Node) []*graph.Node { return in })
	if err != nil {
		t.Fatal(err)
	}
	defer fn.Finalize()
	fn.Spread(d)
	for _, input := range []any{[]float32{1, 2, 3, 4, 5, 6}, [][]float32{{1}, {2}, {3}}} {
		if _, err := fn.Call(input); err == nil || !strings.Contains(err.Error(), "dealt out among 4 devices") {
			t.Errorf("%v: error = %v", input, err)
		}
	}
}
