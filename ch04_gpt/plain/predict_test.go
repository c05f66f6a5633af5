package plain_test

import (
	"errors"
	"fmt"
	"math"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gomlx/gomlx/core/tensors"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch03_attention"
	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch04_gpt/plain"
	"llmfromscratch/shared/backend/backendtest"
	"llmfromscratch/shared/nn"
	"llmfromscratch/shared/torchrand"
)

// tiny is a GPT model that a test runs in a moment.
func tiny() gpt.Config {
	return gpt.Config{VocabSize: 50, ContextLength: 24, EmbDim: 16, NumHeads: 4, NumLayers: 2, DropRate: 0.1,
		QKVBias: true}
}

// configs are models of all kinds: widths that vectors can take and others, one head to twelve, with biases and
// without.
func configs() []gpt.Config {
	small := func(embed, heads, layers int, bias bool) gpt.Config {
		return gpt.Config{VocabSize: 61, ContextLength: 20, EmbDim: embed, NumHeads: heads, NumLayers: layers,
			QKVBias: bias}
	}
	return []gpt.Config{tiny(), small(24, 1, 1, false), small(24, 2, 2, true), small(20, 5, 1, true),
		small(64, 2, 3, false), small(96, 12, 2, true), small(192, 3, 1, false), small(10, 1, 2, false)}
}

func newModel(t testing.TB, seed int64, cfg gpt.Config) *gpt.Model {
	t.Helper()
	m, err := gpt.NewModel(nn.NewBuilder(seed), cfg)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// tied gives a model the token embedding as its head, as GPT-2 has it.
func tied(t testing.TB, m *gpt.Model) {
	t.Helper()
	if err := m.OutHead.(*nn.Linear).Weight.SetValue(m.Embedding.Token.Weight.MustValue()); err != nil {
		t.Fatal(err)
	}
}

func newGraph(t testing.TB, m *gpt.Model) *gpt.Predictor {
	t.Helper()
	p, err := gpt.NewPredictor(backendtest.Open(), m)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Finalize)
	return p
}

func newPlain(t testing.TB, m *gpt.Model) *plain.Predictor {
	t.Helper()
	return plain.NewPredictor(must[*plain.Model](t)(plain.New(m)))
}

// rows are batch rows of seq token ids.
func rows(seed int64, batch, seq, vocab int) [][]int {
	ids := make([]int64, batch*seq)
	torchrand.New(seed).Randint(ids, 0, int64(vocab))
	rows := make([][]int, batch)
	for i, id := range ids {
		rows[i/seq] = append(rows[i/seq], int(id))
	}
	return rows
}

func wantNear(t *testing.T, what string, got, want [][]float32, tolerance float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %d rows, want %d", what, len(got), len(want))
	}
	for r := range got {
		if len(got[r]) != len(want[r]) {
			t.Fatalf("%s, row %d: %d values, want %d", what, r, len(got[r]), len(want[r]))
		}
		for i := range got[r] {
			w := float64(want[r][i])
			if !(math.Abs(float64(got[r][i])-w) <= tolerance*max(1, math.Abs(w))) {
				t.Fatalf("%s, row %d: value %d is %v, want %v", what, r, i, got[r][i], want[r][i])
			}
		}
	}
}

func sameRows(a, b [][]float32) bool {
	return slices.EqualFunc(a, b, func(a, b []float32) bool { return slices.Equal(a, b) })
}

// must is the value, or the end of the test.
func must[T any](t testing.TB) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// Loops and graph give the same logits: for models of all kinds, batches and lengths up to the context.
func TestPlainEqualsTheGraph(t *testing.T) {
	for i, cfg := range configs() {
		m := newModel(t, int64(i+1), cfg)
		if i%2 == 1 {
			tied(t, m)
		}
		graph, loops := newGraph(t, m), newPlain(t, m)
		for _, batch := range []int{1, 3, 8} {
			for _, seq := range []int{1, 2, 5, 8, cfg.ContextLength} {
				ids := rows(int64(seq), batch, seq, cfg.VocabSize)
				what := fmt.Sprintf("%+v, batch %d, %d tokens", cfg, batch, seq)
				all := must[*tensors.Tensor](t)(graph.Logits(ids)).Value().([][][]float32)
				for text, got := range must[[][][]float32](t)(loops.Logits(ids)) {
					wantNear(t, what, got, all[text], 1e-5)
				}
				loops.Reset()
				next := must[[][]float32](t)(loops.NextLogits(ids))
				wantNear(t, what, next, must[[][]float32](t)(graph.NextLogits(ids)), 1e-5)
			}
		}
	}
}

// A text has the same logits, to the bit, token by token and in one pass, alone and in a batch, on one core and on
// several, past the end of the context, and after other texts.
func TestPlainTextsHaveTheSameBitsHoweverTheyCome(t *testing.T) {
	for _, cfg := range []gpt.Config{tiny(), configs()[5]} {
		m := must[*plain.Model](t)(plain.New(newModel(t, 1, cfg)))
		for _, model := range []*plain.Model{m, must[*plain.Model](t)(m.Quantize())} {
			growing, alone := plain.NewPredictor(model), plain.NewPredictor(model)
			for _, start := range []int{20, 1, 9} {
				ids := rows(int64(start), 5, cfg.ContextLength+6, cfg.VocabSize)
				for n := start; n <= len(ids[0]); n++ {
					prefix := make([][]int, len(ids))
					for i, row := range ids {
						prefix[i] = row[:n]
					}
					prefix = gpt.LastTokens(prefix, cfg.ContextLength)
					got := must[[][]float32](t)(growing.NextLogits(prefix))
					serial := func() [][]float32 {
						defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
						return must[[][]float32](t)(plain.NewPredictor(model).NextLogits(prefix))
					}()
					if !sameRows(got, serial) {
						t.Fatalf("%d tokens: on one core, in one pass, other logits", n)
					}
					for i, row := range prefix {
						if !slices.Equal(must[[][]float32](t)(alone.NextLogits([][]int{row}))[0], got[i]) {
							t.Fatalf("%d tokens, row %d: alone it has other logits", n, i)
						}
					}
				}
			}
		}
	}
}

// Keys and values that grow beyond the room there was for them stay those of their head and text, in a predictor and in
// slots.
func TestPlainKeepsTheWholePastOfALongText(t *testing.T) {
	cfg := tiny()
	cfg.ContextLength = 200
	m := must[*plain.Model](t)(plain.New(newModel(t, 1, cfg)))
	ids := rows(3, 2, cfg.ContextLength, cfg.VocabSize)
	prefix := func(n int) [][]int { return [][]int{ids[0][:n], ids[1][:n]} }
	growing, slots := plain.NewPredictor(m), plain.NewSlots(m, 2)
	for i, row := range prefix(60) {
		must[[]float32](t)(slots.Start(i, row))
	}
	for n := 61; n <= cfg.ContextLength; n++ {
		want := must[[][]float32](t)(plain.NewPredictor(m).NextLogits(prefix(n)))
		if !sameRows(must[[][]float32](t)(growing.NextLogits(prefix(n))), want) {
			t.Fatalf("%d tokens: a predictor has other logits than in one pass", n)
		}
		next := []int{ids[0][n-1], ids[1][n-1]}
		if !sameRows(must[[][]float32](t)(slots.Step([]int{0, 1}, next)), want) {
			t.Fatalf("%d tokens: slots have other logits than in one pass", n)
		}
	}
}

// What a text does not have in common with the last one is computed anew, wherever they part.
func TestPlainNoticesAnotherText(t *testing.T) {
	cfg := tiny()
	m := must[*plain.Model](t)(plain.New(newModel(t, 1, cfg)))
	p := plain.NewPredictor(m)
	for i, ids := range [][][]int{
		{{1, 2, 3}, {4, 5, 6}},
		{{1, 2, 3, 7}, {4, 5, 6, 8}},             // one token more
		{{1, 2, 3, 7, 9}, {4, 5, 0, 8, 9}},       // the second row is another text
		{{1, 2, 3, 7, 9}, {4, 5, 0, 8, 9}},       // the same once more
		{{1, 2, 3, 7}, {4, 5, 0, 8}},             // one token less
		{{1, 2, 3, 7, 1, 1}, {4, 5, 0, 8, 2, 2}}, // two more
		{{4, 5, 0, 8, 2, 2, 1}, {1, 2, 3, 7, 1, 1, 2}},
		{{4, 5, 0}}, // another batch
		{{4, 5, 0, 1}},
	} {
		want := must[[][]float32](t)(plain.NewPredictor(m).NextLogits(ids))
		if !sameRows(must[[][]float32](t)(p.NextLogits(ids)), want) {
			t.Errorf("text %d: other logits than a new predictor's", i)
		}
	}
	ids := [][]int{{1, 2, 3}}
	must[[][]float32](t)(p.NextLogits(ids))
	ids[0][0] = 9 // the caller may change its rows after the call
	ids = [][]int{{9, 2, 3, 4}}
	if !sameRows(must[[][]float32](t)(p.NextLogits(ids)), must[[][]float32](t)(plain.NewPredictor(m).NextLogits(ids))) {
		t.Error("the predictor compares with the caller's rows")
	}
}

// Greedy text is that of the graph, past the end of the context as well.
func TestPlainWritesTheGraphsText(t *testing.T) {
	cfg := tiny()
	m := newModel(t, 1, cfg)
	for _, contextSize := range []int{cfg.ContextLength, 7} {
		start := rows(2, 2, 4, cfg.VocabSize)
		want := must[[][]int](t)(gpt.GenerateSimple(t.Context(), newGraph(t, m), start, 30, contextSize))
		got := must[[][]int](t)(gpt.GenerateSimple(t.Context(), newPlain(t, m), start, 30, contextSize))
		if !slices.EqualFunc(got, want, func(a, b []int) bool { return slices.Equal(a, b) }) {
			t.Errorf("context size %d: %v, the graph %v", contextSize, got, want)
		}
	}
}

// What the graph refuses, the loops refuse with the same words.
func TestPlainRefusesWhatTheGraphRefuses(t *testing.T) {
	cfg := tiny()
	m := newModel(t, 1, cfg)
	graph, loops := newGraph(t, m), newPlain(t, m)
	for _, ids := range [][][]int{nil, {{}}, {{1, 2}, {3}}, {{cfg.VocabSize}}, {{-1}}, rows(1, 1, 25, 50)} {
		_, want := graph.NextLogits(ids)
		_, got := loops.NextLogits(ids)
		if _, all := loops.Logits(ids); got == nil || all == nil || got.Error() != want.Error() {
			t.Errorf("%v: error %v, want %v", ids, got, want)
		}
	}
	var long *text.ContextLengthError
	if _, err := loops.NextLogits(rows(1, 1, 25, 50)); !errors.As(err, &long) {
		t.Errorf("error %v", err)
	}
}

func TestPlainRefusesModelsThatAreNoPlainGPT(t *testing.T) {
	adapted := newModel(t, 1, tiny())
	adapted.Blocks[1].FF.Expand = adapter{adapted.Blocks[1].FF.Expand}
	ahead := newModel(t, 1, tiny())
	ahead.Blocks[0].Att = attention.Bidirectional{MultiHead: ahead.Blocks[0].Att.(*attention.MultiHead)}
	for want, m := range map[string]*gpt.Model{
		"trf_blocks.1.ff.layers.0 is plain_test.adapter": adapted,
		"trf_blocks.0.att is attention.Bidirectional":    ahead,
	} {
		if _, err := plain.New(m); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %q", err, want)
		}
	}
}

// adapter stands around a layer.
type adapter struct{ nn.Layer }

// A predictor leaves no goroutine behind.
func TestPlainLeavesNoGoroutineBehind(t *testing.T) {
	p := newPlain(t, newModel(t, 1, configs()[6]))
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(4))
	before := runtime.NumGoroutine()
	for n := range 20 {
		must[[][]float32](t)(p.NextLogits(rows(1, 8, n+1, 61)))
	}
	for range 5000 { // a helper may wait for a processor to end on
		if runtime.NumGoroutine() <= before {
			return
		}
		time.Sleep(time.Millisecond)
	}
	t.Errorf("%d goroutines, %d before", runtime.NumGoroutine(), before)
}
