package diagram

import "strings"

// Row is a row of tokens: what is written in each, in what tone, and what stands small under it, such as its id.
type Row struct {
	Tokens []string
	Under  []string         // nil: nothing
	Tone   func(i int) Tone // nil: all are Blue
	Same   float64          // all tokens are so wide; 0: as wide as their text
	Gap    float64          // between two; 0: 3
}

// Tokens draws a row of tokens, which begins at x and y and goes on below where the picture ends. A blank in a token
// is shown as an open box, ␣, a line break as ↵. It returns the tokens' rectangles.
func (d *Drawing) Tokens(x, y float64, row Row) []Rect {
	const high, pad = 24.0, 5.0
	gap := row.Gap
	if gap == 0 {
		gap = 3
	}
	step := high + 6
	if row.Under != nil {
		step += lineHeight * SmallSize
	}
	at := Point{x, y}
	rects := make([]Rect, len(row.Tokens))
	for i, s := range row.Tokens {
		s = visible(s)
		wide := row.Same
		if wide == 0 {
			wide = width(clean(s), Mono|Small) + 2*pad
			if row.Under != nil {
				wide = max(wide, width(clean(row.Under[i]), Mono|Small)+2)
			}
		}
		if at.X > x && at.X+wide > Width-Margin {
			at = Point{x, at.Y + step}
		}
		tone := Blue
		if row.Tone != nil {
			tone = row.Tone(i)
		}
		r := Rect{at.X, at.Y, wide, high}
		d.rect(r, tone, 4)
		style := Mono | Small
		if tone == Strong {
			style |= deep
		}
		d.Text(r.Mid(), s, style)
		if row.Under != nil {
			d.Text(Point{r.Mid().X, r.Bottom() + 10}, row.Under[i], Mono|Small|Muted)
		}
		rects[i] = r
		at.X += wide + gap
	}
	return rects
}

// visible shows blanks and line breaks.
func visible(s string) string {
	return strings.NewReplacer(" ", "␣", "\n", "↵").Replace(s)
}

// Bounds is the smallest rectangle around some others.
func Bounds(rects ...Rect) Rect {
	var all Rect
	for i, r := range rects {
		if i == 0 {
			all = r
		}
		all = all.around(r)
	}
	return all
}
