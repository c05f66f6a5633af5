package learn

import "math/rand/v2"

var promptPart = Part{
	ID: "7.2", Name: "Prompt", Title: "a task becomes a text", Chapter: "ch07_instruct",
	Stub: `// Prompt writes a task the way the model knows it: head, an empty line, "### Instruction:" and the
// instruction in the next line; then, only when there is an input, an empty line, "### Input:" and the input in the
// next line; at last an empty line and "### Response:" with a line break behind it, where the answer will begin. The
// head is
//
//	Below is an instruction that describes a task. Write a response that appropriately completes the request.
func Prompt(instruction, input string) string`,
	Hints: [3]string{
		"Print yours with %q: every line break shows.",
		"Write what is always there in two pieces, and put the input between them when there is one.",
		`text := head + "\n\n### Instruction:\n" + instruction`,
	},
	Teaches: "To the model a task is a text like any other. It answers because it has seen what follows \"### " +
		"Response:\", and it wants that to the letter.",
	Function: (func(string, string) string)(nil),
	Examples: [][]any{{"Say hi.", ""}, {"Say hi.", "loud"}, {"", ""}},
	Mistakes: []Mistake{
		{"empty section", "An empty input gets a section, too. The model would learn that something can be " +
			"missing there; leave the section out."},
		{"no response " +
			"mark", "\"### Response:\" is missing at the end. It is what tells the model to answer now; " +
			"without it the most likely continuation is more of the task."},
		{"no head", "The first sentence is missing. It belongs to what the model was trained on."},
		{"no empty " +
			"lines", "There are no empty lines between the sections. Tokens of one and of two line breaks " +
			"differ: the model sees another text."},
		{"no last line " +
			"break", "The line break behind \"### Response:\" is missing. The answer begins in a line " +
			"of its own."},
		{"input always left out", "The input is never written."},
	},
	Random: func(r *rand.Rand) []any {
		words := []string{"", "Rewrite this.", "Name two birds.", "The cat sat.", "a\nb", "5 + 7"}
		return []any{words[1+r.IntN(len(words)-1)], words[r.IntN(len(words))]}
	},
}
