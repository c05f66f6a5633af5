package learn

import "math/rand/v2"

var collatePart = Part{
	ID: "7.3", Name: "Collate", Title: "a batch whose padding does not count", Chapter: "ch07_instruct",
	Stub: `// Collate makes a batch of rows of token ids, none of which is pad. Inputs: every row filled up with pad
// to the length of the longest. Targets: the same row one id further, with one pad as the end of the text; what lies
// behind that first pad says nothing and is ignore. With pad 0 and ignore -100 the rows 5 6 and 7 8 9 have
//
//	inputs  5 6 0     7 8 9
//	targets 6 0 -100  8 9 0
func Collate(rows [][]int, pad, ignore int) (inputs, targets [][]int)`,
	Hints: [3]string{
		"Every row, the longest too, has to learn where its text ends.",
		"Put one pad behind each row first; then inputs and targets are two windows on it, one id apart.",
		"whole := append(slices.Clone(row), pad)",
	},
	Teaches: "The first end-of-text is a target like any other: from it a model learns to stop. The ones behind " +
		"would only teach it to write padding.",
	Function: (func([][]int, int, int) ([][]int, [][]int))(nil),
	Examples: [][]any{{[][]int{{5}}, 0, -100}, {[][]int{{5, 6}}, 0, -100}, {[][]int{{5}, {7, 8}}, 0, -100},
		{[][]int{{5, 6}, {7, 8, 9}}, 0, -100},
		{[][]int{{0 + 1}, {2, 3, 4, 5}, {6, 7}}, 50256, -100}, {[][]int{{1}, {2, 3, 4}}, 9, -7}},
	Mistakes: []Mistake{
		{"first one " +
			"too", "The first end-of-text is ignored as well. Then nothing teaches the model to stop, and " +
			"its answers go on until they are cut off."},
		{"none ignored", "Padding counts in the loss. A short row in a batch with a long one teaches mostly that " +
			"padding follows padding."},
		{"not shifted", "The targets are the inputs. They lie one id further."},
		{"no end of the " +
			"longest", "The longest row has no end: its last target is not pad. Put a pad behind every " +
			"row first."},
		{"inputs too", "The inputs have the ignored number in them. No embedding has such a row: in the inputs " +
			"padding is pad."},
		{"one too wide", "The inputs are one id too wide: the pad that was put behind each row is a target only."},
	},
	Random: func(r *rand.Rand) []any {
		rows := make([][]int, between(r, 1, 4))
		for i := range rows {
			rows[i] = randomIDs(r, between(r, 1, 6), 50)
		}
		return []any{rows, 99, -100}
	},
}
