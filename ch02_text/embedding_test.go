package text_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"llmfromscratch/ch02_text"
	"llmfromscratch/shared/backend/backendtest"
	"llmfromscratch/shared/nn"
)

// eval runs graph code with one output on ids [batch, seq] of a vocabulary.
func eval(t *testing.T, store *model.Store, rows [][]int, vocab int,
	fn func(ids *graph.Node) *graph.Node) *tensors.Tensor {
	t.Helper()
	ids, err := nn.IDs(rows, vocab)
	if err != nil {
		t.Fatal(err)
	}
	out, err := nn.Eval(backendtest.Open(), store,
		func(in []*graph.Node) []*graph.Node { return []*graph.Node{fn(in[0])} }, ids)
	if err != nil {
		t.Fatal(err)
	}
	return out[0]
}

func floats(t *testing.T, x *tensors.Tensor) []float32 {
	t.Helper()
	flat, err := tensors.CopyFlatData[float32](x)
	if err != nil {
		t.Fatal(err)
	}
	return flat
}

func TestEmbeddingIsARowOfTheTable(t *testing.T) {
	b := nn.NewBuilder(123)
	emb := nn.NewEmbedding(b, 6, 3)
	weight, err := emb.Weight.Value()
	if err != nil {
		t.Fatal(err)
	}
	check(t, "ch02.emb.weight", weight)
	for id, ids := range map[string][]int{"ch02.emb.lookup3": {3}, "ch02.emb.lookup": {2, 3, 5, 1}} {
		check(t, id, eval(t, b.Store(), [][]int{ids}, 6, func(ids *graph.Node) *graph.Node {
			return emb.Forward(graph.Squeeze(ids, 0)) // [seq] -> [seq, embed]
		}))
	}
}

func TestInputEmbeddingsOfTheVerdict(t *testing.T) {
	// The random numbers go on from the small embedding of section 2.7 to the tables of section 2.8, and the loader
	// draws its base seed in between.
	story := verdict(t)
	b := nn.NewBuilder(123)
	nn.NewEmbedding(b.In("embedding_layer"), 6, 3)
	token := nn.NewEmbedding(b.In("tok_emb"), 50257, 256)
	loader, err := text.CreateDataLoader(story, text.LoaderOptions{BatchSize: 8, MaxLength: 4, Stride: 4}, b.RNG)
	if err != nil {
		t.Fatal(err)
	}
	batch := batches(t, loader, 1)[0]
	emb := &text.InputEmbedding{Token: token, Position: nn.NewEmbedding(b.In("pos_emb"), 4, 256)}

	check(t, "ch02.emb.token", eval(t, b.Store(), batch.Inputs, 50257, emb.Token.Forward))
	check(t, "ch02.emb.pos", eval(t, b.Store(), batch.Inputs, 50257, func(ids *graph.Node) *graph.Node {
		return emb.Positions(ids.Graph(), ids.Shape().Dim(1))
	}))
	sum := eval(t, b.Store(), batch.Inputs, 50257, emb.Forward)
	check(t, "ch02.emb.input", sum)
	check(t, "ch02.loader_nb.shape", sum.Shape().Dimensions)
}

func TestPositionsAreAddedToEveryRow(t *testing.T) {
	b := nn.NewBuilder(5)
	emb := text.NewInputEmbedding(b, 7, 4, 3)
	rows := [][]int{{1, 2, 6}, {6, 1, 1}}
	got := floats(t, eval(t, b.Store(), rows, 7, emb.Forward))
	tokens, err := emb.Token.Weight.Value()
	if err != nil {
		t.Fatal(err)
	}
	positions, err := emb.Position.Weight.Value()
	if err != nil {
		t.Fatal(err)
	}
	tok, pos := floats(t, tokens), floats(t, positions)
	var want []float32
	for _, row := range rows {
		for p, id := range row {
			for k := range 3 {
				want = append(want, tok[3*id+k]+pos[3*p+k])
			}
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestInputEmbeddingHasTheBooksNames(t *testing.T) {
	b := nn.NewBuilder(1)
	text.NewInputEmbedding(b, 7, 4, 3)
	var names []string
	for v := range nn.Parameters(b.Store()) {
		names = append(names, nn.StateName(v.Path()))
	}
	if want := []string{"tok_emb.weight", "pos_emb.weight"}; !slices.Equal(names, want) {
		t.Errorf("%q, want %q", names, want)
	}
}

func TestContextLongerThanThePositionTableIsAnError(t *testing.T) {
	b := nn.NewBuilder(1)
	emb := text.NewInputEmbedding(b, 7, 4, 3)
	ids, err := nn.IDs([][]int{{1, 2, 3, 4, 5}}, 7)
	if err != nil {
		t.Fatal(err)
	}
	_, err = nn.Eval(backendtest.Open(), b.Store(), func(in []*graph.Node) []*graph.Node {
		return []*graph.Node{emb.Forward(in[0])}
	}, ids)
	want := &text.ContextLengthError{Tokens: 5, Longest: 4}
	if err == nil || err.Error() != want.Error() || !strings.Contains(err.Error(), "5 tokens") ||
		!strings.Contains(err.Error(), "length of 4") {
		t.Errorf("error %v, want one that says 5 and 4", err)
	}
	defer func() {
		if got, ok := recover().(*text.ContextLengthError); !ok || *got != *want {
			t.Errorf("panic with %v, want %v", got, want)
		}
	}()
	emb.Positions(nil, 5)
}

func TestOnlyUsedPositionsGetAGradient(t *testing.T) {
	b := nn.NewBuilder(1)
	emb := text.NewInputEmbedding(b, 7, 4, 2)
	grad := floats(t, eval(t, b.Store(), [][]int{{3, 3}, {1, 2}}, 7, func(ids *graph.Node) *graph.Node {
		loss := graph.ReduceAllSum(emb.Forward(ids))
		return graph.Gradient(loss, emb.Position.Weight.NodeValue(ids))[0]
	}))
	if want := []float32{2, 2, 2, 2, 0, 0, 0, 0}; !slices.Equal(grad, want) {
		t.Errorf("gradient %v, want %v", grad, want)
	}
}

// relative runs a RelativeBias for a window of seq tokens.
func relative(t *testing.T, store *model.Store, r *text.RelativeBias, seq int) [][][]float32 {
	t.Helper()
	out, err := nn.Eval(backendtest.Open(), store, func(in []*graph.Node) []*graph.Node {
		return []*graph.Node{r.Forward(in[0].Graph(), seq)}
	}, int64(0))
	if err != nil {
		t.Fatal(err)
	}
	if out[0].DType() != dtypes.Float32 {
		t.Fatalf("bias of %s", out[0].DType())
	}
	return out[0].Value().([][][]float32)
}

func TestRelativeBiasDependsOnTheDistanceAlone(t *testing.T) {
	b := nn.NewBuilder(3)
	r := text.NewRelativeBias(b, 2, 3)
	table, err := r.Table.Weight.Value()
	if err != nil {
		t.Fatal(err)
	}
	numbers := floats(t, table) // [7, 2]
	for _, seq := range []int{1, 2, 4, 9} {
		bias := relative(t, b.Store(), r, seq)
		if len(bias) != 2 || len(bias[0]) != seq || len(bias[0][0]) != seq {
			t.Fatalf("%d heads, %d queries, %d keys, want 2, %d, %d", len(bias), len(bias[0]), len(bias[0][0]), seq,
				seq)
		}
		for h := range bias {
			for q := range seq {
				for k := range seq {
					distance := min(max(k-q, -3), 3)
					if want := numbers[2*(distance+3)+h]; bias[h][q][k] != want {
						t.Errorf("seq %d, head %d, query %d, key %d: %v, want that of distance %d, %v", seq, h, q, k,
							bias[h][q][k], distance, want)
					}
				}
			}
		}
	}
}

func TestRelativeBiasOfALongerWindowContainsThatOfAShorter(t *testing.T) {
	b := nn.NewBuilder(3)
	r := text.NewRelativeBias(b, 1, 2)
	short, long := relative(t, b.Store(), r, 3)[0], relative(t, b.Store(), r, 8)[0]
	for shift := range 6 {
		for q := range 3 {
			if !slices.Equal(short[q], long[q+shift][shift:shift+3]) {
				t.Errorf("moved by %d, query %d: %v, want %v", shift, q, long[q+shift][shift:shift+3], short[q])
			}
		}
	}
}

func TestALiBiFallsByItsSlope(t *testing.T) {
	b := nn.NewBuilder(3)
	before := b.RNG.Uint32()
	b = nn.NewBuilder(3)
	r := text.NewALiBi(b, 2, 9)
	bias := relative(t, b.Store(), r, 4)
	for h, slope := range []float32{1. / 16, 1. / 256} {
		want := []float32{-3 * slope, -2 * slope, -slope, 0}
		if got := bias[h][3]; !slices.Equal(got, want) {
			t.Errorf("head %d, last query: %v, want %v", h, got, want)
		}
	}
	if r.Table.Weight.Trainable {
		t.Error("ALiBi's slopes are trainable")
	}
	if b.RNG.Uint32() != before {
		t.Error("ALiBi has drawn random numbers")
	}
}

func TestRelativeBiasIsLearned(t *testing.T) {
	b := nn.NewBuilder(3)
	r := text.NewRelativeBias(b, 1, 1)
	out, err := nn.Eval(backendtest.Open(), b.Store(), func(in []*graph.Node) []*graph.Node {
		loss := graph.ReduceAllSum(r.Forward(in[0].Graph(), 3))
		return []*graph.Node{graph.Gradient(loss, r.Table.Weight.NodeValue(in[0]))[0]}
	}, int64(0))
	if err != nil {
		t.Fatal(err)
	}
	// Three tokens have three pairs at distance 1 or more in each direction, and three at distance 0.
	if got, want := floats(t, out[0]), []float32{3, 3, 3}; !slices.Equal(got, want) {
		t.Errorf("gradient %v, want %v", got, want)
	}
}

func TestRelativePositionsRefuse(t *testing.T) {
	for _, c := range []struct{ heads, distance int }{{0, 1}, {-1, 1}, {1, -1}} {
		for name, build := range map[string]func(*nn.Builder, int,
			int) *text.RelativeBias{"learned": text.NewRelativeBias, "ALiBi": text.NewALiBi} {
			func() {
				defer func() {
					if recover() == nil {
						t.Errorf("%s, %+v: no panic", name, c)
					}
				}()
				build(nn.NewBuilder(1), c.heads, c.distance)
			}()
		}
	}
}
