package instruct_test

import (
	"math"
	"strings"
	"testing"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/ch07_instruct"
	"llmfromscratch/shared/backend/backendtest"
)

// likelihood prepares a small model.
func likelihood(t *testing.T, a *instruct.Assistant) *instruct.Likelihood {
	t.Helper()
	l := must(instruct.NewLikelihood(backendtest.Open(), a.Model, a.Tok))
	t.Cleanup(l.Finalize)
	l.Style, l.EndOfText = a.Style, a.EndOfText
	return l
}

// TestLogProbIsTheSumOverTheAnswersTokens computes the same from the model's logits, one text at a time and without
// padding.
func TestLogProbIsTheSumOverTheAnswersTokens(t *testing.T) {
	a := smallAssistant(1, instruct.Phi3())
	got := must(likelihood(t, a).Of(t.Context(), shout))
	p := must(gpt.NewPredictor(backendtest.Open(), a.Model))
	defer p.Finalize()
	for i, e := range shout {
		question := must(a.Tok.Encode(instruct.Phi3().Question(e)))
		ids := append(must(a.Tok.Encode(instruct.Phi3().Text(e))), a.EndOfText)
		logits := must(p.Logits([][]int{ids})).Value().([][][]float32)[0]
		var want float64
		for at := len(question); at < len(ids); at++ {
			want += math.Log(float64(pretrain.Softmax(logits[at-1], 1)[ids[at]]))
		}
		if n := len(ids) - len(question); got[i].Tokens != n || math.Abs(got[i].Sum-want) > 1e-4 || got[i].Cut {
			t.Errorf("entry %d: %+v, want %v over %d tokens", i, got[i], want, n)
		}
	}
}

func TestLikelihoodDoesNotDependOnTheBatch(t *testing.T) {
	a := smallAssistant(1, instruct.Phi3())
	l := likelihood(t, a)
	var means []float64
	for _, sizes := range [][2]int{{1, 1}, {3, 1}, {8, 16}} {
		l.BatchSize, l.Multiple = sizes[0], sizes[1]
		means = append(means, must(l.Mean(t.Context(), shout)))
	}
	if math.Abs(means[0]-means[1]) > 1e-5 || math.Abs(means[0]-means[2]) > 1e-5 {
		t.Errorf("means %v", means)
	}
	if want := -math.Log(float64(a.Own.VocabSize())); math.Abs(means[0]-want) > 1.5 {
		t.Errorf("an untrained model's mean is %v, blind guessing gives %v", means[0], want)
	}
}

func TestAnswersBeyondTheContextAreSaidSo(t *testing.T) {
	a := smallAssistant(1, instruct.Phi3())
	l := likelihood(t, a)
	long := instruct.Entry{Instruction: "repeat", Input: "hot", Output: strings.Repeat("hot ", 60)}
	if got := must(l.Of(t.Context(), []instruct.Entry{long})); !got[0].Cut || got[0].Tokens < 1 {
		t.Errorf("%+v", got)
	}
	long = instruct.Entry{Instruction: strings.Repeat("repeat ", 60), Output: "hot"}
	if _, err := l.Of(t.Context(), []instruct.Entry{shout[0], long}); err == nil ||
		!strings.Contains(err.Error(), "entry 1") {
		t.Errorf("error %v", err)
	}
	if _, err := l.Mean(t.Context(), nil); err == nil {
		t.Error("no entries: no error")
	}
}
