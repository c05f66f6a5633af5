package lesson_test

import (
	"testing"

	"llmfromscratch/ch07_instruct"
	"llmfromscratch/notebooks/ch07"
	"llmfromscratch/shared/backend"
)

func TestCompareTellsTheTwoSidesApart(t *testing.T) {
	be := backend.ForTest()
	a, _, err := shoutTask().New()
	if err != nil {
		t.Fatal(err)
	}
	prefs := []instruct.Preference{{Instruction: "opposite", Input: "hot", Chosen: "cold", Rejected: "hot hot"}}
	if c := must(lesson.Compare(t.Context(), be, a, prefs)); c.Chosen >= 0 || c.Rejected >= 0 ||
		c.Chosen == c.Rejected {
		t.Errorf("log-likelihoods %+v", c)
	}
}
