package learn

var splitHeadsPart = Part{
	ID: "3.6a", Name: "SplitHeads", Title: "one width for several heads", Chapter: "ch03_attention",
	Stub: `// SplitHeads cuts every row of x [seq, heads·dim] into heads pieces of dim: the result is [head, seq,
// dim]. Head 0 gets the first dim columns, head 1 the next, and so on.
func SplitHeads(x [][]float64, heads int) [][][]float64`,
	Hints: [3]string{
		"The heads share the columns, not the rows: each head sees the whole sequence.",
		"dim is the width over the number of heads; head h has the columns h·dim to (h+1)·dim.",
		"row[h*dim:(h+1)*dim]",
	},
	Teaches: "Several heads cost nothing extra: one wide product is computed once and then cut. In a graph this " +
		"is a reshape and a transpose, and forgetting the second mixes up places and heads.",
	Function: (func(Matrix, int) []Matrix)(nil),
	Examples: [][]any{{Matrix{{1, 2}}, 1}, {Matrix{{1, 2}}, 2}, {Matrix{{1, 2}, {3, 4}}, 2},
		{Matrix{{1, 2, 3, 4}}, 2},
		{Matrix{{1, 2, 3, 4}, {5, 6, 7, 8}}, 2}, {Matrix{{1, 2, 3, 4, 5, 6}, {7, 8, 9, 10, 11, 12}}, 3}},
	Mistakes: []Mistake{
		{"every second " +
			"column", "The columns are dealt out like cards, one to each head in turn. A head has " +
			"columns that stand side by side: 0 … dim-1 is the first."},
		{"only reshaped", "The numbers are cut in the order in which they lie in memory, so that a head gets " +
			"whole tokens and parts of others. After the reshape to [seq, head, dim] the first two axes must be " +
			"exchanged."},
		{"sequence first", "The result is [seq, head, dim]. Heads come first: each works on a whole sequence of " +
			"its own."},
		{"rows", "The sequence is cut, so that each head sees other tokens. Heads share the columns; every head " +
			"sees every token."},
	},
}

var mergeHeadsPart = Part{
	ID: "3.6b", Name: "MergeHeads", Title: "heads side by side again", Chapter: "ch03_attention",
	Stub: `// MergeHeads puts what the heads found, [head, seq, dim], side by side again: [seq, head·dim]. It undoes
// SplitHeads.
func MergeHeads(heads [][][]float64) [][]float64`,
	Hints: [3]string{
		"Row i of the result is row i of head 0, then row i of head 1, …",
		"For every place in the sequence go through the heads and append.",
		"rows[i] = append(rows[i], head[i]...)",
	},
	Teaches: "Merging adds nothing and loses nothing. That heads can help each other is the work of the output " +
		"layer behind.",
	Function: (func([]Matrix) Matrix)(nil),
	Examples: [][]any{{[]Matrix{{{1, 2}}}}, {[]Matrix{{{1}}, {{2}}}}, {[]Matrix{{{1}, {2}}, {{3}, {4}}}},
		{[]Matrix{{{1, 2}}, {{3, 4}}}}, {[]Matrix{{{1, 2}, {5, 6}, {0, 1}}, {{3, 4}, {7, 8}, {9, 9}}}}},
	Mistakes: []Mistake{
		{"one above the " +
			"other", "The heads stand one above the other, and the sequence has become longer. They " +
			"belong side by side: a token's row gets wider."},
		{"in turn", "The heads' columns are dealt out in turn. Head 0 has all of its columns first, as SplitHeads " +
			"has taken them."},
		{"added up", "The heads are added up. They stand side by side: otherwise what they found separately is lost."},
		{"only reshaped", "The numbers are strung together in the order in which they lie in memory, so that a " +
			"row has parts of several tokens of one head. Row i takes row i of every head."},
	},
}
