package learn

import "math/rand/v2"

var countPart = Part{
	ID: "2.5a", Name: "MostFrequentPair", Title: "byte-pair encoding counts neighbours", Chapter: "ch02_text",
	Stub: `// MostFrequentPair is the pair of neighbours that comes most often in ids, which has at least two. Among
// equally frequent pairs the one with the smaller left id wins, then the one with the smaller right id. In 1 2 1 2 3
// the pair 1 2 comes twice.
func MostFrequentPair(ids []int) (left, right int)`,
	Hints: [3]string{
		"Every id but the last is the left half of a pair.",
		"Count in a map whose keys are pairs, map[[2]int]int. Going through a map has no fixed order: decide ties " +
			"yourself.",
		"for i := range len(ids) - 1 { counts[[2]int{ids[i], ids[i+1]}]++ }",
	},
	Teaches: "Byte-pair encoding learns from counts alone, without grammar or dictionary: what often stands " +
		"together becomes one token. And ties need a rule, or two runs learn two tokenizers.",
	Function: (func([]int) (int, int))(nil),
	Examples: [][]any{{[]int{1, 2}}, {[]int{2, 1, 0, 1}}, {[]int{0, 1, 2, 1, 2}}, {[]int{3, 1, 2, 0, 3, 0}},
		{[]int{1, 1, 1, 2}},
		{[]int{4, 3, 4, 0, 1, 0, 1}}, {[]int{9, 8, 9, 8, 9, 8, 1, 2}}, {[]int{1, 3, 1, 2, 1, 3, 1, 2}}},
	Mistakes: []Mistake{
		{"every second", "Only every second pair is counted. Pairs overlap: in 0 1 2 1 2 the neighbours are 0 1, " +
			"1 2, 2 1 and 1 2 again."},
		{"first wins", "Of equally frequent pairs the first in the text wins. The rule is: the smaller left id, " +
			"then the smaller right one."},
		{"both orders", "Pairs are counted without their order. 1 2 and 2 1 are different pairs: \"th\" is " +
			"frequent in English, \"ht\" is not."},
		{"last pair " +
			"lost", "The last pair is not counted: the loop ends one too early. A list of n ids has n-1 " +
			"pairs."},
		{"single ids", "These are the two most frequent ids, not the most frequent neighbours. They need not " +
			"stand side by side anywhere."},
	},
	Properties: []Property{property("the same every time", func(f func([]int) (int, int)) string {
		ids := []int{5, 9, 5, 7, 5, 8, 5, 9, 5, 7, 5, 8}
		for range 50 {
			if left, right := f(ids); left != 5 || right != 7 {
				return "In " + Literal(ids) + " three pairs that begin with 5 come twice each; the one with the " +
					"smaller right id is 5 7. Yours gives " + Literal([]int{left, right}) +
					", perhaps not every time: a map has no order."
			}
		}
		return ""
	})},
	Random: func(r *rand.Rand) []any { return []any{randomIDs(r, between(r, 4, 24), 4)} },
}
