package lesson_test

import (
	"errors"
	"testing"

	"llmfromscratch/notebooks/ch04"
)

// counter is a predictor that counts the tokens it is given.
type counter struct{ tokens, steps int }

func (c *counter) NextLogits(ids [][]int) ([][]float32, error) {
	c.tokens += len(ids[0])
	c.steps++
	return [][]float32{{0, 1}}, nil
}

func TestTokensOfWorkAreThoseThatAPredictorIsGiven(t *testing.T) {
	for _, n := range []int{1, 2, 7, 40} {
		var c counter
		if _, err := lesson.WritingTime(t.Context(), &c, n); err != nil {
			t.Fatal(err)
		}
		without, with := lesson.TokensOfWork(n)
		if c.tokens%without != 0 || c.steps%with != 0 || c.tokens/without != c.steps/with || c.steps < 2*with {
			t.Errorf("%d tokens: %d in %d steps, want some times %d in %d", n, c.tokens, c.steps, without,
				with)
		}
	}
}

// failing is a predictor that cannot.
type failing struct{}

var errFailing = errors.New("it cannot")

func (failing) NextLogits([][]int) ([][]float32, error) { return nil, errFailing }

func TestWritingTimeSaysWhatFailed(t *testing.T) {
	if _, err := lesson.WritingTime(t.Context(), failing{}, 4); !errors.Is(err, errFailing) {
		t.Errorf("error %v, want %v", err, errFailing)
	}
}
