package attention_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"llmfromscratch/ch03_attention"
	"llmfromscratch/shared/backend/backendtest"
	"llmfromscratch/shared/nn"
	"llmfromscratch/shared/torchrand"
)

// causal makes every causal mechanism of the chapter for inputs of width 6 and a context of 8.
func causal(dropout float64) []mechanism {
	var all []mechanism
	for _, bias := range []bool{false, true} {
		b := nn.NewBuilder(1)
		c := attention.NewCausal(b, 6, 4, 8, dropout, bias)
		all = append(all, mechanism{fmt.Sprintf("Causal, bias %v", bias), c.Forward, 4, b})
		b = nn.NewBuilder(2)
		w := attention.NewMultiHeadWrapper(b, 6, 4, 8, dropout, 3, bias)
		all = append(all, mechanism{fmt.Sprintf("MultiHeadWrapper, bias %v", bias), w.Forward, 12, b})
		b = nn.NewBuilder(3)
		m := attention.NewMultiHead(b, 6, 8, 8, dropout, 4, bias)
		all = append(all, mechanism{fmt.Sprintf("MultiHead, bias %v", bias), m.Forward, 8, b})
	}
	return all
}

// Changing token j leaves the context vectors of all tokens before it as they were, to the bit.
func TestCausalMaskHidesFuture(t *testing.T) {
	const batch, seq, in = 2, 7, 6
	for _, m := range causal(0) {
		x := flat(noise(9, batch, seq, in))
		before := flat(eval(m.b, one(m.forward), tensors.FromFlatDataAndDimensions(x, batch, seq, in))[0])
		for j := range seq {
			y := slices.Clone(x)
			for row := range batch {
				for k := range in {
					y[(row*seq+j)*in+k] += 100
				}
			}
			after := flat(eval(m.b, one(m.forward), tensors.FromFlatDataAndDimensions(y, batch, seq, in))[0])
			for row := range batch {
				for i := range seq {
					a, z := (row*seq+i)*m.out, (row*seq+i+1)*m.out
					if same := slices.Equal(before[a:z], after[a:z]); same != (i < j) {
						t.Errorf("%s: token %d changed; row %d, token %d the same: %v", m.name, j, row, i, same)
					}
				}
			}
		}
	}
}

func TestRowsOfABatchDoNotMix(t *testing.T) {
	for _, m := range causal(0) {
		x := noise(9, 3, 5, 6)
		together := flat(eval(m.b, one(m.forward), x)[0])
		for row := range 3 {
			alone := flat(eval(m.b, one(m.forward),
				tensors.FromFlatDataAndDimensions(flat(x)[row*30:(row+1)*30], 1, 5, 6))[0])
			n := 5 * m.out
			wantNear(t, fmt.Sprintf("%s, row %d", m.name, row), together[row*n:(row+1)*n], alone, 1e-6)
		}
	}
}

// Multiplying by the mask and renormalizing, and minus infinity before softmax, are two ways to one result.
func TestMaskingWaysAgree(t *testing.T) {
	for _, dims := range [][]int{{6, 6}, {2, 5, 5}, {2, 3, 4, 4}, {1, 1}} {
		b := nn.NewBuilder(0)
		out := eval(b, func(in []*Node) []*Node {
			return []*Node{
				attention.MaskAndRenormalize(attention.ScaledWeights(in[0], 2)),
				attention.ScaledWeights(attention.HideFuture(in[0]), 2),
			}
		}, noise(4, dims...))
		wantNear(t, fmt.Sprint(dims), flat(out[0]), flat(out[1]), 1e-6)
	}
}

func TestHideFutureLeavesThePastAlone(t *testing.T) {
	scores := noise(4, 2, 3, 5, 5)
	hidden := flat(eval(nn.NewBuilder(0), one(attention.HideFuture), scores)[0])
	for i, s := range flat(scores) {
		query, key := i/5%5, i%5
		if key > query {
			s = float32(math.Inf(-1))
		}
		if hidden[i] != s {
			t.Fatalf("query %d, key %d: %v, want %v", query, key, hidden[i], s)
		}
	}
}

func TestHideFutureWantsSquareScores(t *testing.T) {
	_, err := nn.Eval(backendtest.Open(), nn.NewBuilder(0).Store(), one(attention.HideFuture), noise(1, 2, 3, 4))
	if err == nil {
		t.Error("scores of 3 queries and 4 keys have been masked")
	}
}

// Every row of weights adds up to 1, and what is hidden has weight 0 exactly.
func TestAttentionWeightsSumToOne(t *testing.T) {
	v1, v2, c, m := nn.NewBuilder(1), nn.NewBuilder(2), nn.NewBuilder(3), nn.NewBuilder(4)
	free := nn.NewBuilder(5)
	bidirectional := attention.Bidirectional{MultiHead: attention.NewMultiHead(free, 6, 8, 8, 0, 4, true)}
	for _, tt := range []struct {
		name   string
		b      *nn.Builder
		fn     func(*Node) (*Node, *Node)
		dims   []int
		want   []int // of the weights
		hidden bool
	}{
		{"Simple", v1, attention.Simple, []int{7, 6}, []int{7, 7}, false},
		{"SelfAttentionV1", v1, attention.NewSelfAttentionV1(v1, 6, 4).ForwardWithWeights, []int{7, 6}, []int{7, 7},
			false},
		{"SelfAttentionV2", v2, attention.NewSelfAttentionV2(v2, 6, 4, true).ForwardWithWeights, []int{7, 6},
			[]int{7, 7}, false},
		{"Causal", c, attention.NewCausal(c, 6, 4, 8, 0.5, true).ForwardWithWeights, []int{2, 7, 6}, []int{2, 7, 7},
			true},
		{"MultiHead", m, attention.NewMultiHead(m, 6, 8, 8, 0.5, 4, true).ForwardWithWeights, []int{2, 7, 6},
			[]int{2, 4, 7, 7}, true},
		{"MultiHead, bidirectional", free, bidirectional.ForwardWithWeights, []int{2, 7, 6}, []int{2, 4, 7, 7}, false},
	} {
		weights := eval(tt.b, both(tt.fn), noise(8, tt.dims...))[1]
		if !slices.Equal(weights.Shape().Dimensions, tt.want) {
			t.Errorf("%s: weights are %v, want %v", tt.name, weights.Shape().Dimensions, tt.want)
			continue
		}
		w := flat(weights)
		for row := range len(w) / 7 {
			sum, query := 0.0, row%7
			for key, v := range w[row*7 : (row+1)*7] {
				sum += float64(v)
				if hidden := tt.hidden && key > query; (v == 0) != hidden || v < 0 {
					t.Errorf("%s: query %d gives key %d a weight of %v", tt.name, query, key, v)
				}
			}
			if math.Abs(sum-1) > 1e-6 {
				t.Errorf("%s: row %d sums to %v", tt.name, row, sum)
			}
		}
	}
}

// The first token sees only itself: its context vector is its own value vector.
func TestFirstTokenIsItsOwnContext(t *testing.T) {
	b := nn.NewBuilder(1)
	c := attention.NewCausal(b, 6, 4, 8, 0, true)
	out := eval(b, func(in []*Node) []*Node { return []*Node{c.Forward(in[0]), c.WValue.Forward(in[0])} },
		noise(1, 1, 5, 6))
	wantNear(t, "context vector of token 0", flat(out[0])[:4], flat(out[1])[:4], 0)
}

func TestBidirectionalSeesTheFuture(t *testing.T) {
	b := nn.NewBuilder(1)
	m := attention.Bidirectional{MultiHead: attention.NewMultiHead(b, 6, 8, 8, 0, 4, false)}
	x := flat(noise(9, 1, 5, 6))
	before := flat(eval(b, one(m.Forward), tensors.FromFlatDataAndDimensions(x, 1, 5, 6))[0])
	x[4*6] += 100 // last token
	after := flat(eval(b, one(m.Forward), tensors.FromFlatDataAndDimensions(x, 1, 5, 6))[0])
	if slices.Equal(before[:8], after[:8]) {
		t.Error("the first token does not see the last")
	}
}

// Without order information attention does not know positions: swapping two tokens swaps their context vectors.
func TestUnmaskedAttentionIgnoresOrder(t *testing.T) {
	b := nn.NewBuilder(1)
	a := attention.NewSelfAttentionV2(b, 3, 2, false)
	swapped := slices.Clone(journey)
	swapped[1], swapped[4] = swapped[4], swapped[1]
	x := eval(b, one(a.Forward), journey)[0].Value().([][]float32)
	y := eval(b, one(a.Forward), swapped)[0].Value().([][]float32)
	y[1], y[4] = y[4], y[1]
	for i := range x {
		wantNear(t, fmt.Sprint("token ", i), x[i], y[i], 1e-6)
	}
}

// SelfAttentionV1 and V2 are one computation with transposed weights (exercise 3.1).
func TestV1EqualsV2WithTransposedWeights(t *testing.T) {
	b := nn.NewBuilder(789)
	v1, v2 := attention.NewSelfAttentionV1(b.In("v1"), 3, 2), attention.NewSelfAttentionV2(b.In("v2"), 3, 2, false)
	set(v1.WQuery, transposed(flat(weight(v2.WQuery).MustValue()), 2, 3))
	set(v1.WKey, transposed(flat(weight(v2.WKey).MustValue()), 2, 3))
	set(v1.WValue, transposed(flat(weight(v2.WValue).MustValue()), 2, 3))
	out := eval(b, func(in []*Node) []*Node {
		c1, w1 := v1.ForwardWithWeights(in[0])
		c2, w2 := v2.ForwardWithWeights(in[0])
		return []*Node{c1, c2, w1, w2}
	}, journey)
	wantNear(t, "context vectors", flat(out[0]), flat(out[1]), 1e-6)
	wantNear(t, "attention weights", flat(out[2]), flat(out[3]), 1e-6)
}

// A batch of one through Causal is SelfAttentionV2 with a mask.
func TestCausalIsV2WithMask(t *testing.T) {
	b := nn.NewBuilder(789)
	v2 := attention.NewSelfAttentionV2(b.In("v2"), 3, 2, false)
	c := attention.NewCausal(b.In("c"), 3, 2, 6, 0, false)
	c.WQuery, c.WKey, c.WValue = v2.WQuery, v2.WKey, v2.WValue
	out := eval(b, func(in []*Node) []*Node {
		weights := attention.ScaledWeights(attention.HideFuture(v2.Scores(in[0])), 2)
		return []*Node{
			attention.ContextVectors(weights, v2.WValue.Forward(in[0])),
			Squeeze(c.Forward(InsertAxes(in[0], 0)), 0),
		}
	}, journey)
	wantNear(t, "context vectors", flat(out[1]), flat(out[0]), 1e-6)
}

// With the heads' weights stacked and an output projection that changes nothing, one MultiHead is the wrapper.
func TestWrapperEqualsMultiHead(t *testing.T) {
	const in, headDim, heads = 6, 4, 3
	for _, bias := range []bool{false, true} {
		b := nn.NewBuilder(5)
		w := attention.NewMultiHeadWrapper(b.In("wrapper"), in, headDim, 8, 0, heads, bias)
		m := attention.NewMultiHead(b.In("multi"), in, headDim*heads, 8, 0, heads, bias)
		stack := func(to nn.Layer, from func(*attention.Causal) nn.Layer) {
			var weights, biases []float32
			for _, h := range w.Heads {
				l := from(h).(*nn.Linear)
				weights = append(weights, flat(l.Weight.MustValue())...)
				if bias {
					biases = append(biases, flat(l.Bias.MustValue())...)
				}
			}
			set(weight(to), weights)
			if bias {
				set(to.(*nn.Linear).Bias, biases)
			}
		}
		stack(m.WQuery, func(c *attention.Causal) nn.Layer { return c.WQuery })
		stack(m.WKey, func(c *attention.Causal) nn.Layer { return c.WKey })
		stack(m.WValue, func(c *attention.Causal) nn.Layer { return c.WValue })
		identity := make([]float32, 12*12)
		for i := range 12 {
			identity[i*12+i] = 1
		}
		set(weight(m.OutProj), identity)
		set(m.OutProj.(*nn.Linear).Bias, make([]float32, 12))

		out := eval(b, func(x []*Node) []*Node { return []*Node{w.Forward(x[0]), m.Forward(x[0])} }, noise(6, 2, 7, in))
		wantNear(t, fmt.Sprintf("bias %v", bias), flat(out[1]), flat(out[0]), 1e-6)
	}
}

// One head needs no splitting: MultiHead is then Causal with a projection behind it.
func TestOneHeadIsCausalWithProjection(t *testing.T) {
	b := nn.NewBuilder(5)
	c := attention.NewCausal(b.In("c"), 6, 4, 8, 0, true)
	m := attention.NewMultiHead(b.In("m"), 6, 4, 8, 0, 1, true)
	m.WQuery, m.WKey, m.WValue = c.WQuery, c.WKey, c.WValue
	out := eval(b, func(x []*Node) []*Node {
		return []*Node{m.OutProj.Forward(c.Forward(x[0])), m.Forward(x[0])}
	}, noise(6, 2, 7, 6))
	wantNear(t, "context vectors", flat(out[1]), flat(out[0]), 1e-6)
}

func TestTrainingDropsAttentionWeightsAsTorchDoes(t *testing.T) {
	const rate = 0.5
	for _, tt := range []struct {
		name string
		make func(*nn.Builder) func(*Node) (*Node, *Node)
		size int
	}{
		{"Causal", func(b *nn.Builder) func(*Node) (*Node, *Node) {
			return attention.NewCausal(b, 6, 4, 8, rate, false).ForwardWithWeights
		}, 2 * 7 * 7},
		{"MultiHead", func(b *nn.Builder) func(*Node) (*Node, *Node) {
			return attention.NewMultiHead(b, 6, 8, 8, rate, 4, false).ForwardWithWeights
		}, 2 * 4 * 7 * 7},
	} {
		b := nn.NewBuilder(123)
		fn := both(tt.make(b))
		state, err := b.RNG.MarshalBinary() // after the weights
		if err != nil {
			t.Fatal(err)
		}
		x := noise(1, 2, 7, 6)
		plain := flat(eval(b, fn, x)[1])
		out, err := nn.EvalTraining(backendtest.Open(), b, fn, x)
		if err != nil {
			t.Fatal(err)
		}
		rng, mask := torchrand.New(0), make([]float32, tt.size)
		if err := rng.UnmarshalBinary(state); err != nil {
			t.Fatal(err)
		}
		rng.DropoutMask(mask, rate)
		want := make([]float32, tt.size)
		for i := range want {
			want[i] = plain[i] * mask[i]
		}
		wantNear(t, tt.name, flat(out[1]), want, 1e-7)
		if slices.Equal(plain, want) {
			t.Errorf("%s: nothing was dropped", tt.name)
		}
	}
}

func TestSequencesBeyondTheContextLengthAreRefused(t *testing.T) {
	for _, m := range causal(0) {
		if got := eval(m.b, one(m.forward), noise(1, 1, 8, 6))[0].Shape().Dimensions; !slices.Equal(got,
			[]int{1, 8, m.out}) {
			t.Errorf("%s: output %v", m.name, got)
		}
		_, err := nn.Eval(backendtest.Open(), m.b.Store(), one(m.forward), noise(1, 1, 9, 6))
		if err == nil || !strings.Contains(err.Error(), "9 tokens") ||
			!strings.Contains(err.Error(), "context length of 8") {
			t.Errorf("%s: error %v", m.name, err)
		}
	}
}

func TestHeadsMustDivideTheWidth(t *testing.T) {
	for _, heads := range []int{3, 0, -1, 8} {
		func() {
			defer func() {
				if r := recover(); r == nil || !strings.Contains(fmt.Sprint(r), fmt.Sprint(heads)) {
					t.Errorf("%d heads for width 4: %v", heads, r)
				}
			}()
			attention.NewMultiHead(nn.NewBuilder(1), 6, 4, 8, 0, heads, false)
		}()
	}
}

func TestDotWantsEqualLengths(t *testing.T) {
	if got := attention.Dot([]float32{1, 2}, []float32{3, 4}); got != 11 {
		t.Errorf("(1, 2)·(3, 4) = %v", got)
	}
	if got := attention.Dot(nil, nil); got != 0 {
		t.Errorf("the empty product is %v", got)
	}
	defer func() {
		if recover() == nil {
			t.Error("vectors of 1 and 2 values have a dot product")
		}
	}()
	attention.Dot([]float32{1}, []float32{1, 2})
}

// The naive softmax is right where it does not overflow, and the library's does not overflow.
func TestNaiveSoftmaxOverflows(t *testing.T) {
	b := nn.NewBuilder(0)
	fn := func(in []*Node) []*Node { return []*Node{attention.SoftmaxNaive(in[0]), Softmax(in[0], -1)} }
	out := eval(b, fn, noise(1, 4, 9))
	wantNear(t, "small values", flat(out[0]), flat(out[1]), 1e-6)
	out = eval(b, fn, [][]float32{{100, 99}})
	if v := flat(out[0])[0]; !math.IsNaN(float64(v)) {
		t.Errorf("naive softmax of 100 is %v, want NaN", v)
	}
	wantNear(t, "large values", flat(out[1]), []float32{0.7310586, 0.2689414}, 1e-6)
}

// Dividing scores by the root of the width keeps the weights from falling on one key (section 3.4.1).
func TestScalingKeepsWeightsFromOneKey(t *testing.T) {
	const width = 512
	out := eval(nn.NewBuilder(0), func(in []*Node) []*Node {
		scores := attention.DotScores(in[0], in[1])
		return []*Node{ReduceAllMean(ReduceMax(Softmax(scores, -1), -1)),
			ReduceAllMean(ReduceMax(attention.ScaledWeights(scores, width), -1))}
	}, noise(1, 20, width), noise(2, 20, width))
	plain, scaled := tensors.ToScalar[float32](out[0]), tensors.ToScalar[float32](out[1])
	if plain < 0.9 || scaled > 0.5 {
		t.Errorf("mean largest weight: %v without scaling, %v with it", plain, scaled)
	}
}

func TestStateDictNames(t *testing.T) {
	b := nn.NewBuilder(1)
	attention.NewMultiHeadWrapper(b.In("wrapper"), 3, 2, 6, 0, 2, false)
	attention.NewMultiHead(b.In("mha"), 3, 2, 6, 0, 2, true)
	attention.NewSelfAttentionV1(b.In("v1"), 3, 2)
	var names []string
	for v := range nn.Parameters(b.Store()) {
		names = append(names, nn.StateName(v.Path()))
	}
	want := []string{
		"wrapper.heads.0.W_query.weight", "wrapper.heads.0.W_key.weight", "wrapper.heads.0.W_value.weight",
		"wrapper.heads.1.W_query.weight", "wrapper.heads.1.W_key.weight", "wrapper.heads.1.W_value.weight",
		"mha.W_query.weight", "mha.W_query.bias", "mha.W_key.weight", "mha.W_key.bias",
		"mha.W_value.weight", "mha.W_value.bias", "mha.out_proj.weight", "mha.out_proj.bias",
		"v1.W_query", "v1.W_key", "v1.W_value",
	}
	if !slices.Equal(names, want) {
		t.Errorf("parameters\n%v, want\n%v", names, want)
	}
}

// scaled multiplies what a layer gives out.
type scaled struct {
	layer nn.Layer
	by    float64
}

func (s scaled) Forward(x *Node) *Node { return MulScalar(s.layer.Forward(x), s.by) }

func TestLinearsCanBeReplaced(t *testing.T) {
	b := nn.NewBuilder(1)
	m := attention.NewMultiHead(b, 6, 8, 8, 0, 4, false)
	before := flat(eval(b, one(m.Forward), noise(1, 1, 5, 6))[0])
	var names []string
	m.Linears(func(name string, layer *nn.Layer) {
		names = append(names, name)
		if name == "out_proj" {
			*layer = scaled{*layer, 2}
		}
	})
	if want := []string{"W_query", "W_key", "W_value", "out_proj"}; !slices.Equal(names, want) {
		t.Errorf("visited %v, want %v", names, want)
	}
	for i := range before {
		before[i] *= 2
	}
	wantNear(t, "doubled", flat(eval(b, one(m.Forward), noise(1, 1, 5, 6))[0]), before, 1e-6)
}

func TestGradientReachesEveryParameter(t *testing.T) {
	b := nn.NewBuilder(1)
	m := attention.NewMultiHead(b, 6, 8, 8, 0.5, 4, true)
	var names []string
	out, err := nn.EvalTraining(backendtest.Open(), b, func(in []*Node) []*Node {
		var params []*Node
		for v := range nn.Parameters(b.Store()) {
			names, params = append(names, v.Path()), append(params, v.NodeValue(in[0]))
		}
		return Gradient(ReduceAllSum(Square(m.Forward(in[0]))), params...)
	}, noise(1, 2, 5, 6))
	if err != nil {
		t.Fatal(err)
	}
	for i, g := range out {
		if largest := slices.Max(flat(g)); largest == slices.Min(flat(g)) || math.IsNaN(float64(largest)) {
			t.Errorf("%s: all gradients are %v", names[i], largest)
		}
	}
	if len(out) != 8 {
		t.Errorf("%d parameters, want 8", len(out))
	}
}

func TestCausalRefusesAnInputOfTwoAxes(t *testing.T) {
	ones := [][]float32{{1, 1, 1, 1, 1, 1, 1, 1}}
	b := nn.NewBuilder(123)
	causal := attention.NewCausal(b, 3, 2, 6, 0, false)
	for _, run := range []func() (*tensors.Tensor, error){
		func() (*tensors.Tensor, error) { return nn.Eval1(backendtest.Open(), b, causal.Forward, ones) },
		func() (*tensors.Tensor, error) { return nn.EvalTraining1(backendtest.Open(), b, causal.Forward, ones) },
	} {
		if _, err := run(); err == nil {
			t.Error("a causal module has taken an input of two axes")
		}
	}
}
