package pictures

import "llmfromscratch/shared/diagram"

// at is a point.
func at(x, y float64) diagram.Point { return diagram.Point{X: x, Y: y} }

// box is a rectangle; a height of 0 is that of the text in it.
func box(x, y, w, h float64) diagram.Rect { return diagram.Rect{X: x, Y: y, W: w, H: h} }

// The left and the right edge of what is drawn, and the middle.
const (
	left   = diagram.Margin
	right  = diagram.Width - diagram.Margin
	inner  = diagram.Inner
	centre = diagram.Width / 2
)

// down draws an arrow from one box to the next one under it.
func down(d *diagram.Drawing, from, to diagram.Rect) {
	d.Arrow(diagram.Plain, from.South(), at(from.Mid().X, to.Y))
}
