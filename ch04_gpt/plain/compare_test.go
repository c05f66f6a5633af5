package plain_test

import (
	"context"
	"errors"
	"math"
	"slices"
	"testing"

	"github.com/gomlx/gomlx/core/tensors"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch04_gpt/plain"
	"llmfromscratch/shared/nn"
)

// The loss that Compare works out is the cross-entropy of the graph's logits.
func TestCompareGivesTheCrossEntropy(t *testing.T) {
	cfg := tiny()
	m := newModel(t, 1, cfg)
	p := must[*plain.Model](t)(plain.New(m))
	other := must[*plain.Model](t)(plain.New(newModel(t, 2, cfg)))
	ids := rows(1, 1, 2*cfg.ContextLength+7, cfg.VocabSize)[0]
	got, err := plain.Compare(t.Context(), p, other, ids)
	if err != nil {
		t.Fatal(err)
	}
	graph := newGraph(t, m)
	var want float64
	for from := 0; from+1 < len(ids); from += cfg.ContextLength {
		piece := ids[from:min(from+cfg.ContextLength+1, len(ids))]
		logits := must[*tensors.Tensor](t)(graph.Logits([][]int{piece[:len(piece)-1]})).Value().([][][]float32)[0]
		for i, target := range piece[1:] {
			var total float64
			for _, v := range logits[i] {
				total += math.Exp(float64(v))
			}
			want += math.Log(total) - float64(logits[i][target])
		}
	}
	if want /= float64(len(ids) - 1); got.Tokens != len(ids)-1 || math.Abs(got.Loss-want) > 1e-5 {
		t.Errorf("%+v, want a loss of %v over %d tokens", got, want, len(ids)-1)
	}
	if got.Same == got.Tokens || got.OtherLoss == got.Loss {
		t.Errorf("%+v: two models agree in all", got)
	}
	same, err := plain.Compare(t.Context(), p, p, ids)
	if err != nil || same.Same != same.Tokens || same.Loss != same.OtherLoss {
		t.Errorf("a model and itself: %+v, %v", same, err)
	}
}

func TestCompareStopsAndRefuses(t *testing.T) {
	p := must[*plain.Model](t)(plain.New(newModel(t, 1, tiny())))
	stopped, stop := context.WithCancel(t.Context())
	stop()
	if _, err := plain.Compare(stopped, p, p, []int{1, 2, 3}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	larger := must[*plain.Model](t)(plain.New(newModel(t, 1, configs()[1])))
	if _, err := plain.Compare(t.Context(), p, larger, []int{1, 2, 3}); err == nil {
		t.Error("models of two kinds are compared")
	}
	if _, err := plain.Compare(t.Context(), p, p, []int{1}); err == nil {
		t.Error("one token is predicted from nothing")
	}
}

// With 8-bit weights the perplexity stays within half a percent, and nearly every most likely token is the same. The
// model is not trained, its head sharpened, so that its predictions differ from place to place as those of a trained
// one do.
func TestEightBitsPredictAsFloat32Does(t *testing.T) {
	cfg := gpt.Config{VocabSize: 300, ContextLength: 48, EmbDim: 96, NumHeads: 6, NumLayers: 4, QKVBias: true}
	m := newModel(t, 1, cfg)
	head := m.OutHead.(*nn.Linear).Weight.MustValue()
	tensors.MustMutableFlatData(head, func(w []float32) {
		for i := range w {
			w[i] *= 5
		}
	})
	exact := must[*plain.Model](t)(plain.New(m))
	rounded := must[*plain.Model](t)(exact.Quantize())
	start := rows(1, 1, 1, cfg.VocabSize)
	written := must[[][]int](t)(gpt.GenerateSimple(t.Context(), plain.NewPredictor(exact), start, 47, 48))[0]
	got := must[plain.Agreement](t)(plain.Compare(t.Context(), exact, rounded,
		slices.Concat(written, rows(2, 1, 400, cfg.VocabSize)[0])))
	change := math.Exp(got.OtherLoss-got.Loss) - 1
	if math.Abs(change) > 0.005 || float64(got.Same) < 0.98*float64(got.Tokens) {
		t.Errorf("%+v: the perplexity has changed by %.2f %%", got, 100*change)
	}
	t.Logf("%+v: the perplexity has changed by %.3f %%", got, 100*change)
}

func TestRoundingsAreThoseOfTheWeights(t *testing.T) {
	cfg := tiny()
	m := must[*plain.Model](t)(plain.New(newModel(t, 1, cfg)))
	q := must[*plain.Model](t)(m.Quantize())
	list := must[[]plain.Rounding](t)(m.Roundings(q))
	if len(list) != 2+6*cfg.NumLayers || list[0].Name != "tok_emb.weight" ||
		list[len(list)-1].Name != "out_head.weight" {
		t.Fatalf("%+v", list)
	}
	for _, r := range list {
		exact, rounded := must[[]float32](t)(m.Weights(r.Name)), must[[]float32](t)(q.Weights(r.Name))
		var differences, squares, largest float64
		for i, w := range exact {
			d := float64(w) - float64(rounded[i])
			differences, squares, largest = differences+d*d, squares+float64(w)*float64(w), max(largest, math.Abs(d))
		}
		if want := math.Sqrt(differences / squares); math.Abs(r.Relative-want) > 1e-12 || r.Largest != largest ||
			want == 0 || want > 0.01 {
			t.Errorf("%+v, want %v and %v", r, want, largest)
		}
	}
	if _, err := m.Weights("wte"); err == nil {
		t.Error("a matrix that is not there has weights")
	}
}
