package learn

import "math/rand/v2"

var windowsPart = Part{
	ID: "2.6", Name: "Windows", Title: "inputs and the ids to predict", Chapter: "ch02_text",
	Stub: `// Windows cuts ids into inputs of length ids each, and for each the targets: the same window one id
// further. Windows begin at 0, stride, 2·stride, …; one that the ids do not fill, targets included, is left out. Of
// 1 2 3 4 5 with length 2 and stride 2 the inputs are 1 2 and 3 4, the targets 2 3 and 4 5.
func Windows(ids []int, length, stride int) (inputs, targets [][]int)`,
	Hints: [3]string{
		"The last target lies one behind the last input: how many ids does one window need?",
		"A loop over the places where windows begin; two slices of ids for each.",
		"for i := 0; i+length+1 <= len(ids); i += stride {",
	},
	Teaches: "A text is its own answer sheet: the id to predict is the next one, so that nobody has to label " +
		"anything. One window of 256 ids is 256 exercises at once.",
	Function: (func([]int, int, int) ([][]int, [][]int))(nil),
	Examples: [][]any{{[]int{1, 2}, 1, 1}, {[]int{1, 2, 3}, 2, 2}, {[]int{1, 2, 3, 4}, 2, 1},
		{[]int{1, 2, 3, 4}, 2, 2},
		{[]int{1, 2, 3, 4, 5}, 2, 2}, {[]int{1, 2}, 2, 1}, {[]int{1, 2, 3, 4, 5, 6, 7, 8, 9}, 3, 2}},
	Mistakes: []Mistake{
		{"not shifted", "Inputs and targets are equal. A model that has to predict what it has in front of it " +
			"learns to copy, with a wonderful loss and no use. The targets lie one id further."},
		{"next window", "The targets are the window behind the inputs. They lie one id further, not one window: " +
			"every place predicts the id that comes next."},
		{"half a " +
			"window", "There are windows that the ids do not fill. A batch wants rows of one length: leave " +
			"out what remains at the end."},
		{"last window " +
			"lost", "The last window is missing although it is full: with its targets it needs length+1 " +
			"ids, and those are there."},
		{"stride ignored", "Windows begin at every id, whatever the stride. With a stride of the window's length " +
			"no id is an input twice; with 1 each is, many times over."},
		{"backwards", "The targets lie one id before the inputs. The model is to say what comes, not what came."},
	},
	Random: func(r *rand.Rand) []any {
		length := between(r, 1, 4)
		return []any{randomIDs(r, between(r, length+1, 14), 50), length, between(r, 1, 4)}
	},
}
