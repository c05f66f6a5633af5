package diagram

// Point is a place in a picture: X to the right, Y downwards, in the picture's own units.
type Point struct{ X, Y float64 }

// Shift is the point moved by some distance.
func (p Point) Shift(dx, dy float64) Point { return Point{p.X + dx, p.Y + dy} }

// Rect is a rectangle: X, Y is its upper left corner.
type Rect struct{ X, Y, W, H float64 }

// Right is the right edge.
func (r Rect) Right() float64 { return r.X + r.W }

// Bottom is the lower edge.
func (r Rect) Bottom() float64 { return r.Y + r.H }

// Mid is the centre.
func (r Rect) Mid() Point { return Point{r.X + r.W/2, r.Y + r.H/2} }

// North is the middle of the upper edge, where arrows begin and end.
func (r Rect) North() Point { return Point{r.X + r.W/2, r.Y} }

// South is the middle of the lower edge.
func (r Rect) South() Point { return Point{r.X + r.W/2, r.Y + r.H} }

// West is the middle of the left edge.
func (r Rect) West() Point { return Point{r.X, r.Y + r.H/2} }

// East is the middle of the right edge.
func (r Rect) East() Point { return Point{r.X + r.W, r.Y + r.H/2} }

// Inset is the rectangle without a border of width d.
func (r Rect) Inset(d float64) Rect { return Rect{r.X + d, r.Y + d, r.W - 2*d, r.H - 2*d} }

// Overlaps says whether two rectangles share an area.
func (r Rect) Overlaps(o Rect) bool {
	return r.X < o.Right() && o.X < r.Right() && r.Y < o.Bottom() && o.Y < r.Bottom()
}

// around is the smallest rectangle with both in it.
func (r Rect) around(o Rect) Rect {
	x, y := min(r.X, o.X), min(r.Y, o.Y)
	return Rect{x, y, max(r.Right(), o.Right()) - x, max(r.Bottom(), o.Bottom()) - y}
}
