package learn

import (
	"math/rand/v2"
)

var vocabularyPart = Part{
	ID: "2.3", Name: "Vocabulary", Title: "every token gets a number", Chapter: "ch02_text",
	Stub: `// Vocabulary gives every different token an id: 0, 1, 2, … in the order in which slices.Sort puts them.
// The tokens "the", "cat", "the" become cat: 0, the: 1.
func Vocabulary(tokens []string) map[string]int`,
	Hints: [3]string{
		"The same token comes many times in a text and gets one id only.",
		"Sort a copy of the tokens, take out the doubles, and count.",
		"sorted := slices.Compact(slices.Sorted(slices.Values(tokens)))",
	},
	Teaches: "Ids are nothing but places in a list. Their order means nothing to the model, but it has to be the " +
		"same every time: a saved model is worthless with another vocabulary.",
	Function: (func([]string) map[string]int)(nil),
	Examples: [][]any{{[]string{"a"}}, {[]string{"b", "a"}}, {[]string{"a", "a", "b"}}, {[]string{"a", "A", "b"}},
		{[]string{}}, {[]string{"the", "cat", "and", "the", "Dog", "."}}},
	Mistakes: []Mistake{
		{"order of the " +
			"text", "The ids follow the order in which tokens appear. Sort first: then the ids do not " +
			"depend on which sentence came first."},
		{"from one", "The first id is 1. Ids are places in a list (later rows of a matrix), and those begin at 0."},
		{"doubles count", "A token that comes twice uses up two ids. Then there are ids that no token has, and the " +
			"embedding has rows that are never trained."},
		{"lower case", "Tokens are made lower-case on the way. The cat and a man called Cat are different tokens; " +
			"whoever decodes wants them back as they were."},
	},
	Properties: []Property{property("one id each", func(f func([]string) map[string]int) string {
		seen := map[int]bool{}
		for token, id := range f([]string{"x", "b", "x", "q", "b", "z", ",", "A"}) {
			if id < 0 || id >= 6 || seen[id] {
				return "Six different tokens have the ids 0 to 5, each " +
					"once;" + Literal(token) + " has " + Literal(id) + "."
			}
			seen[id] = true
		}
		return ""
	})},
	Random: func(r *rand.Rand) []any { return []any{randomWords(r, between(r, 0, 12))} },
}

// randomWords are drawn from a short list, so that some come twice.
func randomWords(r *rand.Rand, n int) []string {
	words := []string{"the", "The", "fox", "runs", "over", "a", "hill", ",", ".", "and", "Zebra", "été"}
	drawn := make([]string, n)
	for i := range drawn {
		drawn[i] = words[r.IntN(len(words))]
	}
	return drawn
}
