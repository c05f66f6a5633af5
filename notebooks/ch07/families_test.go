package lesson_test

import (
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
