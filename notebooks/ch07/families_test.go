package lesson_test

import (
	"slices"
	"testing"

	"llmfromscratch/ch07_instruct"
	"llmfromscratch/notebooks/ch07"
)

func TestFamilyGoesByTheInstruction(t *testing.T) {
	for instruction, want := range map[string]string{
		"What is the opposite of 'hot'?":                                    "opposite",
		"Give an antonym of the word.":                                      "opposite",
		"Correct the spelling in this sentence.":                            "spelling",
		"Convert the active sentence to passive: 'A cat runs.'":             "active/passive",
		"Convert this sentence to passive voice":                            "active/passive",
		"Rewrite the sentence using a simile.":                              "simile or metaphor",
		"Name the author of 'Pride and Prejudice'.":                         lesson.OtherFamily,
		"Is \"freind\" spelled correctly? If not, give the right spelling.": "spelling",
	} {
		if got := lesson.Family(instruct.Entry{Instruction: instruction}); got != want {
			t.Errorf("%q is %s, want %s", instruction, got, want)
		}
	}
}

func TestLargestFamiliesComeInTheirOrder(t *testing.T) {
	var entries []instruct.Entry
	for instruction, n := range map[string]int{"the opposite": 1, "the plural": 3, "a synonym": 1, "who was that?": 9} {
		for range n {
			entries = append(entries, instruct.Entry{Instruction: instruction})
		}
	}
	names, counts := lesson.LargestFamilies(entries, 2)
	if !slices.Equal(names, []string{"plural", "opposite"}) || !slices.Equal(counts, []float64{3, 1}) {
		t.Errorf("%v with %v entries", names, counts)
	}
	if names, _ := lesson.LargestFamilies(entries, 7); len(names) != 3 {
		t.Errorf("of three families there are %v", names)
	}
}
