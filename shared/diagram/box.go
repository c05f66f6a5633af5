package diagram

import (
	"fmt"
	"strings"
)

// boxPad is the distance between a text and the edge of its box.
const boxPad = 6.0

// Box draws a rectangle with texts in its middle, broken where they are too wide. The first is the name, in bold when
// there are more; the others are small. A box without a height gets the one that its texts need. It returns the
// rectangle.
func (d *Drawing) Box(r Rect, tone Tone, texts ...string) Rect {
	type line struct {
		text  string
		style Style
	}
	var lines []line
	high := 0.0
	for i, s := range texts {
		style := Style(0)
		switch {
		case i > 0:
			style = Small
		case len(texts) > 1:
			style = Bold
		}
		if tone == Strong {
			style |= deep
		}
		for _, part := range wrap(clean(s), style, r.W-2*boxPad+2) {
			lines = append(lines, line{part, style})
			high += lineHeight * style.size()
		}
	}
	if r.H == 0 {
		r.H = high + 2*boxPad
	}
	if high > r.H {
		d.Fail(fmt.Errorf("a box of height %g for %g of text: %q", r.H, high, texts))
	}
	d.rect(r, tone, 5)
	y := r.Mid().Y - high/2
	for _, l := range lines {
		step := lineHeight * l.style.size()
		room := d.Text(Point{r.Mid().X, y + step/2}, l.text, l.style)
		if room.W > r.W-4 {
			d.Fail(fmt.Errorf("a box of width %g for %g of text: %q", r.W, room.W, l.text))
		}
		y += step
	}
	return r
}

// Frame draws a rectangle for others to stand in, with a label in its upper left corner; what follows the first line of
// the label is small.
func (d *Drawing) Frame(r Rect, tone Tone, label string) Rect {
	d.rect(r, tone, 8)
	name, rest, _ := strings.Cut(label, "\n")
	style := Bold | Left
	if tone == Strong {
		style |= deep
	}
	room := d.Paragraph(r.X+8, r.Y+5, r.W-16, name, style)
	if rest != "" {
		d.Paragraph(r.X+8, room.Bottom(), r.W-16, rest, style&^Bold|Small)
	}
	return r
}

// rect draws a rectangle.
func (d *Drawing) rect(r Rect, tone Tone, radius float64) {
	p, dashes := tone.paint(), ""
	if tone == Ghost {
		dashes = ` stroke-dasharray="4 3"`
	}
	d.emit(`<rect x="%s" y="%s" width="%s" height="%s" rx="%s"%s%s/>`, num(r.X), num(r.Y), num(r.W), num(r.H),
		num(radius), dashes, d.paint(p.fill, p.line))
	d.grow(r)
	corners := []Point{{r.X, r.Y}, {r.Right(), r.Y}, {r.Right(), r.Bottom()}, {r.X, r.Bottom()}, {r.X, r.Y}}
	d.trace(corners)
}

// Polygon draws a filled shape between its corners.
func (d *Drawing) Polygon(tone Tone, corners ...Point) {
	p := tone.paint()
	d.emit(`<polygon points="%s" stroke-linejoin="round"%s/>`, points(corners), d.paint(p.fill, p.line))
	d.trace(append(corners[:len(corners):len(corners)], corners[0]))
}

// Circle draws a circle with a sign in it, such as + where two vectors are added.
func (d *Drawing) Circle(mid Point, radius float64, tone Tone, sign string) Rect {
	p := tone.paint()
	d.emit(`<circle cx="%s" cy="%s" r="%s"%s/>`, num(mid.X), num(mid.Y), num(radius), d.paint(p.fill, p.line))
	style := Bold
	if tone == Strong {
		style |= deep
	}
	d.Text(mid, sign, style)
	room := Rect{mid.X - radius, mid.Y - radius, 2 * radius, 2 * radius}
	d.grow(room)
	return room
}

// Dot marks a point and returns its room.
func (d *Drawing) Dot(at Point, tone Tone) Rect {
	p := tone.paint()
	d.emit(`<circle cx="%s" cy="%s" r="4"%s/>`, num(at.X), num(at.Y), d.paint(p.line, p.line))
	room := Rect{at.X - 4, at.Y - 4, 8, 8}
	d.grow(room)
	return room
}

// points are the coordinates of a polygon or polyline.
func points(list []Point) string {
	var b strings.Builder
	for i, p := range list {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(num(p.X) + "," + num(p.Y))
	}
	return b.String()
}
