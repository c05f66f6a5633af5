package learn

import (
	"math/rand/v2"
	"slices"
)

var encodePart = Part{
	ID: "2.4", Name: "Encode", Title: "tokens become ids, unknown ones too", Chapter: "ch02_text",
	Stub: `// Encode replaces every token by its id; a token that is not in the vocabulary becomes the id unknown.
// With cat: 0, the: 1 and unknown 2, the tokens "the", "dog" become 1, 2.
func Encode(tokens []string, vocabulary map[string]int, unknown int) []int`,
	Hints: [3]string{
		"What does Go give for a key that a map does not have?",
		"Ask the map with two results: the second says whether the key is there.",
		"id, known := vocabulary[token]",
	},
	Teaches: "A vocabulary of whole words always meets a word that it does not have, and loses it. Byte-pair " +
		"encoding, the next two parts, is the way out: any text can be put together from smaller pieces.",
	Function: (func([]string, map[string]int, int) []int)(nil),
	Examples: [][]any{
		{[]string{"a"}, map[string]int{"a": 0, "b": 1}, 2}, {[]string{"x"}, map[string]int{"a": 0, "b": 1}, 2},
		{[]string{"a", "x", "b"}, map[string]int{"a": 0, "b": 1}, 2}, {[]string{}, map[string]int{"a": 0}, 1},
		{[]string{"x", "b", "y", "a", "b"}, map[string]int{"a": 4, "b": 7}, 5},
	},
	Mistakes: []Mistake{
		{"zero", "An unknown token becomes 0, which is what a Go map gives for a key that it does not have. Here " +
			"0 is the id of another token, so an unknown word silently turns into that one."},
		{"left out", "Unknown tokens are left out. The text becomes shorter and reads as if the words had never " +
			"been there; the id unknown at least says that something was."},
		{"stops", "Encoding ends at the first unknown token. Go on behind it."},
		{"minus one", "An unknown token becomes -1. No embedding has a row -1: use the id unknown, which has one."},
	},
	Random: func(r *rand.Rand) []any {
		sorted := slices.Compact(slices.Sorted(slices.Values(randomWords(r, 6))))
		vocabulary := map[string]int{}
		for i, w := range sorted {
			vocabulary[w] = i
		}
		return []any{randomWords(r, between(r, 0, 10)), vocabulary, len(sorted)}
	},
}
