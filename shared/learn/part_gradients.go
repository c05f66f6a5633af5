package learn

import (
	"math"
	"math/rand/v2"
)

var gradientsPart = Part{
	ID: "A.4", Name: "Gradients", Title: "the chain rule, played backwards", Chapter: "ch00_tools",
	Stub: `// Gradients says how far the last number of a tape moves for each unit that any number of it moves.
// values[i] was computed by ops[i] from the numbers left[i] and right[i], which stand before it: "add", "mul", or
// "tanh" of left[i] alone; with "" it was given. For values 2, 3 and their product 6 the gradients are 3, 2, 1.
func Gradients(ops []string, left, right []int, values []float64) []float64`,
	Hints: [3]string{
		"The last number moves itself by 1. From there go backwards: everything behind a number is then known.",
		"Each input gets the slope times the gradient of what was made of it, added to what it has already.",
		"grads[left[i]] += values[right[i]] * grads[i]",
	},
	Teaches: "This is what every training framework does: one pass forwards that remembers, one backwards that " +
		"multiplies and adds. It costs about as much as the computation itself, for a million weights as for one.",
	Function: (func([]string, []int, []int, []float64) []float64)(nil),
	Examples: [][]any{
		{[]string{""}, []int{0}, []int{0}, []float64{5}},
		{[]string{"", "", "add"}, []int{0, 0, 0}, []int{0, 0, 1}, []float64{2, 3, 5}},
		{[]string{"", "", "mul"}, []int{0, 0, 0}, []int{0, 0, 1}, []float64{2, 3, 6}},
		{[]string{"", "mul"}, []int{0, 0}, []int{0, 0}, []float64{3, 9}},
		{[]string{"", "tanh"}, []int{0, 0}, []int{0, 0}, []float64{1, math.Tanh(1)}},
		{[]string{"", "add", "mul"}, []int{0, 0, 1}, []int{0, 0, 0}, []float64{3, 6, 18}},
		{[]string{"", "tanh", "mul"}, []int{0, 0, 1}, []int{0, 0, 0}, []float64{1, math.Tanh(1), math.Tanh(1)}},
		{[]string{"", "", "mul", "add"}, []int{0, 0, 0, 2}, []int{0, 0, 1, 0}, []float64{2, 3, 6, 8}},
		{[]string{"", "", "mul", "tanh", "add", "mul"}, []int{0, 0, 0, 2, 3, 4}, []int{0, 0, 1, 0, 0, 4},
			[]float64{0.5, -1, -0.5, math.Tanh(-0.5), math.Tanh(-0.5) + 0.5,
				(math.Tanh(-0.5) + 0.5) * (math.Tanh(-0.5) + 0.5)}},
	},
	Mistakes: []Mistake{
		{"overwritten", "A gradient is overwritten when a number is used twice. Both ways lead to the result, and " +
			"their gradients add up: +=."},
		{"own value", "The slopes of a product are exchanged: moving the left number moves the product by the " +
			"right one, not by itself."},
		{"forwards", "The tape is played forwards. The gradient of a number is known only when those of " +
			"everything behind it are: begin with the last."},
		{"tanh of the " +
			"input", "The slope of tanh is 1 - y², where y is its value, not its input: 1 - x² can even " +
			"be negative."},
		{"tanh without " +
			"slope", "Gradients go through tanh unchanged. Its slope is 1 - y²; where it is flat " +
			"nothing gets through."},
		{"only the " +
			"last", "The gradient of a product does not include that of what was made of it: multiply by " +
			"grads[i]."},
	},
	Properties: []Property{property("a small step", func(f func([]string, []int, []int, []float64) []float64) string {
		forward := func(x float64) []float64 {
			y := math.Tanh(x * 0.5)
			return []float64{x, 0.5, x * 0.5, y, y * x, y*x + x}
		}
		got := f([]string{"", "", "mul", "tanh", "mul", "add"}, []int{0, 0, 0, 2, 3, 4}, []int{0, 0, 1, 0, 0, 0},
			forward(0.8))[0]
		slope := (forward(0.8 + 1e-6)[5] - forward(0.8 - 1e-6)[5]) / 2e-6
		if math.Abs(got-slope) > 1e-5 {
			return "Moving x by a millionth moves tanh(x·0.5)·x + x " +
				"by " + Literal(slope) + " millionths at x = " +
				"0.8; your gradient says " + Literal(got) + "."
		}
		return ""
	})},
	Random: randomTape,
}

// randomTape is a tape of two given numbers and a few steps.
func randomTape(r *rand.Rand) []any {
	ops, left, right := []string{"", ""}, []int{0, 0}, []int{0, 0}
	values := []float64{r.NormFloat64(), r.NormFloat64()}
	for range between(r, 1, 6) {
		a, b := r.IntN(len(values)), len(values)-1
		op := []string{"add", "mul", "tanh"}[r.IntN(3)]
		value := values[a] + values[b]
		switch op {
		case "mul":
			value = values[a] * values[b]
		case "tanh":
			a, value = b, math.Tanh(values[b])
		}
		ops, left, right, values = append(ops, op), append(left, a), append(right, b), append(values, value)
	}
	return []any{ops, left, right, values}
}
