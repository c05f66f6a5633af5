package nn_test

import (
	"slices"
	"strings"
	"testing"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"llmfromscratch/shared/backend/backendtest"
	"llmfromscratch/shared/nn"
	"llmfromscratch/shared/torchrand"
)

// train runs layers one after the other, once, in training mode.
func train(b *nn.Builder, layer nn.Layer, input any) (*tensors.Tensor, error) {
	out, err := nn.EvalTraining(backendtest.Open(), b, one(layer.Forward), input)
	if err != nil {
		return nil, err
	}
	return out[0], nil
}

func TestDropoutMaskIsTheOneTorchDraws(t *testing.T) {
	for _, rate := range []float64{0.1, 0.5, 0.9} {
		b := nn.NewBuilder(123)
		y, err := train(b, nn.NewDropout(b, rate), ones(6, 6))
		if err != nil {
			t.Fatal(err)
		}
		want := make([]float32, 36)
		torchrand.New(123).DropoutMask(want, rate)
		if got := flat(t, y); !slices.Equal(got, want) {
			t.Errorf("rate %v: mask %v, want %v", rate, got, want)
		}
	}
}

// Two layers and two calls draw four masks from one stream, in the order of the forward pass.
func TestDropoutMasksFollowTheForwardPass(t *testing.T) {
	b := nn.NewBuilder(5)
	late, early := nn.NewDropout(b, 0.2), nn.NewDropout(b, 0.5) // made in the other order than used
	f, err := nn.NewTrainingFunc(backendtest.Open(), b, func(in []*Node) []*Node {
		return []*Node{early.Forward(in[0]), late.Forward(in[1])}
	})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Finalize()
	rng := torchrand.New(5)
	for call, dims := range [][2][]int{{{3, 4}, {2, 2}}, {{3, 4}, {2, 2}}, {{1, 7}, {2, 2}}, {{3, 4}, {2, 2}}} {
		out, err := f.Call(ones(dims[0]...), ones(dims[1]...))
		if err != nil {
			t.Fatal(err)
		}
		for i, rate := range []float64{0.5, 0.2} {
			want := make([]float32, out[i].Shape().Size())
			rng.DropoutMask(want, rate)
			if got := flat(t, out[i]); !slices.Equal(got, want) {
				t.Errorf("call %d, mask %d: %v, want %v", call, i, got, want)
			}
		}
	}
}

func TestDropoutKeepsExpectation(t *testing.T) {
	for _, source := range []nn.DropoutSource{nn.TorchMasks, nn.BackendMasks} {
		for _, rate := range []float64{0.1, 0.5} {
			b := nn.NewBuilder(1)
			b.Masks.Source = source
			y, err := train(b, nn.NewDropout(b, rate), ones(200, 500))
			if err != nil {
				t.Fatal(err)
			}
			sum, zeros, kept := 0.0, 0, 1/(1-rate)
			for _, v := range flat(t, y) {
				switch {
				case v == 0:
					zeros++
				case !near(float64(v), kept, 1e-6):
					t.Fatalf("%v masks, rate %v: a kept one became %v, want %v", source, rate, v, kept)
				}
				sum += float64(v)
			}
			if !near(sum/1e5, 1, 0.02) || !near(float64(zeros)/1e5, rate, 0.01) {
				t.Errorf("%v masks, rate %v: mean %v, part dropped %v", source, rate, sum/1e5, float64(zeros)/1e5)
			}
		}
	}
}

func TestBackendMasksDifferFromCallToCall(t *testing.T) {
	b := nn.NewBuilder(1)
	b.Masks.Source = nn.BackendMasks
	before, err := b.RNG.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	f, err := nn.NewTrainingFunc(backendtest.Open(), b, one(nn.NewDropout(b, 0.5).Forward))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Finalize()
	var masks [2][]float32
	for i := range masks {
		y, err := f.Call1(ones(8, 8))
		if err != nil {
			t.Fatal(err)
		}
		masks[i] = flat(t, y)
	}
	if slices.Equal(masks[0], masks[1]) {
		t.Error("two calls dropped the same values")
	}
	if after, err := b.RNG.MarshalBinary(); err != nil || !slices.Equal(before, after) {
		t.Errorf("masks of the backend moved the builder's generator (%v)", err)
	}
}

func TestDropoutDoesNothingInEvaluation(t *testing.T) {
	for _, source := range []nn.DropoutSource{nn.TorchMasks, nn.BackendMasks} {
		b := nn.NewBuilder(1)
		b.Masks.Source = source
		x := []float32{0.3, -2, 5, 0}
		if got := flat(t, eval(t, b, nn.NewDropout(b, 0.9).Forward, x)); !slices.Equal(got, x) {
			t.Errorf("%v masks: %v became %v", source, x, got)
		}
	}
}

// The ends of the range draw nothing, as in PyTorch.
func TestDropoutRatesZeroAndOneDrawNothing(t *testing.T) {
	for rate, want := range map[float64][]float32{0: {1, 1, 1, 1}, 1: {0, 0, 0, 0}} {
		b := nn.NewBuilder(1)
		y, err := train(b, nn.NewDropout(b, rate), ones(2, 2))
		if err != nil {
			t.Fatal(err)
		}
		if got := flat(t, y); !slices.Equal(got, want) {
			t.Errorf("rate %v: %v, want %v", rate, got, want)
		}
		if got, want := b.RNG.Uint32(), torchrand.New(1).Uint32(); got != want {
			t.Errorf("rate %v moved the generator", rate)
		}
	}
}

// What dropout sets to zero gets no gradient, what it keeps gets 1/(1-p).
func TestGradientFlowsThroughKeptValuesOnly(t *testing.T) {
	for _, source := range []nn.DropoutSource{nn.TorchMasks, nn.BackendMasks} {
		b := nn.NewBuilder(3)
		b.Masks.Source = source
		d := nn.NewDropout(b, 0.5)
		out, err := nn.EvalTraining(backendtest.Open(), b, func(in []*Node) []*Node {
			y := d.Forward(in[0])
			return []*Node{y, Gradient(ReduceAllSum(y), in[0])[0]}
		}, ones(8, 8))
		if err != nil {
			t.Fatal(err)
		}
		if y, grad := flat(t, out[0]), flat(t, out[1]); !slices.Equal(y, grad) || !slices.Contains(y, 0) ||
			!slices.Contains(y, 2) {
			t.Errorf("%v masks: output of ones %v, gradient %v", source, y, grad)
		}
	}
}

func TestTrainingDropoutOutsideATrainingFuncSaysSo(t *testing.T) {
	b := nn.NewBuilder(1)
	d := nn.NewDropout(b, 0.5)
	_, err := nn.Eval(backendtest.Open(), b.Store(), func(in []*Node) []*Node {
		b.Store().SetTraining(in[0].Graph(), true)
		return []*Node{d.Forward(in[0])}
	}, ones(2, 2))
	if err == nil || !strings.Contains(err.Error(), "nn.New") {
		t.Errorf("error %v does not say which function to use", err)
	}
}

func TestDropoutSourceNames(t *testing.T) {
	for _, s := range []nn.DropoutSource{nn.TorchMasks, nn.BackendMasks} {
		if got, err := nn.ParseDropoutSource(s.String()); err != nil || got != s {
			t.Errorf("ParseDropoutSource(%q) = %v, %v", s, got, err)
		}
	}
	if _, err := nn.ParseDropoutSource("none"); err == nil || !strings.Contains(err.Error(), `"none"`) ||
		!strings.Contains(err.Error(), "torch") || !strings.Contains(err.Error(), "backend") {
		t.Errorf("error %v does not name what it got and what there is", err)
	}
}
