package course_test

import (
	"llmfromscratch/shared/course"
	"llmfromscratch/shared/diagram"
)

func ExamplePicture() {
	d := diagram.New("A box", "One box with a word in it.")
	d.Box(diagram.Rect{X: diagram.Margin, Y: d.Below(8), W: 100}, diagram.Blue, "hello")
	course.Picture(d.SVG())
	// Output: [A box. One box with a word in it.]
}
