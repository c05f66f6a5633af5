package diagram

import "math"

// Arrow draws a line through some points with a head at the last. Its colour is the outline of the tone; [Ghost] is
// dashed.
func (d *Drawing) Arrow(tone Tone, through ...Point) {
	d.Line(tone, through...)
	if len(through) < 2 {
		return
	}
	// A head of its own for each arrow: a shared marker would vanish with the first picture of a page.
	const long, half = 8, 4
	tip, from := through[len(through)-1], through[len(through)-2]
	length := math.Hypot(tip.X-from.X, tip.Y-from.Y)
	if length == 0 {
		return
	}
	x, y := (tip.X-from.X)/length, (tip.Y-from.Y)/length
	back := Point{tip.X - long*x, tip.Y - long*y}
	head := []Point{tip, {back.X - half*y, back.Y + half*x}, {back.X + half*y, back.Y - half*x}}
	d.emit(`<polygon points="%s"%s/>`, points(head), d.paint(lineColor(tone), color{}))
}

// Line draws a line through some points.
func (d *Drawing) Line(tone Tone, through ...Point) {
	dashes := ""
	if tone == Ghost {
		dashes = ` stroke-dasharray="4 3"`
	}
	d.emit(`<polyline points="%s" stroke-width="1.5" stroke-linejoin="round"%s%s/>`, points(through), dashes,
		d.paint(none, lineColor(tone)))
	d.trace(through)
}

// lineColor is the colour of a line of a tone.
func lineColor(t Tone) color {
	if t == Plain || t == Clear || t == Ghost {
		return rule
	}
	return t.paint().line
}

// Brace draws a bracket under the distance from x0 to x1, with a text below it, and returns the text's room.
func (d *Drawing) Brace(x0, x1, y float64, s string, style Style) Rect {
	d.Line(Plain, Point{x0, y}, Point{x0, y + 5}, Point{x1, y + 5}, Point{x1, y})
	step := lineHeight * style.size()
	return d.Text(Point{(x0 + x1) / 2, y + 7 + step/2}, s, style)
}

// trace keeps the lines through some points, which may cross no text, and makes room for them.
func (d *Drawing) trace(through []Point) {
	for i, p := range through {
		d.grow(Rect{p.X, p.Y, 0, 0})
		if i > 0 {
			d.lines = append(d.lines, segment{through[i-1], p})
		}
	}
}
