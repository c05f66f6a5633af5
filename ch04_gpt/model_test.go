package gpt_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/shared/nn"
)

// The book's modules register their parameters in this order, and a state dict lists them so.
func TestParametersAreTheBooksStateDict(t *testing.T) {
	for _, bias := range []bool{false, true} {
		cfg := tiny()
		cfg.QKVBias = bias
		m := newModel(t, 1, cfg)
		e := cfg.EmbDim
		want := []string{fmt.Sprintf("tok_emb.weight [%d %d]", cfg.VocabSize, e),
			fmt.Sprintf("pos_emb.weight [%d %d]", cfg.ContextLength, e)}
		for i := range cfg.NumLayers {
			block := fmt.Sprintf("trf_blocks.%d.", i)
			for _, l := range []string{"W_query", "W_key", "W_value"} {
				want = append(want, fmt.Sprintf("%satt.%s.weight [%d %d]", block, l, e, e))
				if bias {
					want = append(want, fmt.Sprintf("%satt.%s.bias [%d]", block, l, e))
				}
			}
			for _, s := range []string{
				fmt.Sprintf("att.out_proj.weight [%d %d]", e, e), fmt.Sprintf("att.out_proj.bias [%d]", e),
				fmt.Sprintf("ff.layers.0.weight [%d %d]", 4*e, e), fmt.Sprintf("ff.layers.0.bias [%d]", 4*e),
				fmt.Sprintf("ff.layers.2.weight [%d %d]", e, 4*e), fmt.Sprintf("ff.layers.2.bias [%d]", e),
				fmt.Sprintf("norm1.scale [%d]", e), fmt.Sprintf("norm1.shift [%d]", e),
				fmt.Sprintf("norm2.scale [%d]", e), fmt.Sprintf("norm2.shift [%d]", e),
			} {
				want = append(want, block+s)
			}
		}
		want = append(want, fmt.Sprintf("final_norm.scale [%d]", e), fmt.Sprintf("final_norm.shift [%d]", e),
			fmt.Sprintf("out_head.weight [%d %d]", cfg.VocabSize, e))
		var got []string
		for v := range nn.Parameters(m.Store()) {
			got = append(got, fmt.Sprintf("%s %v", nn.StateName(v.Path()), v.Shape().Dimensions))
		}
		if !slices.Equal(got, want) {
			t.Errorf("bias %v:\n%s\nwant\n%s", bias, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
}

func TestLinearsVisitsEveryLinearLayer(t *testing.T) {
	m := newModel(t, 1, tiny())
	var got []string
	m.Linears(func(name string, layer *nn.Layer) {
		got = append(got, name)
		if path := nn.StateName((*layer).(*nn.Linear).Weight.Path()); path != name+".weight" {
			t.Errorf("%s has the weight %s", name, path)
		}
	})
	var want []string
	for v := range nn.Parameters(m.Store()) {
		name, isWeight := strings.CutSuffix(nn.StateName(v.Path()), ".weight")
		if isWeight && !strings.HasSuffix(name, "_emb") {
			want = append(want, name)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("visited %v, want %v", got, want)
	}
}

func TestSameSeedSameModel(t *testing.T) {
	cfg := tiny()
	ids := must[*tensors.Tensor](t)(nn.IDs(text(1, 2, 9, cfg.VocabSize), cfg.VocabSize))
	var values, logits [3][]float32
	for i, seed := range []int64{7, 7, 8} {
		m := newModel(t, seed, cfg)
		for v := range nn.Parameters(m.Store()) {
			values[i] = append(values[i], flat(v.MustValue())...)
		}
		f := must[*nn.Func](t)(nn.NewTrainingFunc(testBackend(), m.Builder, one(m.Forward)))
		for range 2 { // two steps, each with its masks
			logits[i] = append(logits[i], flat(must[*tensors.Tensor](t)(f.Call1(ids)))...)
		}
		f.Finalize()
	}
	if !slices.Equal(values[0], values[1]) || !slices.Equal(logits[0], logits[1]) {
		t.Error("one seed, two models")
	}
	if slices.Equal(values[0], values[2]) || slices.Equal(logits[0], logits[2]) {
		t.Error("two seeds, one model")
	}
	if half := len(logits[0]) / 2; slices.Equal(logits[0][:half], logits[0][half:]) {
		t.Error("two training steps drop the same values")
	}
}

// The three dropout rates of exercise 4.3 draw nothing at construction: the model is the same.
func TestDropRatesDoNotChangeInitialParameters(t *testing.T) {
	cfg := tiny()
	a := newModel(t, 7, cfg)
	cfg.DropRates = &gpt.DropRates{Embedding: 0.1, Attention: 0.2, Shortcut: 0.3}
	b := newModel(t, 7, cfg)
	ids := text(1, 1, 9, cfg.VocabSize)
	x := must[*tensors.Tensor](t)(newPredictor(t, a).Logits(ids))
	y := must[*tensors.Tensor](t)(newPredictor(t, b).Logits(ids))
	wantNear(t, "logits in evaluation mode", flat(x), flat(y), 0)
}

// Changing one token leaves the logits of all tokens before it as they were, to the bit.
func TestModelDoesNotSeeTheFuture(t *testing.T) {
	cfg := tiny()
	p := newPredictor(t, newModel(t, 1, cfg))
	const seq = 10
	ids := text(3, 1, seq, cfg.VocabSize)
	before := flat(must[*tensors.Tensor](t)(p.Logits(ids)))
	for j := range seq {
		changed := [][]int{slices.Clone(ids[0])}
		changed[0][j] = (changed[0][j] + 1) % cfg.VocabSize
		after := flat(must[*tensors.Tensor](t)(p.Logits(changed)))
		for i := range seq {
			a, z := i*cfg.VocabSize, (i+1)*cfg.VocabSize
			if same := slices.Equal(before[a:z], after[a:z]); same != (i < j) {
				t.Errorf("token %d changed; logits of token %d the same: %v", j, i, same)
			}
		}
	}
}

func TestPositionsMatter(t *testing.T) {
	cfg := tiny()
	p := newPredictor(t, newModel(t, 1, cfg))
	logits := flat(must[*tensors.Tensor](t)(p.Logits([][]int{{5, 5}})))
	if slices.Equal(logits[:cfg.VocabSize], logits[cfg.VocabSize:]) {
		t.Error("one token at two places has the same logits")
	}
}

func TestForwardRefusesTextBeyondTheContext(t *testing.T) {
	cfg := tiny()
	m := newModel(t, 1, cfg)
	b := nn.NewBuilder(1)
	dummy := must[*gpt.DummyModel](t)(gpt.NewDummyModel(b, cfg))
	ids := must[*tensors.Tensor](t)(nn.IDs(text(1, 1, cfg.ContextLength+1, cfg.VocabSize), cfg.VocabSize))
	_, err := nn.Eval(testBackend(), m.Store(), one(m.Forward), ids)
	_, dummyErr := nn.Eval(testBackend(), b.Store(), one(dummy.Forward), ids)
	for _, err := range []error{err, dummyErr} {
		if err == nil || !strings.Contains(err.Error(), "25 tokens") ||
			!strings.Contains(err.Error(), "context length of 24") {
			t.Errorf("error %v", err)
		}
	}
}

// One builder, one model: a second one would share the first one's parameters.
func TestASecondModelNeedsItsOwnBuilder(t *testing.T) {
	b := nn.NewBuilder(1)
	must[*gpt.Model](t)(gpt.NewModel(b, tiny()))
	defer func() {
		if r := recover(); r == nil || !strings.Contains(fmt.Sprint(r), "tok_emb/weight") {
			t.Errorf("a second model on one builder: %v", r)
		}
	}()
	_, _ = gpt.NewModel(b, tiny())
}

// gradients are those of the mean squared logits, by state-dict name.
func gradients(t *testing.T, m *gpt.Model) map[string][]float32 {
	t.Helper()
	cfg := m.Config
	ids := must[*tensors.Tensor](t)(nn.IDs(text(5, 4, cfg.ContextLength, cfg.VocabSize), cfg.VocabSize))
	var names []string
	out, err := nn.EvalTraining(testBackend(), m.Builder, func(in []*Node) []*Node {
		loss := ReduceAllMean(Square(m.Forward(in[0])))
		var params []*Node
		for v := range nn.Parameters(m.Store()) {
			if v.Trainable {
				names, params = append(names, nn.StateName(v.Path())), append(params, v.NodeValue(loss))
			}
		}
		return Gradient(loss, params...)
	}, ids)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string][]float32{}
	for i, g := range out {
		all[names[i]] = flat(g)
	}
	return all
}

func TestGradientReachesEveryParameter(t *testing.T) {
	m := newModel(t, 1, tiny())
	all := gradients(t, m)
	n := 0
	for v := range nn.Parameters(m.Store()) {
		n++
		g, ok := all[nn.StateName(v.Path())]
		if !ok || slices.Max(g) == slices.Min(g) ||
			slices.ContainsFunc(g, func(x float32) bool { return math.IsNaN(float64(x)) }) {
			t.Errorf("%s: no gradient, or one number for all", v.Path())
		}
	}
	if len(all) != n {
		t.Errorf("%d gradients for %d parameters", len(all), n)
	}
}

// The gradient that GoMLX works out for training leaves frozen parameters out.
func TestFrozenParametersGetNoGradient(t *testing.T) {
	m := newModel(t, 1, tiny())
	frozen := map[string]bool{}
	for v := range nn.Parameters(m.Store()) {
		if strings.HasPrefix(v.Path(), "/trf_blocks/0/") || strings.HasPrefix(v.Path(), "/tok_emb/") {
			v.SetTrainable(false)
			frozen[v.Path()] = true
		}
	}
	ids := must[*tensors.Tensor](t)(nn.IDs(text(5, 2, 8, 50), 50))
	count := 0
	_, err := nn.EvalTraining(testBackend(), m.Builder, func(in []*Node) []*Node {
		loss := ReduceAllMean(Square(m.Forward(in[0])))
		grads := m.Builder.Scope.BuildTrainableVariablesGradientsGraph(loss)
		count = len(grads)
		return grads
	}, ids)
	if err != nil {
		t.Fatal(err)
	}
	want := 0
	for v := range nn.Parameters(m.Store()) {
		if !frozen[v.Path()] {
			want++
		}
	}
	if count != want || len(frozen) == 0 {
		t.Errorf("%d gradients, want %d of parameters that are not frozen; masks must have none", count, want)
	}
	total, trainable := nn.NumParameters(m.Store())
	if total != m.Config.Count().Total || trainable >= total {
		t.Errorf("NumParameters = %d, %d", total, trainable)
	}
}

// A few steps against the gradient bring the loss down: forward and backward belong to one function.
func TestGradientPointsUphill(t *testing.T) {
	cfg := tiny()
	cfg.DropRate = 0
	m := newModel(t, 1, cfg)
	loss := func() float64 {
		ids := must[*tensors.Tensor](t)(nn.IDs(text(5, 4, cfg.ContextLength, cfg.VocabSize), cfg.VocabSize))
		out := eval(m.Builder, func(in []*Node) []*Node { return []*Node{ReduceAllMean(Square(m.Forward(in[0])))} },
			ids)
		return float64(tensors.ToScalar[float32](out[0]))
	}
	before := loss()
	slope := 0.0 // squared length of the gradient
	const step = 1e-3
	for name, g := range gradients(t, m) {
		v := m.Store().GetVariable(nn.VariablePath(name))
		values := flat(v.MustValue())
		for i := range values {
			values[i] -= step * g[i]
			slope += float64(g[i]) * float64(g[i])
		}
		if err := v.SetValue(tensors.FromFlatDataAndDimensions(values, v.Shape().Dimensions...)); err != nil {
			t.Fatal(err)
		}
	}
	if fall := before - loss(); math.Abs(fall/(step*slope)-1) > 0.05 {
		t.Errorf("the loss fell by %v, the gradient promised %v", fall, step*slope)
	}
}
