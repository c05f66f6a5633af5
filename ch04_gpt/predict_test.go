package gpt_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/gomlx/gomlx/core/tensors"

	"llmfromscratch/ch03_attention"
	"llmfromscratch/ch04_gpt"
	"llmfromscratch/shared/nn"
)

// The logits of the next token are those of the last position, whatever length the text was padded to.
func TestPaddingDoesNotChangeLogits(t *testing.T) {
	cfg := tiny()
	p := newPredictor(t, newModel(t, 1, cfg))
	for _, batch := range []int{1, 3} {
		for seq := 1; seq <= cfg.ContextLength; seq++ {
			ids := text(int64(seq), batch, seq, cfg.VocabSize)
			all := must[*tensors.Tensor](t)(p.Logits(ids)).Value().([][][]float32)
			next := must[[][]float32](t)(p.NextLogits(ids))
			for row := range batch {
				wantNear(t, fmt.Sprintf("batch %d, %d tokens, row %d", batch, seq, row), next[row], all[row][seq-1],
					1e-5)
			}
		}
	}
}

// Attention that looks ahead would see padding, so there must be none.
func TestPaddingStaysAwayFromBidirectionalAttention(t *testing.T) {
	cfg := tiny()
	m := newModel(t, 1, cfg)
	for _, block := range m.Blocks {
		block.Att = attention.Bidirectional{MultiHead: must[*attention.MultiHead](t)(attention.Plain(block.Att))}
	}
	p := newPredictor(t, m)
	ids := text(1, 2, 5, cfg.VocabSize)
	all := must[*tensors.Tensor](t)(p.Logits(ids)).Value().([][][]float32)
	next := must[[][]float32](t)(p.NextLogits(ids))
	for row := range 2 {
		wantNear(t, fmt.Sprint("row ", row), next[row], all[row][4], 1e-5)
	}
	if _, err := newCached(t, m).NextLogits(ids); err == nil {
		t.Error("bidirectional attention has been cached")
	}
}

// With a cache and without, a text has the same next logits: for every prefix, past the end of the context, and after a
// longer text was in the cache.
func TestCachedEqualsUncached(t *testing.T) {
	for _, bias := range []bool{false, true} {
		cfg := tiny()
		cfg.QKVBias = bias
		m := newModel(t, 1, cfg)
		plain, cached := newPredictor(t, m), newCached(t, m)
		for _, batch := range []int{1, 3} {
			for _, start := range []int{20, 1, 9} { // the long text first
				ids := text(int64(start), batch, cfg.ContextLength+6, cfg.VocabSize)
				for n := start; n <= len(ids[0]); n++ {
					prefix := make([][]int, batch)
					for i, row := range ids {
						prefix[i] = row[:n]
					}
					prefix = gpt.LastTokens(prefix, cfg.ContextLength)
					want := must[[][]float32](t)(plain.NextLogits(prefix))
					got := must[[][]float32](t)(cached.NextLogits(prefix))
					for row := range batch {
						wantNear(t, fmt.Sprintf("bias %v, batch %d, from %d, %d tokens, row %d", bias, batch, start, n,
							row),
							got[row], want[row], 1e-5)
					}
				}
			}
		}
	}
}

// A text that outgrows its cache moves to a larger one, up to the context length, and a short text begins in the
// smallest again.
func TestCacheGrowsWithTheText(t *testing.T) {
	cfg := tiny()
	cfg.ContextLength = 150
	m := newModel(t, 1, cfg)
	plain, cached := newPredictor(t, m), newCached(t, m)
	caches := func() (n int) {
		for v := range m.Store().IterVariables() {
			if strings.Contains(v.Path(), "kv_cache/0/") && strings.HasSuffix(v.Path(), "keys") {
				n++
			}
		}
		return n
	}
	ids := text(3, 2, 153, cfg.VocabSize)
	for _, step := range []struct{ from, to, caches int }{
		{3, 64, 1}, {3, 65, 2}, {48, 49, 2}, {49, 50, 2}, {125, 128, 3}, {120, 153, 3}, {2, 5, 3},
	} {
		for n := step.from; n <= step.to; n++ {
			prefix := gpt.LastTokens([][]int{ids[0][:n], ids[1][:n]}, cfg.ContextLength)
			want := must[[][]float32](t)(plain.NextLogits(prefix))
			got := must[[][]float32](t)(cached.NextLogits(prefix))
			for row := range want {
				wantNear(t, fmt.Sprintf("%d tokens, row %d", n, row), got[row], want[row], 1e-5)
			}
		}
		if got := caches(); got != step.caches {
			t.Errorf("%d caches after %d tokens, want %d", got, step.to, step.caches)
		}
	}
}

// A batch whose rows go on differently from what the cache holds starts anew, in all rows.
func TestCacheNoticesAnotherText(t *testing.T) {
	cfg := tiny()
	m := newModel(t, 1, cfg)
	plain, cached := newPredictor(t, m), newCached(t, m)
	a := [][]int{{1, 2, 3}, {4, 5, 6}}
	for i, ids := range [][][]int{
		a,
		{{1, 2, 3, 7}, {4, 5, 6, 8}},             // one token more: cached
		{{1, 2, 3, 7, 9}, {4, 5, 0, 8, 9}},       // the second row is another text
		{{1, 2, 3, 7, 9}, {4, 5, 0, 8, 9}},       // the same once more
		{{1, 2, 3, 7}, {4, 5, 0, 8}},             // one token less
		{{1, 2, 3, 7, 1, 1}, {4, 5, 0, 8, 2, 2}}, // two more
		{{4, 5, 0, 8, 2, 2, 1}, {1, 2, 3, 7, 1, 1, 2}},
	} {
		want := must[[][]float32](t)(plain.NextLogits(ids))
		got := must[[][]float32](t)(cached.NextLogits(ids))
		for row := range ids {
			wantNear(t, fmt.Sprintf("text %d, row %d", i, row), got[row], want[row], 1e-5)
		}
	}
}

// The caller may change its rows after the call; the cache compares with what it was given.
func TestCacheKeepsItsOwnCopyOfTheText(t *testing.T) {
	cfg := tiny()
	m := newModel(t, 1, cfg)
	plain, cached := newPredictor(t, m), newCached(t, m)
	ids := [][]int{{1, 2, 3}}
	must[[][]float32](t)(cached.NextLogits(ids))
	ids[0][0] = 9
	longer := [][]int{{9, 2, 3, 4}}
	wantNear(t, "logits", must[[][]float32](t)(cached.NextLogits(longer))[0],
		must[[][]float32](t)(plain.NextLogits(longer))[0], 1e-5)
}

func TestTwoCachedPredictorsHoldTwoTexts(t *testing.T) {
	cfg := tiny()
	m := newModel(t, 1, cfg)
	plain, first, second := newPredictor(t, m), newCached(t, m), newCached(t, m)
	a, b := []int{1, 2, 3, 4, 5}, []int{9, 8, 7, 6, 5}
	for n := 2; n <= 5; n++ {
		for p, row := range map[*gpt.CachedPredictor][]int{first: a, second: b} {
			ids := [][]int{row[:n]}
			wantNear(t, fmt.Sprintf("%d tokens", n), must[[][]float32](t)(p.NextLogits(ids))[0],
				must[[][]float32](t)(plain.NextLogits(ids))[0], 1e-5)
		}
	}
}

// The cache does not know that parameters changed; Reset tells it.
func TestResetFollowsNewParameters(t *testing.T) {
	cfg := tiny()
	m := newModel(t, 1, cfg)
	plain, cached := newPredictor(t, m), newCached(t, m)
	must[[][]float32](t)(cached.NextLogits([][]int{{1, 2, 3}}))
	if err := m.Embedding.Token.Weight.SetValue(noise(9, cfg.VocabSize, cfg.EmbDim)); err != nil {
		t.Fatal(err)
	}
	cached.Reset()
	ids := [][]int{{1, 2, 3, 4}}
	wantNear(t, "logits", must[[][]float32](t)(cached.NextLogits(ids))[0],
		must[[][]float32](t)(plain.NextLogits(ids))[0], 1e-5)
}

func TestCachesLeaveNoTraceInTheModel(t *testing.T) {
	cfg := tiny()
	m := newModel(t, 1, cfg)
	variables := m.Store().NumVariables()
	cached := gpt.NewCachedPredictor(testBackend(), m)
	must[[][]float32](t)(cached.NextLogits([][]int{{1, 2, 3}}))
	must[[][]float32](t)(cached.NextLogits([][]int{{1, 2}, {3, 4}}))
	if total, _ := nn.NumParameters(m.Store()); total != cfg.Count().Total {
		t.Errorf("%d parameters with a cache, want %d", total, cfg.Count().Total)
	}
	if m.Store().NumVariables() <= variables {
		t.Error("there is no cache: the test tests nothing")
	}
	cached.Finalize()
	if got := m.Store().NumVariables(); got != variables {
		t.Errorf("%d variables after Finalize, %d before the cache", got, variables)
	}
	must[[][]float32](t)(cached.NextLogits([][]int{{1, 2, 3}})) // and it can begin again
	cached.Finalize()
}

// Greedy text is the same with a cache and without, past the end of the context as well.
func TestCachedTextEqualsUncachedText(t *testing.T) {
	cfg := tiny()
	m := newModel(t, 1, cfg)
	for _, contextSize := range []int{cfg.ContextLength, 7} {
		start := text(2, 2, 4, cfg.VocabSize)
		want := must[[][]int](t)(gpt.GenerateSimple(t.Context(), newPredictor(t, m), start, 30, contextSize))
		got := must[[][]int](t)(gpt.GenerateSimple(t.Context(), newCached(t, m), start, 30, contextSize))
		if !equalRows(got, want) {
			t.Errorf("context size %d: cached %v, uncached %v", contextSize, got, want)
		}
	}
}

// Evaluation knows no dropout: two predictions are one.
func TestPredictionIsDeterministic(t *testing.T) {
	cfg := tiny()
	cfg.DropRate = 0.9
	m := newModel(t, 1, cfg)
	p := newPredictor(t, m)
	ids := text(1, 2, 6, cfg.VocabSize)
	a, b := must[*tensors.Tensor](t)(p.Logits(ids)), must[*tensors.Tensor](t)(p.Logits(ids))
	if !slices.Equal(flat(a), flat(b)) {
		t.Error("two predictions differ")
	}
	if d := a.Shape().Dimensions; !slices.Equal(d, []int{2, 6, cfg.VocabSize}) {
		t.Errorf("logits have the shape %v", d)
	}
}

// A predictor sees what parameters have become since it was made.
func TestPredictorFollowsParameters(t *testing.T) {
	cfg := tiny()
	m := newModel(t, 1, cfg)
	p := newPredictor(t, m)
	ids := text(1, 1, 6, cfg.VocabSize)
	before := flat(must[*tensors.Tensor](t)(p.Logits(ids)))
	if err := m.OutHead.(*nn.Linear).Weight.SetValue(noise(9, cfg.VocabSize, cfg.EmbDim)); err != nil {
		t.Fatal(err)
	}
	if slices.Equal(before, flat(must[*tensors.Tensor](t)(p.Logits(ids)))) {
		t.Error("a new output head did not change the logits")
	}
}
