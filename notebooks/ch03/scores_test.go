package lesson_test

import (
	"fmt"
	"testing"

	"github.com/gomlx/gomlx/core/graph"

	"llmfromscratch/ch03_attention"
	"llmfromscratch/notebooks/ch03"
	"llmfromscratch/shared/backend/backendtest"
	"llmfromscratch/shared/book"
	"llmfromscratch/shared/nn"
)

// What journey looks at, by scores that are divided by their sum (section 3.3.1).
func ExampleWeigh() {
	_, x := lesson.Sentence()
	w, err := lesson.Weigh(backendtest.Open(), attention.NormalizeBySum, lesson.Scores(x, 1))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.4f, together %.4f\n", w.Weights.Value(), w.Sum.Value())
	// Output: [0.1455 0.2278 0.2249 0.1285 0.1077 0.1656], together 1.0000
}

func TestCausalWeightsAreTheBooks(t *testing.T) {
	_, x := lesson.Sentence()
	b := nn.NewBuilder(789)
	sa := attention.NewSelfAttentionV2(b, 3, 2, false)
	weights, err := nn.Eval1(backendtest.Open(), b, func(x *graph.Node) *graph.Node { return lesson.CausalWeights(sa, x) }, x)
	if err != nil {
		t.Fatal(err)
	}
	if v := book.Check("ch03.causal.weights", weights); !v.OK {
		t.Error(v)
	}
}

func TestSetTransposedMakesBothFormsTheSame(t *testing.T) {
	_, x := lesson.Sentence()
	b := nn.NewBuilder(123)
	v1, v2 := attention.NewSelfAttentionV1(b.In("v1"), 3, 2), attention.NewSelfAttentionV2(b.In("v2"), 3, 2, false)
	if err := lesson.SetTransposed(v1, v2); err != nil {
		t.Fatal(err)
	}
	out := eval(b, func(in []*graph.Node) []*graph.Node {
		queries, keys, values := lesson.Project(v1, in[0])
		step := attention.ContextVectors(attention.ScaledWeights(attention.DotScores(queries, keys), 2), values)
		return []*graph.Node{v1.Forward(in[0]), v2.Forward(in[0]), step}
	}, x)
	wantNear(t, "V1", flat(out[0]), flat(out[1]), 1e-6)
	wantNear(t, "step by step", flat(out[2]), flat(out[1]), 1e-6)
}
