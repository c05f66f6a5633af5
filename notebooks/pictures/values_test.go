package pictures

import (
	"math"
	"testing"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch03_attention"
	lesson "llmfromscratch/notebooks/ch03"
	"llmfromscratch/shared/backend/backendtest"
	"llmfromscratch/shared/nn"
)

// near compares rows of numbers with a tensor's.
func near(t *testing.T, what string, got [][]float32, want *tensors.Tensor) {
	t.Helper()
	values, err := tensors.CopyFlatData[float32](want)
	if err != nil {
		t.Fatal(err)
	}
	var flat []float32
	for _, row := range got {
		flat = append(flat, row...)
	}
	if len(flat) != len(values) {
		t.Fatalf("%s: %d values, want %d", what, len(flat), len(values))
	}
	for i := range flat {
		if !(math.Abs(float64(flat[i]-values[i])) < 1e-6) {
			t.Errorf("%s: value %d is %v, want %v", what, i, flat[i], values[i])
		}
	}
}

func TestJourneyIsTheChaptersAttention(t *testing.T) {
	_, inputs := lesson.Sentence()
	out, err := graph.CallOnceN(backendtest.Open(), func(x *graph.Node) []*graph.Node {
		context, weights := attention.Simple(x)
		return []*graph.Node{graph.Slice(context, graph.AxisElem(1)), graph.Slice(weights, graph.AxisElem(1))}
	}, inputs)
	if err != nil {
		t.Fatal(err)
	}
	_, weights, context := journeyAttention()
	near(t, "context", [][]float32{context}, out[0])
	near(t, "weights", [][]float32{weights}, out[1])
}

func TestCausalMaskIsTheChapters(t *testing.T) {
	_, inputs := lesson.Sentence()
	plain, masked, weights, err := causalSteps(789)
	if err != nil {
		t.Fatal(err)
	}
	b := nn.NewBuilder(789)
	a := attention.NewSelfAttentionV2(b, 3, 2, false)
	out, err := nn.Eval(backendtest.Open(), b.Store(), func(in []*graph.Node) []*graph.Node {
		return []*graph.Node{a.Scores(in[0]), lesson.CausalWeights(a, in[0])}
	}, inputs)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "scores", plain, out[0])
	near(t, "weights", weights, out[1])
	for i, row := range masked {
		for j, v := range row {
			if hidden := math.IsInf(float64(v), -1); hidden != (j > i) {
				t.Errorf("query %d, key %d: %v", i, j, v)
			}
		}
	}
}

func TestProductsAreTheChaptersProjections(t *testing.T) {
	_, inputs := lesson.Sentence()
	b := nn.NewBuilder(123)
	a := attention.NewSelfAttentionV1(b, 3, 2)
	out, err := nn.Eval(backendtest.Open(), b.Store(), func(in []*graph.Node) []*graph.Node {
		queries, keys, _ := lesson.Project(a, in[0])
		return []*graph.Node{queries, attention.DotScores(queries, keys)}
	}, inputs)
	if err != nil {
		t.Fatal(err)
	}
	var projected [2][][]float32
	for i, v := range []*model.Variable{a.WQuery, a.WKey} {
		w, err := matrix(v)
		if err != nil {
			t.Fatal(err)
		}
		projected[i] = product(inputs, w)
	}
	near(t, "queries", projected[0], out[0])
	near(t, "scores", scores(projected[0], projected[1]), out[1])
}

func TestPlacesAddTheChaptersEmbeddings(t *testing.T) {
	words := text.Words("the fox saw the fox")
	vocab := text.NewVocabulary(words)
	b := nn.NewBuilder(123)
	e := text.NewInputEmbedding(b, vocab.Len(), len(words), 3)
	ids := make([]int, len(words))
	for i, w := range words {
		ids[i], _ = vocab.ID(w)
	}
	in, err := nn.IDs([][]int{ids}, vocab.Len())
	if err != nil {
		t.Fatal(err)
	}
	out, err := nn.Eval1(backendtest.Open(), b, e.Forward, in)
	if err != nil {
		t.Fatal(err)
	}
	sums, err := placeSums(e, ids)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "sums", sums, out)
}

func TestALiBiIsTheChapters(t *testing.T) {
	const n = 5
	bias, err := alibi(n)
	if err != nil {
		t.Fatal(err)
	}
	b := nn.NewBuilder(0)
	r := text.NewALiBi(b, 2, n-1)
	out, err := nn.Eval1(backendtest.Open(), b, func(x *graph.Node) *graph.Node {
		return graph.Slice(r.Forward(x.Graph(), n), graph.AxisElem(0))
	}, []float32{0})
	if err != nil {
		t.Fatal(err)
	}
	near(t, "bias", bias, out)
}

// Every word of the map is nearer to all words of its kind than to any other.
func TestWordsOfAKindLieTogether(t *testing.T) {
	var words []string
	for _, kind := range mapped {
		words = append(words, kind...)
	}
	points := flatten(wordVectors(words, mapStories, mapWidth))
	kind := len(mapped[0])
	for i := range words {
		farthest, nearest := 0.0, math.Inf(1)
		for j := range words {
			away := math.Hypot(points[i].X-points[j].X, points[i].Y-points[j].Y)
			if i/kind == j/kind {
				farthest = max(farthest, away)
			} else {
				nearest = min(nearest, away)
			}
		}
		if farthest >= nearest {
			t.Errorf("%s: %.3f to its own kind, %.3f to another", words[i], farthest, nearest)
		}
	}
}

func TestPrincipalIsTheDirectionOfTheLargestStretch(t *testing.T) {
	got := principal([][]float32{{4, 0}, {0, 1}})
	if math.Abs(math.Abs(float64(got[0]))-2) > 1e-5 || math.Abs(float64(got[1])) > 1e-5 {
		t.Errorf("%v, want (2, 0) or (-2, 0)", got)
	}
}
