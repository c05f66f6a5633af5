package learn

var blockPart = Part{
	ID: "4.5", Name: "Block", Title: "a transformer block and its shortcuts", Chapter: "ch04_gpt",
	Stub: `// Block is a transformer block without dropout, made of four functions from [seq, embed] to [seq, embed]:
// norm1 and attention with a shortcut around both, then norm2 and feedForward with a shortcut around both.
func Block(x [][]float64, norm1, attention, norm2, feedForward func([][]float64) [][]float64) [][]float64`,
	Hints: [3]string{
		"A shortcut adds what went into the norm, not what came out of it.",
		"The second shortcut begins behind the first sum.",
		"y := add(x, attention(norm1(x))), with a helper add of your own that makes a new matrix",
	},
	Teaches: "Blocks do not replace, they add: a token's vector is a stream that every block writes a little " +
		"into. That is why gradients reach the first of twelve blocks.",
	Function: (func(x Matrix, norm1, attention, norm2, feedForward func(Matrix) Matrix) Matrix)(nil),
	Examples: [][]any{
		{Matrix{{1}}, plus(0), times(2), plus(0), times(3)},
		{Matrix{{1}}, plus(1), times(2), plus(1), times(3)},
		{Matrix{{1, 2}, {3, 4}}, plus(0.5), times(-1), plus(10), times(0.25)},
		{Matrix{{1, -2}}, times(3), plus(1), times(0.5), plus(-7)},
	},
	Mistakes: []Mistake{
		{"norm behind", "The norms come behind the sums, as in the transformer of 2017. GPT-2 normalises what " +
			"goes into attention and network, and leaves the stream itself alone: that trains better when there " +
			"are many blocks."},
		{"no shortcuts", "There are no shortcuts: what came in is lost, and gradients have to pass through " +
			"everything."},
		{"one shortcut", "The second shortcut is missing: the network's output replaces what attention has found."},
		{"first shortcut missing", "The first shortcut is missing: attention's output replaces the token itself."},
		{"from the " +
			"beginning", "The second shortcut adds what came into the block. It begins behind the first " +
			"sum; otherwise attention reaches the result through the network only."},
		{"normalised shortcut", "The shortcuts add what comes out of the norms. They begin before them, so that " +
			"the stream passes unchanged."},
		{"no norms", "The norms are left out."},
	},
}

// plus and times stand for layers: functions whose effects can be told apart.
func plus(y float64) func(Matrix) Matrix {
	return each(func(v float64) float64 { return v + y })
}

func times(y float64) func(Matrix) Matrix {
	return each(func(v float64) float64 { return v * y })
}

// each applies a function to every number of a new matrix.
func each(f func(float64) float64) func(Matrix) Matrix {
	return func(x Matrix) Matrix {
		out := make(Matrix, len(x))
		for i, row := range x {
			out[i] = make([]float64, len(row))
			for j, v := range row {
				out[i][j] = f(v)
			}
		}
		return out
	}
}
