package learn

import "math/rand/v2"

var padPart = Part{
	ID: "6.3", Name: "Pad", Title: "rows of one length", Chapter: "ch06_classify",
	Stub: `// Pad brings every row of ids to the given length: longer ones lose their end, shorter ones are filled up
// with id behind. The rows 1 2 3 and 4 with length 2 and id 9 become 1 2 and 4 9.
func Pad(rows [][]int, length, id int) [][]int`,
	Hints: [3]string{
		"Two cases, cut or fill; both give new rows.",
		"append to a part of somebody else's slice can write into it: begin each row with a slice of your own.",
		"row := make([]int, length)",
	},
	Teaches:  "A batch is a rectangle. What fills it up costs computing time, and may not count in loss or accuracy.",
	Function: (func([][]int, int, int) [][]int)(nil),
	Examples: [][]any{{[][]int{{1}}, 1, 9}, {[][]int{{1}}, 2, 9}, {[][]int{{1, 2, 3}}, 2, 9}, {[][]int{{1, 2},
		{3}}, 3, 9}, {[][]int{{}}, 2, 9},
		{[][]int{{1, 2, 3, 4}, {5}, {}}, 3, 50256}},
	Mistakes: []Mistake{
		{"left", "Rows are filled up in front. Then text begins at another position in every row, and the model " +
			"has learned positions from 0."},
		{"not cut", "Long rows keep their length. The model has positions for so many ids only, and a batch is a " +
			"rectangle."},
		{"front cut", "Long rows lose their beginning. The end is what is cut."},
		{"zeros", "Rows are filled up with 0, which is a token like any other (in GPT-2 it is \"!\"). Use id."},
		{"to the longest", "Rows are brought to the length of the longest one, whatever length says."},
	},
	Random: func(r *rand.Rand) []any {
		rows := make([][]int, between(r, 1, 4))
		for i := range rows {
			rows[i] = randomIDs(r, between(r, 0, 8), 50)
		}
		return []any{rows, between(r, 1, 6), 99}
	},
}
