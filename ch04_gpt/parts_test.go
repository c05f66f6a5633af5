package gpt_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"llmfromscratch/ch03_attention"
	"llmfromscratch/ch04_gpt"
	"llmfromscratch/shared/nn"
)

func TestLayerNormGivesMean0AndVariance1(t *testing.T) {
	b := nn.NewBuilder(1)
	l := gpt.NewLayerNorm(b, 64)
	for _, scale := range []float64{0.1, 1, 1000} {
		out := eval(b, func(in []*Node) []*Node {
			y := l.Forward(AddScalar(MulScalar(in[0], scale), 5*scale))
			return []*Node{ReduceMean(y, -1), Squeeze(gpt.Variance(y, false), -1)}
		}, noise(2, 3, 4, 64))
		wantNear(t, fmt.Sprintf("means at scale %v", scale), flat(out[0]), make([]float32, 12), 1e-5)
		wantNear(t, fmt.Sprintf("variances at scale %v", scale), flat(out[1]), slices.Repeat([]float32{1}, 12), 2e-3)
	}
}

// Where all components are equal the epsilon under the root keeps 0/0 away.
func TestLayerNormOfEqualComponentsIsTheShift(t *testing.T) {
	b := nn.NewBuilder(1)
	l := gpt.NewLayerNorm(b, 4)
	if err := l.Shift.SetValue(tensors.FromValue([]float32{1, 2, 3, 4})); err != nil {
		t.Fatal(err)
	}
	out := eval(b, one(l.Forward), [][]float32{{0, 0, 0, 0}, {7, 7, 7, 7}, {-1e6, -1e6, -1e6, -1e6}})[0]
	wantNear(t, "rows", flat(out), []float32{1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4}, 0)
}

func TestLayerNormScalesAndShiftsComponents(t *testing.T) {
	b := nn.NewBuilder(1)
	plain, l := gpt.NewLayerNorm(b.In("plain"), 3), gpt.NewLayerNorm(b.In("l"), 3)
	scale, shift := []float32{2, -1, 0}, []float32{0.5, 0, 9}
	for v, values := range map[*model.Variable][]float32{l.Scale: scale, l.Shift: shift} {
		if err := v.SetValue(tensors.FromValue(values)); err != nil {
			t.Fatal(err)
		}
	}
	out := eval(b, func(in []*Node) []*Node { return []*Node{plain.Forward(in[0]), l.Forward(in[0])} },
		noise(1, 2, 5, 3))
	want := flat(out[0])
	for i := range want {
		want[i] = want[i]*scale[i%3] + shift[i%3]
	}
	wantNear(t, "components", flat(out[1]), want, 1e-6)
}

func TestVarianceDividesByNOrNMinus1(t *testing.T) {
	out := eval(nn.NewBuilder(0), func(in []*Node) []*Node {
		return []*Node{gpt.Variance(in[0], true), gpt.Variance(in[0], false)}
	}, [][]float32{{1, 2, 3}, {5, 5, 5}})
	wantNear(t, "n-1", flat(out[0]), []float32{1, 0}, 1e-6)
	wantNear(t, "n", flat(out[1]), []float32{2.0 / 3, 0}, 1e-6)
	if d := out[0].Shape().Dimensions; !slices.Equal(d, []int{2, 1}) {
		t.Errorf("shape %v, want the axis kept", d)
	}
}

// Values of PyTorch's tanh form, its derivative, and the exact form.
func TestGELUValues(t *testing.T) {
	x := []float32{-10, -5, -3, -2, -1, -0.75, -0.5, -0.1, 0, 0.1, 0.5, 0.75, 1, 2, 3, 5, 10}
	out := eval(nn.NewBuilder(0), func(in []*Node) []*Node {
		y := gpt.GELU(in[0])
		return []*Node{y, Gradient(ReduceAllSum(y), in[0])[0], gpt.GELUExact(in[0]), gpt.ReLU(in[0])}
	}, x)
	wantNear(t, "GELU", flat(out[0]), []float32{0, 0, -0.0036374, -0.0454023, -0.1588080, -0.1700394, -0.1542860,
		-0.0460172, 0,
		0.0539828, 0.3457140, 0.5799606, 0.8411920, 1.9545977, 2.9963627, 4.9999995, 10}, 2e-6)
	wantNear(t, "its derivative", flat(out[1]), []float32{0, -2e-6, -0.0115843, -0.0860992, -0.0829641, 0.0010618,
		0.1326301, 0.4204782, 0.5,
		0.5795218, 0.8673699, 0.9989382, 1.0829641, 1.0860993, 1.0115843, 1.0000020, 1}, 5e-6)
	wantNear(t, "GELUExact", flat(out[2]), []float32{0, -1e-6, -0.0040499, -0.0455001, -0.1586553, -0.1699705,
		-0.1542688, -0.0460172, 0,
		0.0539828, 0.3457312, 0.5800295, 0.8413447, 1.9545, 2.9959502, 4.9999986, 10}, 3e-6)
	for i, v := range flat(out[3]) {
		if want := max(x[i], 0); v != want {
			t.Errorf("ReLU(%v) = %v", x[i], v)
		}
	}
}

// A feed-forward network works on each token by itself.
func TestFeedForwardKeepsTokensApart(t *testing.T) {
	b := nn.NewBuilder(1)
	f := gpt.NewFeedForward(b, 8)
	x := flat(noise(1, 1, 5, 8))
	before := flat(eval(b, one(f.Forward), tensors.FromFlatDataAndDimensions(x, 1, 5, 8))[0])
	x[2*8] += 1
	after := flat(eval(b, one(f.Forward), tensors.FromFlatDataAndDimensions(x, 1, 5, 8))[0])
	for token := range 5 {
		if same := slices.Equal(before[token*8:token*8+8], after[token*8:token*8+8]); same != (token != 2) {
			t.Errorf("token 2 changed; token %d the same: %v", token, same)
		}
	}
}

// Without shortcuts the first layer's gradient nearly vanishes, with them it stays of the size of the others.
func TestShortcutsKeepGradientsAlive(t *testing.T) {
	gradients := func(shortcut bool) []gpt.LayerGradient {
		b := nn.NewBuilder(123)
		n := gpt.NewDeepNetwork(b, []int{3, 3, 3, 3, 3, 1}, shortcut)
		g, err := n.GradientMeans(testBackend(), b.Store(), [][]float32{{1, 0, -1}})
		if err != nil {
			t.Fatal(err)
		}
		return g
	}
	without, with := gradients(false), gradients(true)
	if len(without) != 5 || len(with) != 5 || without[4].Name != "layers.4.0.weight" {
		t.Fatalf("gradients %v and %v, want one for each of 5 layers", without, with)
	}
	if ratio := without[0].Mean / without[4].Mean; ratio > 0.1 {
		t.Errorf("without shortcuts: first over last is %v", ratio)
	}
	if ratio := with[0].Mean / with[4].Mean; ratio < 0.1 {
		t.Errorf("with shortcuts: first over last is %v", ratio)
	}
	if with[0].Mean < 100*without[0].Mean {
		t.Errorf("first layer: %v with shortcuts, %v without", with[0].Mean, without[0].Mean)
	}
}

// Where a layer changes the shape there is nothing to add.
func TestShortcutOnlyWhereShapesAgree(t *testing.T) {
	b := nn.NewBuilder(1)
	n := gpt.NewDeepNetwork(b, []int{3, 2}, true)
	out := eval(b, func(in []*Node) []*Node {
		return []*Node{n.Forward(in[0]), gpt.GELU(n.Layers[0].Forward(in[0]))}
	}, noise(1, 4, 3))
	wantNear(t, "3 to 2", flat(out[0]), flat(out[1]), 0)
}

// silent is attention that says nothing: only shortcuts carry the tokens on.
type silent struct{ *attention.MultiHead }

func (silent) Forward(x *Node) *Node { return ZerosLike(x) }

func TestBlockTakesTheAttentionItIsGiven(t *testing.T) {
	cfg := tiny()
	b := nn.NewBuilder(1)
	block := gpt.NewBlockWith(b, cfg, silent{})
	out := eval(b, func(in []*Node) []*Node {
		x := in[0]
		return []*Node{block.Forward(x), Add(x, block.FF.Forward(block.Norm2.Forward(x)))}
	}, noise(1, 2, 5, cfg.EmbDim))
	wantNear(t, "a block without attention", flat(out[0]), flat(out[1]), 1e-6)
}

func TestBlockHasItsShortcuts(t *testing.T) {
	cfg := tiny()
	b := nn.NewBuilder(1)
	block := gpt.NewBlock(b, cfg)
	out := eval(b, func(in []*Node) []*Node {
		x := in[0]
		h := Add(x, block.Att.Forward(block.Norm1.Forward(x)))
		return []*Node{block.Forward(x), Add(h, block.FF.Forward(block.Norm2.Forward(h)))}
	}, noise(1, 2, 5, cfg.EmbDim))
	wantNear(t, "block", flat(out[0]), flat(out[1]), 1e-6)
}

// Everything a block drops in training: with rate 1 on the shortcut's branches, its input comes out.
func TestDropRatesReachTheirPlaces(t *testing.T) {
	cfg := tiny()
	cfg.DropRates = &gpt.DropRates{Shortcut: 1}
	b := nn.NewBuilder(1)
	block := gpt.NewBlock(b, cfg)
	x := noise(1, 2, 5, cfg.EmbDim)
	out, err := nn.EvalTraining(testBackend(), b, one(block.Forward), x)
	if err != nil {
		t.Fatal(err)
	}
	wantNear(t, "shortcut rate 1", flat(out[0]), flat(noise(1, 2, 5, cfg.EmbDim)), 0)

	cfg.DropRates = &gpt.DropRates{Attention: 1}
	b = nn.NewBuilder(1)
	block = gpt.NewBlock(b, cfg)
	out, err = nn.EvalTraining(testBackend(), b, func(in []*Node) []*Node {
		bias := block.Att.(*attention.MultiHead).OutProj.Forward(ZerosLike(in[0])) // all that dropped weights leave
		h := Add(in[0], bias)
		return []*Node{block.Forward(in[0]), Add(h, block.FF.Forward(block.Norm2.Forward(h)))}
	}, x)
	if err != nil {
		t.Fatal(err)
	}
	wantNear(t, "attention rate 1", flat(out[0]), flat(out[1]), 1e-6)

	cfg.DropRates = &gpt.DropRates{Embedding: 1}
	m := newModel(t, 1, cfg)
	out, err = nn.EvalTraining(testBackend(), m.Builder, one(m.Hidden),
		must[*tensors.Tensor](t)(nn.IDs(text(1, 2, 5, cfg.VocabSize), cfg.VocabSize)))
	if err != nil {
		t.Fatal(err)
	}
	hidden := flat(out[0])
	for i, v := range hidden { // with the embeddings gone all tokens are alike
		if math.Abs(float64(v-hidden[i%cfg.EmbDim])) > 1e-5 {
			t.Fatalf("embedding rate 1: value %d is %v, in token 0 %v", i, v, hidden[i%cfg.EmbDim])
		}
	}
}
