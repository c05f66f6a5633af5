package learn

import "math/rand/v2"

var (
	twoTokens = Matrix{{1, 0}, {0, 1}}
	identity2 = Matrix{{1, 0}, {0, 1}}
	fourWide  = Matrix{{1, 0, 2, -1}, {0, 1, 1, 1}, {1, 1, 0, 2}}
	identity4 = Matrix{{1, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, 1, 0}, {0, 0, 0, 1}}
	mixed4    = Matrix{{1, 0.5, 0, 0}, {0, 1, 0.5, 0}, {0, 0, 1, 0.5}, {0.5, 0, 0, -1}}
	other4    = Matrix{{0, 1, 0, 0.25}, {1, 0, 0, 0}, {0, -1, 0, 1}, {0, 0, 1, 0}}
)

var multiHeadPart = Part{
	ID: "3.6c", Name: "MultiHead", Title: "attention as the GPT has it", Chapter: "ch03_attention",
	Stub: `// MultiHead is causal attention with several heads: queries, keys and values are Linear(x, wq), Linear(x,
// wk) and Linear(x, wv), cut into heads; each head scales its scores by its own width, masks and mixes; the heads
// are merged and go through Linear with wo. x is [seq, in], wq, wk and wv are [out, in], wo is [out, out]; the
// result is [seq, out].
func MultiHead(x, wq, wk, wv, wo [][]float64, heads int) [][]float64`,
	Hints: [3]string{
		"All its pieces are parts that you have: Linear, SplitHeads, Scores, CausalMask, Mix, MergeHeads.",
		"Three products, three splits, a loop over the heads, one merge, one product.",
		"q, k, v := SplitHeads(Linear(x, wq), heads), SplitHeads(Linear(x, wk), heads), SplitHeads(Linear(x, wv), " +
			"heads)",
	},
	Teaches: "Nothing new happens here, and that is the lesson: the attention of GPT-2 is six small functions in " +
		"a row.",
	Function: (func(Matrix, Matrix, Matrix, Matrix, Matrix, int) Matrix)(nil),
	Examples: [][]any{
		{twoTokens, identity2, identity2, identity2, identity2, 1},
		{twoTokens, identity2, identity2, identity2, Matrix{{0, 1}, {1, 0}}, 2},
		{fourWide, identity4, mixed4, other4, identity4, 2},
		{fourWide, other4, identity4, mixed4, other4, 2},
		{fourWide, other4, identity4, mixed4, other4, 4},
	},
	Mistakes: []Mistake{
		{"scaled by the whole " +
			"width", "The scores are scaled by the root of the whole width. Each head has " +
			"products of its own, of head·dim over heads components: that root counts."},
		{"no mask", "Tokens look ahead. Every head needs the causal mask."},
		{"no output " +
			"layer", "The merged heads come out as they are. wo is missing, the layer that lets heads work " +
			"together."},
		{"one head", "The number of heads makes no difference: everything is computed as one wide head. Cut " +
			"queries, keys and values, and mask and mix each head by itself."},
		{"keys as " +
			"values", "The keys are mixed, not the values. A key says what a token can be found by, its " +
			"value what it gives."},
		{"queries and keys exchanged", "Queries and keys have changed places: rows of the scores belong to queries."},
	},
	Properties: []Property{
		property("n heads are n single heads", func(f func(a, b, c, d, e Matrix, n int) Matrix) string {
			both := f(fourWide, mixed4, other4, mixed4, identity4, 2)
			left := f(fourWide, mixed4[:2], other4[:2], mixed4[:2], identity2, 1)
			right := f(fourWide, mixed4[2:], other4[2:], mixed4[2:], identity2, 1)
			for i := range both {
				if want := append(append([]float64{}, left[i]...), right[i]...); !near(both[i], want, exact) {
					return "Two heads side by side are two single heads with half of the weights each. At " +
						"place " + Literal(i) +
						" both together give " + Literal(both[i]) + ", one by one " + Literal(want) + "."
				}
			}
			return ""
		}),
	},
	Random: func(r *rand.Rand) []any {
		heads := between(r, 1, 3)
		in, out := between(r, 1, 4), heads*between(r, 1, 3)
		return []any{randomMatrix(r, between(r, 1, 4), in), randomMatrix(r, out, in), randomMatrix(r, out, in),
			randomMatrix(r, out, in), randomMatrix(r, out, out), heads}
	},
}
