package plot

import (
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// breakHeight is the room for a break between the ends of the two axes.
const breakHeight vg.Length = 12

// drawBreak draws a zigzag from the lower end of the vertical axis to the horizontal one: what lies between 0 and there
// is left out.
func drawBreak(area draw.Canvas, p *plot.Plot) {
	x := area.Min.X - p.Y.Padding - p.Y.Width/2
	from, to := area.Min.Y, area.Min.Y-p.X.Padding-p.X.Width/2
	at := func(dx, share vg.Length) vg.Point { return vg.Point{X: x + dx, Y: from + (to-from)*share} }
	area.StrokeLines(draw.LineStyle{Color: ink, Width: 0.75}, []vg.Point{at(0, 0), at(0, 0.25), at(4, 0.4),
		at(-4, 0.6), at(0, 0.75), at(0, 1)})
}
