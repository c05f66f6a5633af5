package learn

import "math/rand/v2"

var exercises = []*Part{&momentumExercise, &countWindowsExercise, &carryExercise, &phi3Exercise}

var momentumExercise = Part{
	ID: "X0.2", Name: "MomentumStep", Title: "an optimizer of your own", Chapter: "ch00_tools",
	Stub: `// MomentumStep is one step of momentum: 0.9 of the velocity is kept, the gradient is added, and the parameter
// moves by 0.1 of the new velocity, against it.
func MomentumStep(parameter, gradient, velocity float64) (newParameter, newVelocity float64)`,
	Hints: [3]string{
		"Two lines: first the velocity, then the parameter.",
		"Which velocity moves the parameter, the one that came in or the new one?",
		"newVelocity = 0.9*velocity + gradient",
	},
	Teaches: "The velocity is all the memory there is: one number for each parameter. It carries a step over " +
		"small gradients and over those that point the other way once.",
	Function: (func(float64, float64, float64) (float64, float64))(nil),
	Examples: [][]any{{2.0, 3.0, 0.0}, {1.7, 1.0, 3.0}, {1.33, -2.0, 3.7}, {5.0, 0.0, 1.0}},
	Mistakes: []Mistake{
		{"old velocity", "The parameter moves by the velocity that came in. Then every step comes one too " +
			"late, and the first one does not move at all. Add the gradient first."},
		{"uphill", "The parameter moves with the velocity. The gradient points to where the loss grows: move " +
			"against it."},
		{"no memory", "Nothing of the velocity is kept. That is SGD, which turns round at every gradient."},
		{"running mean", "The gradient is weighed with 0.1 before it is added to the velocity, and then the " +
			"rate of 0.1 comes on top: each step is a tenth of what it should be. AdamW keeps such a " +
			"mean; momentum adds the whole gradient."},
		{"rate inside", "The rate is in the velocity already. The parameter comes out right, the velocity " +
			"does not: it is 0.9 of the old one and the whole gradient."},
	},
	Random: func(r *rand.Rand) []any { return []any{r.NormFloat64(), r.NormFloat64(), r.NormFloat64()} },
}

var countWindowsExercise = Part{
	ID: "X2.3", Name: "CountWindows", Title: "how many windows?", Chapter: "ch02_text",
	Stub: `// CountWindows says how many windows of length ids a text of n ids has, when they start stride ids apart and
// each needs one id more behind its end, for the last target. A text that is too short has none.
func CountWindows(n, length, stride int) int`,
	Hints: [3]string{
		"Where does the last window that fits start?",
		"The starts are 0, stride, 2·stride, … up to n - length - 1. How many are these?",
		"if n <= length { return 0 }",
	},
	Teaches:  "A count has two ends, and a test needs a case for each: one id more or less has to show.",
	Function: (func(int, int, int) int)(nil),
	Examples: [][]any{{2, 1, 1}, {5, 4, 7}, {5, 5, 2}, {3, 7, 1}, {100, 10, 10}, {5145, 4, 1}, {5145, 4, 4},
		{5145, 256, 128}, {5145, 256, 256}},
	Mistakes: []Mistake{
		{"end to end", "That is how often the length goes into n, as if windows always lay end to end. The " +
			"stride says where the next one starts, and the last target needs an id, too."},
		{"no target", "The last target is forgotten: a window needs one id more than it has. Rounding down " +
			"hides it for most strides; a stride of 1 shows it."},
		{"too short", "A text that is too short gets a window. Division rounds towards 0, so a small " +
			"negative number divided by the stride is 0: look at the length first."},
		{"first forgotten", "One is missing: the window that starts at 0 counts, too."},
		{"gap", "The stride is taken for a gap between the end of a window and the start of the next. It " +
			"goes from start to start."},
	},
	Random: func(r *rand.Rand) []any {
		return []any{between(r, 2, 60), between(r, 1, 20), between(r, 1, 20)}
	},
}

var carryExercise = Part{
	ID: "X3.1", Name: "Carry", Title: "the same attention in two forms", Chapter: "ch03_attention",
	Stub: `// Carry turns the weight of a SelfAttentionV2, [out, in], into the one that a SelfAttentionV1 needs, [in, out].
func Carry(weight [][]float64) [][]float64`,
	Hints: [3]string{
		"Write down x·W for the one and x·Wᵀ for the other.",
		"What stands in row 0 of the result? One number from each row of the weight.",
		"carried := make([][]float64, len(weight[0]))",
	},
	Teaches: "How a weight is stored is a matter of habit. Who reads another program's weights has to know its " +
		"habit: a square matrix fits either way.",
	Function: (func(Matrix) Matrix)(nil),
	Examples: [][]any{{Matrix{{7}}}, {Matrix{{1, 2}}}, {Matrix{{1, 2}, {3, 4}}}, {Matrix{{1, 2, 3}, {4, 5, 6}}}},
	Mistakes: []Mistake{
		{"reshaped", "The numbers are still in their order, only cut elsewhere. The shape is right and there " +
			"is no error, but the context vectors are others: rows have to become columns."},
		{"as it is", "The weight is copied as it is. Where both widths are equal, as in a GPT, nothing " +
			"complains, and the results are wrong."},
		{"turned", "The matrix is turned by a quarter, like a picture. Row i of the result is column i of " +
			"the weight, from the top down."},
	},
}

var phi3Exercise = Part{
	ID: "X7.1", Name: "Phi3Prompt", Title: "another prompt style", Chapter: "ch07_instruct",
	Stub: `// Phi3Prompt writes a task in Phi-3's style, without the mark that the answer follows: <|user|>, in the next line
// the instruction, and in the next the input where there is one.
func Phi3Prompt(instruction, input string) string`,
	Hints: [3]string{
		"Print yours with %q: every line break shows.",
		"What is always there, and what only when there is an input?",
		`text := "<|user|>\n" + instruction`,
	},
	Teaches: "A style is a habit of whoever trained the model. Any will do, as long as it is the same in " +
		"training and afterwards, to the letter.",
	Function: (func(string, string) string)(nil),
	Examples: [][]any{{"Say hi.", ""}, {"Say hi.", "loud"}, {"Sort.", "b\na"}},
	Mistakes: []Mistake{
		{"empty line", "Without an input there is a line break more at the end. The model would learn that " +
			"something can be missing there: write the line only when there is an input."},
		{"with the mark", "The mark <|assistant|>: is there, too. It does not belong to the prompt: a style " +
			"keeps it by itself, because the answer is cut out behind it."},
		{"one line", "Something is missing between <|user|> and the instruction: a line break. A blank " +
			"there, or nothing, gives other tokens."},
		{"empty line between", "There is an empty line between instruction and input. This style has a line " +
			"break only."},
		{"input left out", "The input is never written. The model would have to guess it."},
		{"alpaca", "These are the sections of Alpaca's style. Phi-3 has neither a head nor headings."},
	},
	Random: func(r *rand.Rand) []any {
		words := []string{"", "Rewrite this.", "Name two birds.", "The cat sat.", "a\nb", "5 + 7"}
		return []any{words[1+r.IntN(len(words)-1)], words[r.IntN(len(words))]}
	},
}
