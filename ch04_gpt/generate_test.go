package gpt_test

import (
	"context"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"llmfromscratch/ch04_gpt"

	"github.com/gomlx/gomlx/core/tensors"
)

// counting answers with the number after the last id, and remembers what it was asked.
type counting struct {
	asked [][][]int
	after int // fail from this call on; 0 never
}

var errOut = errors.New("out of order")

func (c *counting) NextLogits(ids [][]int) ([][]float32, error) {
	if c.after > 0 && len(c.asked) >= c.after {
		return nil, errOut
	}
	c.asked = append(c.asked, ids)
	out := make([][]float32, len(ids))
	for i, row := range ids {
		out[i] = make([]float32, 100)
		out[i][(row[len(row)-1]+1)%100] = 1
	}
	return out, nil
}

func TestGenerationGoesOnFromItsOwnTokens(t *testing.T) {
	start := [][]int{{1, 2}, {50, 99}}
	c := &counting{}
	got, err := gpt.GenerateSimple(t.Context(), c, start, 3, 10)
	if err != nil {
		t.Fatal(err)
	}
	if !equalRows(got, [][]int{{1, 2, 3, 4, 5}, {50, 99, 0, 1, 2}}) {
		t.Errorf("got %v", got)
	}
	if !equalRows(start, [][]int{{1, 2}, {50, 99}}) {
		t.Errorf("the start became %v", start)
	}
	if len(c.asked) != 3 {
		t.Errorf("asked %d times for 3 tokens", len(c.asked))
	}
}

func TestGenerationLooksAtTheLastTokensOnly(t *testing.T) {
	c := &counting{}
	if _, err := gpt.GenerateSimple(t.Context(), c, [][]int{{1, 2, 3, 4}}, 3, 3); err != nil {
		t.Fatal(err)
	}
	for i, want := range [][]int{{2, 3, 4}, {3, 4, 5}, {4, 5, 6}} {
		if !slices.Equal(c.asked[i][0], want) {
			t.Errorf("step %d looked at %v, want %v", i, c.asked[i][0], want)
		}
	}
}

func TestGenerationOfNothing(t *testing.T) {
	for _, n := range []int{0, -1} {
		c := &counting{}
		got, err := gpt.GenerateSimple(t.Context(), c, [][]int{{1}}, n, 3)
		if err != nil || !equalRows(got, [][]int{{1}}) || len(c.asked) > 0 {
			t.Errorf("%d tokens: %v, %v after %d calls", n, got, err, len(c.asked))
		}
	}
}

func TestGenerationStoppedKeepsWhatItHas(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	calls := 0
	next := nextFunc(func(ids [][]int) ([][]float32, error) {
		if calls++; calls == 2 {
			cancel()
		}
		return (&counting{}).NextLogits(ids)
	})
	got, err := gpt.GenerateSimple(ctx, next, [][]int{{1}}, 10, 5)
	if !errors.Is(err, context.Canceled) || !equalRows(got, [][]int{{1, 2, 3}}) {
		t.Errorf("cancelled in the second step: %v, %v", got, err)
	}
	got, err = gpt.GenerateSimple(t.Context(), &counting{after: 2}, [][]int{{1}}, 10, 5)
	if !errors.Is(err, errOut) || !equalRows(got, [][]int{{1, 2, 3}}) {
		t.Errorf("failed in the third step: %v, %v", got, err)
	}
}

type nextFunc func([][]int) ([][]float32, error)

func (f nextFunc) NextLogits(ids [][]int) ([][]float32, error) { return f(ids) }

func TestGenerationErrorsSayWhatIsWrong(t *testing.T) {
	cfg := tiny()
	m := newModel(t, 1, cfg)
	for name, next := range map[string]gpt.NextToken{"Predictor": newPredictor(t, m),
		"CachedPredictor": newCached(t, m)} {
		for _, tt := range []struct {
			name        string
			ids         [][]int
			contextSize int
			want        string
		}{
			{"no rows", nil, 10, "text is empty"},
			{"an empty row", [][]int{{}}, 10, "text is empty"},
			{"context size 0", [][]int{{1}}, 0, "context size 0"},
			{"context size above the model's", text(1, 1, 40, 50), 40, "context length of 24"},
			{"id outside the vocabulary", [][]int{{1, 50}}, 10, "token id 50 at row 0, position 1"},
			{"negative id", [][]int{{-3}}, 10, "token id -3"},
			{"rows of two lengths", [][]int{{1, 2}, {3}}, 10, "row 1 has 1 token ids"},
		} {
			_, err := gpt.GenerateSimple(t.Context(), next, tt.ids, 2, tt.contextSize)
			if err == nil || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("%s, %s: error %v, want %q", name, tt.name, err, tt.want)
			}
		}
		if got, err := gpt.GenerateSimple(t.Context(), next, [][]int{{1}}, 30, cfg.ContextLength); err != nil ||
			len(got[0]) != 31 {
			t.Errorf("%s, after all these errors: %v, %v", name, got, err)
		}
	}
}

func TestGreedyTakesTheFirstOfEqualLogits(t *testing.T) {
	inf := float32(math.Inf(-1))
	for _, tt := range []struct {
		logits []float32
		want   int
	}{
		{[]float32{1, 3, 3}, 1},
		{[]float32{2, 2, 2}, 0},
		{[]float32{-5, -4, -6}, 1},
		{[]float32{inf, inf, -100, inf}, 2},
		{[]float32{7}, 0},
	} {
		if got := gpt.Greedy(tt.logits); got != tt.want {
			t.Errorf("Greedy(%v) = %d, want %d", tt.logits, got, tt.want)
		}
	}
}

func TestLastTokens(t *testing.T) {
	ids := [][]int{{1, 2, 3}, {4}, {}}
	if got := gpt.LastTokens(ids, 2); !equalRows(got, [][]int{{2, 3}, {4}, {}}) {
		t.Errorf("got %v", got)
	}
}

func equalRows(a, b [][]int) bool {
	return slices.EqualFunc(a, b, func(x, y []int) bool { return slices.Equal(x, y) })
}

func TestMostLikelyTakesTheLargestOfEachPosition(t *testing.T) {
	logits := tensors.FromValue([][][]float32{{{1, 3, 2}, {5, 4, 5}}, {{-1, -2, -3}, {0, 0, 9}}})
	got := gpt.MostLikely(logits)
	for i, want := range [][]int{{1, 0}, {0, 2}} {
		if !slices.Equal(got[i], want) {
			t.Errorf("row %d: %v, want %v", i, got[i], want)
		}
	}
}
