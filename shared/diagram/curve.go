package diagram

// Axes is an area of a picture in which points are given by numbers.
type Axes struct {
	Area       Rect
	MinX, MaxX float64
	MinY, MaxY float64
}

// At is the place of a point.
func (a Axes) At(x, y float64) Point {
	return Point{
		a.Area.X + (x-a.MinX)/(a.MaxX-a.MinX)*a.Area.W,
		a.Area.Bottom() - (y-a.MinY)/(a.MaxY-a.MinY)*a.Area.H,
	}
}

// Axes draws the two axes with their names: that of the upward one above it, that of the other at its right end below.
func (d *Drawing) Axes(a Axes, x, y string) {
	corner := Point{a.Area.X, a.Area.Bottom()}
	d.Arrow(Plain, corner, Point{a.Area.X, a.Area.Y - 4})
	d.Arrow(Plain, corner, Point{a.Area.Right() + 4, corner.Y})
	d.Text(Point{a.Area.X - 4, a.Area.Y - 15}, y, Small|Muted|Left)
	d.Text(Point{a.Area.Right() + 4, corner.Y + 13}, x, Small|Muted|Right)
}

// Curve draws a function as a line through some of its points.
func (d *Drawing) Curve(tone Tone, through ...Point) {
	dashes := ""
	if tone == Orange { // told apart without its colour, too
		dashes = ` stroke-dasharray="7 3"`
	}
	d.emit(`<polyline points="%s" stroke-width="2.2" stroke-linejoin="round"%s%s/>`, points(through), dashes,
		d.paint(none, lineColor(tone)))
	d.trace(through)
}

// Sample is a function of x as a curve's points, from one number to another in so many steps.
func (a Axes) Sample(f func(x float64) float64, from, to float64, steps int) []Point {
	list := make([]Point, 0, steps+1)
	for i := range steps + 1 {
		x := from + (to-from)*float64(i)/float64(steps)
		list = append(list, a.At(x, f(x)))
	}
	return list
}
