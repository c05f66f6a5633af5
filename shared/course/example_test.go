package course_test

import "llmfromscratch/shared/course"

// The inputs of section 3.3, as PyTorch prints them.
func ExampleTensor() {
	course.Tensor([][]float32{{0.43, 0.15, 0.89}, {0.55, 0.87, 0.66}})
	// Output:
	// [[0.4300, 0.1500, 0.8900],
	//  [0.5500, 0.8700, 0.6600]]
}

// Outside a notebook a table is text.
func ExampleTable() {
	course.Table([]string{"word", "id"}, []any{"Hello", 15496}, []any{"world", 995})
	// Output:
	// word      id
	// Hello  15496
	// world    995
}

func ExampleOf() {
	size := course.Tiny
	course.Tensor(course.Of(size, 1, 10))
	// Output: 1
}
