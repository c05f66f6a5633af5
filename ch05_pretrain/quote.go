package pretrain

import "strings"

// LongestQuote is the largest number of words in a row that a text has in common with a source, however lines are
// broken (section 5.2): a model that has learned its training text by heart quotes it. "the cat sat down" has two words
// in a row from "So the cat sat."; words are what stands between blanks, so "sat" and "sat." differ.
func LongestQuote(txt, source string) int {
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
