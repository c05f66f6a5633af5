package instruct

import (
	"errors"
	"math"
	"strings"
	"unicode"
)

// words are the words of an answer as [ExactMatch] and [F1] compare them: in lower case, without punctuation. "The
// capital is 'Oslo'." has the words the, capital, is, oslo. Apostrophes and hyphens within a word stay: it's,
// well-known; so does a decimal point within a number.
func words(answer string) []string {
	var words []string
	for _, field := range strings.Fields(strings.ToLower(answer)) {
		word := strings.TrimFunc(field, func(r rune) bool { return unicode.IsPunct(r) })
		if word == "" && strings.ContainsAny(field, "'\"“”‘’`") {
			continue
		}
		if word == "" {
			word = field // an answer may be a sign alone: "!"
		}
		words = append(words, word)
	}
	return words
}

// ExactMatch says whether an answer has the words of the reference, in the same order. Case does not count, nor does
// punctuation around a word: "Jane Austen" matches "Jane Austen.".
func ExactMatch(answer, reference string) bool {
	a, r := words(answer), words(reference)
	if len(a) != len(r) {
		return false
	}
	for i := range a {
		if a[i] != r[i] {
			return false
		}
	}
	return true
}

// F1 says how much the words of answer and reference overlap, from 0 to 1: the harmonic mean of the share of the
// answer's words that are in the reference, and of the reference's that are in the answer. Order does not count, how
// often a word occurs does.
//
// Of "the cat sat" and "the cat" the shares are 2/3 and 2/2: F1 is 0.8. Two texts without words have 1.
func F1(answer, reference string) float64 {
	a, r := words(answer), words(reference)
	if len(a) == 0 || len(r) == 0 {
		if len(a) == len(r) {
			return 1
		}
		return 0
	}
	left := map[string]int{}
	for _, word := range r {
		left[word]++
	}
	common := 0
	for _, word := range a {
		if left[word] > 0 {
			left[word]--
			common++
		}
	}
	return 2 * float64(common) / float64(len(a)+len(r))
}

// Scores are means over answers.
type Scores struct {
	Entries    int     `json:"entries"`
	ExactMatch float64 `json:"exact_match"` // share of the answers that match exactly
	F1         float64 `json:"f1"`          // mean word overlap
	Truncated  int     `json:"truncated"`   // entries whose prompt did not fit into the context

	// Judge is the mean of a judge's scores over the Judged entries that have one; of the others the judge made no
	// sense. It is NaN without any, and left out of JSON then.
	Judge  float64  `json:"-"`
	Judged int      `json:"judged"`
	Mean   *float64 `json:"judge,omitempty"` // Judge, nil without any
}

// Score compares answers with their references, without another model.
func Score(answers []Answer) (Scores, error) {
	if len(answers) == 0 {
		return Scores{}, errors.New("no answers to score")
	}
	s := Scores{Entries: len(answers), Judge: math.NaN()}
	judged := 0
	for _, a := range answers {
		if ExactMatch(a.Response, a.Output) {
			s.ExactMatch++
		}
		s.F1 += F1(a.Response, a.Output)
		if a.Truncated > 0 {
			s.Truncated++
		}
		if a.Score != nil {
			s.Judged++
			judged += *a.Score
		}
	}
	s.ExactMatch /= float64(s.Entries)
	s.F1 /= float64(s.Entries)
	if s.Judged > 0 {
		s.Judge = float64(judged) / float64(s.Judged)
		s.Mean = &s.Judge
	}
	return s, nil
}
