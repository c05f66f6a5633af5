package lesson_test

import (
	"testing"

	"llmfromscratch/notebooks/ch05"
)

func TestWordsQuotedCountsWordsInARow(t *testing.T) {
	source := "So the cat\nsat. Then the  cat slept on the mat."
	for txt, want := range map[string]int{
		"":                                0,
		"dogs":                            0,
		"a dog and the cat":               2,
		"the cat sat down":                2,
		"the cat sat. and":                3,
		"the cat slept on a mat.":         4,
		"Then the\ncat slept on the mat.": 7,
		"mat":                             0,
	} {
		if got := lesson.WordsQuoted(txt, source); got != want {
			t.Errorf("%q: %d words, want %d", txt, got, want)
		}
	}
}
