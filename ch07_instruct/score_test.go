package instruct_test

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"llmfromscratch/ch07_instruct"
)

func TestWordsLeaveCaseAndPunctuationOut(t *testing.T) {
	for txt, want := range map[string][]string{
		"The capital is 'Oslo'.":       {"the", "capital", "is", "oslo"},
		"It's well-known: 3.14, \"π\"": {"it's", "well-known", "3.14", "π"},
		"":                             nil,
		" \n":                          nil,
		"!":                            {"!"},
		"a ' b":                        {"a", "b"},
		"  Ärger\tÜBER   alles ":       {"ärger", "über", "alles"},
	} {
		if got := instruct.Words(txt); !slices.Equal(got, want) {
			t.Errorf("%q has the words %q, want %q", txt, got, want)
		}
	}
}

func TestExactMatchAndF1(t *testing.T) {
	for _, tc := range []struct {
		answer, reference string
		exact             bool
		f1                float64
	}{
		{"the cat sat", "the cat", false, 0.8},
		{"Jane Austen", "Jane Austen.", true, 1},
		{"Austen Jane", "Jane Austen.", false, 1},
		{"the the the", "the cat", false, 0.4}, // only one "the" counts
		{"", "Yes.", false, 0},
		{"Yes.", "", false, 0},
		{"", "", true, 1},
		{"no", "yes", false, 0},
		{"The car is as fast as a bullet.", "The car is as fast as lightning.", false, 2 * 6.0 / 15},
	} {
		if got := instruct.ExactMatch(tc.answer, tc.reference); got != tc.exact {
			t.Errorf("%q matches %q exactly: %v", tc.answer, tc.reference, got)
		}
		got := instruct.F1(tc.answer, tc.reference)
		if math.Abs(got-tc.f1) > 1e-12 || got != instruct.F1(tc.reference, tc.answer) {
			t.Errorf("F1 of %q and %q is %v, want %v", tc.answer, tc.reference, got, tc.f1)
		}
	}
}

func TestScoresAreMeans(t *testing.T) {
	eighty, ninety := 80, 91
	answer := func(output, response string) instruct.Answer {
		return instruct.Answer{Entry: instruct.Entry{Output: output}, Response: response}
	}
	answers := []instruct.Answer{answer("hot", "Hot."), answer("cold", "warm"), answer("the cat", "the cat sat"),
		answer("x", "y")}
	answers[0].Score, answers[2].Score = &eighty, &ninety
	answers[3].Truncated = 12
	s := must(instruct.Score(answers))
	if s.Entries != 4 || s.ExactMatch != 0.25 || math.Abs(s.F1-1.8/4) > 1e-12 || s.Truncated != 1 || s.Judged != 2 ||
		s.Judge != 85.5 {
		t.Errorf("%+v", s)
	}
	if out := string(must(json.Marshal(s))); !strings.Contains(out, `"judge":85.5`) ||
		!strings.Contains(out, `"judged":2`) {
		t.Errorf("as JSON %s", out)
	}
	none := must(instruct.Score(answers[3:]))
	if out := string(must(json.Marshal(none))); !math.IsNaN(none.Judge) || strings.Contains(out, `"judge":`) {
		t.Errorf("without a judge %+v, as JSON %s", none, out)
	}
	if _, err := instruct.Score(nil); err == nil {
		t.Error("no answers: no error")
	}
}

func FuzzF1(f *testing.F) {
	f.Add("The cat.", "a cat")
	f.Add("", "x")
	f.Fuzz(func(t *testing.T, a, b string) {
		f1 := instruct.F1(a, b)
		if !(f1 >= 0 && f1 <= 1) || f1 != instruct.F1(b, a) {
			t.Errorf("F1 of %q and %q is %v", a, b, f1)
		}
		if instruct.ExactMatch(a, b) && f1 != 1 {
			t.Errorf("%q and %q match exactly, F1 is %v", a, b, f1)
		}
		if !instruct.ExactMatch(a, a) {
			t.Errorf("%q does not match itself", a)
		}
	})
}

func ExampleF1() {
	reference := "The meal is cooked by the chef every day."
	for _, answer := range []string{"The meal is cooked by the chef every day", "The meal is cooked every day.",
		"The chef cooks."} {
		fmt.Printf("%v %.2f %s\n", instruct.ExactMatch(answer, reference), instruct.F1(answer, reference), answer)
	}
	// Output:
	// true 1.00 The meal is cooked by the chef every day
	// false 0.80 The meal is cooked every day.
	// false 0.33 The chef cooks.
}
