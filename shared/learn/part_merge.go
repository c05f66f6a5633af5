package learn

import "slices"

var mergePart = Part{
	ID: "2.5b", Name: "Merge", Title: "a pair becomes one token", Chapter: "ch02_text",
	Stub: `// Merge replaces the neighbours left, right by the one id, from left to right, everywhere in ids. With
// the pair 1 2 and the new id 9, 1 2 3 1 2 becomes 9 3 9.
func Merge(ids []int, left, right, id int) []int`,
	Hints: [3]string{
		"After a merge the right neighbour is used up.",
		"A loop with an index that moves by two after a merge and by one otherwise. Take care at the last id.",
		"for i := 0; i < len(ids); i++ {",
	},
	Teaches: "Training a tokenizer is these two parts in turn: count, merge, and again. Encoding a new text is " +
		"the same merges in the same order.",
	Function: (func([]int, int, int, int) []int)(nil),
	Examples: [][]any{{[]int{1, 2}, 1, 2, 9}, {[]int{1, 2, 3}, 1, 2, 9}, {[]int{1, 1, 1}, 1, 1, 9},
		{[]int{3, 1}, 1, 2, 9},
		{[]int{1, 2, 1, 2}, 1, 2, 9}, {[]int{2, 1}, 1, 2, 9}, {[]int{}, 1, 2, 9},
		{[]int{1, 1, 2, 2, 1, 3, 2, 1, 2}, 1, 2, 5}},
	Mistakes: []Mistake{
		{"right stays", "The new id comes in, but the right half of the pair stays behind it: after a merge go on " +
			"two ids further."},
		{"from the " +
			"right", "Where pairs overlap, the right one was merged. In 1 1 1 the first two are merged and " +
			"the third stays: go from left to right."},
		{"last id " +
			"lost", "The last id is lost when it is not part of a pair. It has no right neighbour, but it " +
			"belongs to the text."},
		{"only once", "Only the first pair is merged. Replace it everywhere."},
		{"shared id", "An id is used twice: in 1 1 1 the middle one is the right half of the first pair, so it " +
			"cannot be the left half of another."},
	},
	Properties: []Property{property("can be undone", func(f func([]int, int, int, int) []int) string {
		ids := []int{4, 1, 2, 2, 1, 1, 2, 4, 4, 1, 2}
		var back []int
		for _, id := range f(ids, 1, 2, 9) {
			if id == 9 {
				back = append(back, 1, 2)
			} else {
				back = append(back, id)
			}
		}
		if !slices.Equal(back, ids) {
			return "Putting the pair back in the place of the new id gives the old ids; yours give " + Literal(back) +
				" for " + Literal(ids) + "."
		}
		return ""
	})},
}
