package lesson

import (
	"strings"

	"llmfromscratch/ch05_pretrain"
)

// SampleLines are the sample texts of a run, each in one line.
func SampleLines(h *pretrain.History) []string {
	lines := make([]string, len(h.Samples))
	for i, sample := range h.Samples {
		lines[i] = pretrain.OneLine(sample)
	}
	return lines
}

// WordsQuoted is the largest number of words in a row that a text has in common with a source, however lines are
// broken (section 5.2): a model that has learned its training text by heart quotes it. "the cat sat down" has two words
// in a row from "So the cat sat."; words are what stands between blanks, so "sat" and "sat." differ.
func WordsQuoted(txt, source string) int {
	words := strings.Fields(txt)
	source = " " + strings.Join(strings.Fields(source), " ") + " "
	longest := 0
	for i := range words {
		for i+longest < len(words) && strings.Contains(source, " "+strings.Join(words[i:i+longest+1], " ")+" ") {
			longest++
		}
	}
	return longest
}

// CountDifferent is how many different texts there are among some (exercise 5.2).
func CountDifferent(texts []string) int {
	seen := map[string]bool{}
	for _, txt := range texts {
		seen[txt] = true
	}
	return len(seen)
}
