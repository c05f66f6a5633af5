package lesson

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"llmfromscratch/ch07_instruct"
)

// families are kinds of tasks with the words by which an instruction is known to be one, in lower case. The first that
// fits counts.
var families = []struct {
	name  string
	words []string
}{
	{"spelling", []string{"spell"}},
	{"active/passive", []string{"passive", "active voice"}},
	{"opposite", []string{"opposite", "antonym"}},
	{"synonym", []string{"synonym", "another word"}},
	{"tense", []string{"tense", "participle"}},
	{"plural", []string{"plural"}},
	{"translation", []string{"translate", "in french", "in spanish", "in german"}},
	{"use a word", []string{"using the word", "using the following word", "with the word"}},
	{"definition", []string{"define ", "definition"}},
	{"simile or metaphor", []string{"simile", "metaphor", "idiom", "comparison"}},
	{"polite or formal", []string{"polite", "formal", "friendl", "request"}},
	{"punctuation", []string{"punctuation", "capital letter"}},
	{"sums and units", []string{"convert", "calculate", "how many", "square root", "+", " x ", "temperature"}},
}

// OtherFamily is the family of all other tasks.
const OtherFamily = "other"

// Family names the kind of an entry's task by words of its instruction: "What is the opposite of 'hot'?" is "opposite".
func Family(e instruct.Entry) string {
	instruction := strings.ToLower(e.Instruction)
	for _, f := range families {
		if slices.ContainsFunc(f.words, func(word string) bool { return strings.Contains(instruction, word) }) {
			return f.name
		}
	}
	return OtherFamily
}

// LargestFamilies are the names of the n families with most entries, the largest first, and how many entries each has.
// All other tasks are not counted.
func LargestFamilies(entries []instruct.Entry, n int) (names []string, counts []float64) {
	by := map[string]float64{}
	for _, e := range entries {
		by[Family(e)]++
	}
	delete(by, OtherFamily)
	names = slices.SortedFunc(maps.Keys(by), func(a, b string) int {
		return cmp.Or(cmp.Compare(by[b], by[a]), cmp.Compare(a, b))
	})
	names = names[:min(n, len(names))]
	for _, name := range names {
		counts = append(counts, by[name])
	}
	return names, counts
}
