package learn

import "math/rand/v2"

var embedPart = Part{
	ID: "2.8", Name: "Embed", Title: "a token's vector plus its place", Chapter: "ch02_text",
	Stub: `// Embed is what the model gets to see of a text: the row of tokens [vocabulary, embed] for each id plus
// the row of positions [context, embed] for its place in the sequence, 0, 1, 2, …. The result is [seq, embed].
func Embed(tokens, positions [][]float64, ids []int) [][]float64`,
	Hints: [3]string{
		"Two tables: one is asked with the id, the other with the place.",
		"Make new rows: adding in place would change the table itself, for ever.",
		"row[j] = tokens[id][j] + positions[i][j]",
	},
	Teaches: "Attention by itself sees a set of tokens, without order. The order comes in here, by addition, " +
		"before the first block.",
	Function: (func(Matrix, Matrix, []int) Matrix)(nil),
	Examples: [][]any{{Matrix{{1, 2}, {3, 4}}, Matrix{{10, 10}, {20, 20}}, []int{0}},
		{Matrix{{1, 2}, {3, 4}}, Matrix{{10, 10}, {20, 20}}, []int{1}},
		{Matrix{{1, 2}, {3, 4}}, Matrix{{10, 50}, {20, 60}, {30, 70}}, []int{1, 1}},
		{Matrix{{1, 2}, {3, 4}, {5, 6}}, Matrix{{10, 50}, {20, 60}, {30, 70}}, []int{2, 0, 2}}},
	Mistakes: []Mistake{
		{"no place", "The positions are not added. Then \"dog bites man\" and \"man bites dog\" are the same to " +
			"attention."},
		{"place of the " +
			"id", "The row of positions is chosen by the id. It belongs to the place in the sequence: " +
			"the same word at another place gets another row."},
		{"side by " +
			"side", "Both vectors stand side by side, so that a row is twice as wide. GPT adds them: the " +
			"width stays."},
		{"place from " +
			"one", "Places are counted from 1: the first row of positions is never used, and a full " +
			"context has none for its last token."},
		{"one place for all", "Every token gets the first row of positions. Then no place differs from another."},
	},
	Random: func(r *rand.Rand) []any {
		return []any{randomMatrix(r, 6, 3), randomMatrix(r, 8, 3), randomIDs(r, between(r, 1, 8), 6)}
	},
}
