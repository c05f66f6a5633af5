package diagram

import (
	"fmt"
	"html"
	"strings"
	"unicode"
)

// Style is how a text looks and where it stands; styles are joined by |. Without one a text is of [TextSize], in ink,
// and its middle is at the given point.
type Style uint

// The styles.
const (
	Bold  Style = 1 << iota
	Mono        // for tokens, ids and code
	Small       // of SmallSize
	Muted       // for what explains
	Left        // the text begins at the point
	Right       // the text ends at the point
	deep        // on the tone Strong
)

// Sizes of texts. A picture is [Width] wide; where it is shown 360 pixels wide, 13.5 are 11 pixels.
const (
	TextSize  = 15.0
	SmallSize = 13.5
)

// The parts of a letter's size above and below the line it stands on, and from line to line.
const (
	ascent     = 0.74
	descent    = 0.21
	lineHeight = 1.27
)

func (s Style) size() float64 {
	if s&Small != 0 {
		return SmallSize
	}
	return TextSize
}

func (s Style) color() color {
	switch {
	case s&deep != 0:
		return onDeep
	case s&Muted != 0:
		return muted
	}
	return ink
}

// Text writes one line whose middle is at the height of p, and returns the room that it takes.
func (d *Drawing) Text(p Point, s string, style Style) Rect {
	s = clean(s)
	size, wide := style.size(), width(s, style)
	x := p.X - wide/2
	switch {
	case style&Left != 0:
		x = p.X
	case style&Right != 0:
		x = p.X - wide
	}
	base := p.Y + (ascent-descent)/2*size
	room := Rect{x, base - ascent*size, wide, (ascent + descent) * size}
	d.grow(room)
	if s == "" {
		return room
	}
	d.texts = append(d.texts, label{s, room})
	var extra strings.Builder
	if style&Bold != 0 {
		extra.WriteString(` font-weight="bold"`)
	}
	if style&Mono != 0 {
		extra.WriteString(` font-family="` + monoFamily + `"`)
	}
	d.emit(`<text x="%s" y="%s" font-size="%s" textLength="%s" lengthAdjust="spacingAndGlyphs"%s%s>%s</text>`, num(x),
		num(base), num(size), num(wide), extra.String(), d.paint(style.color(), color{}), html.EscapeString(s))
	return room
}

// Paragraph writes a text between x and x+wide, broken into lines, the first of which begins at the height y. It
// returns the room that the text takes.
func (d *Drawing) Paragraph(x, y, wide float64, s string, style Style) Rect {
	step := lineHeight * style.size()
	at := x + wide/2
	switch {
	case style&Left != 0:
		at = x
	case style&Right != 0:
		at = x + wide
	}
	lines := wrap(clean(s), style, wide)
	for i, line := range lines {
		d.Text(Point{at, y + (float64(i)+0.5)*step}, line, style)
	}
	room := Rect{x, y, wide, float64(len(lines)) * step}
	d.grow(room)
	return room
}

// Note is a muted paragraph over the whole width under all that there is, at some distance.
func (d *Drawing) Note(gap float64, format string, args ...any) Rect {
	return d.Paragraph(Margin, d.Below(gap), Inner, fmt.Sprintf(format, args...), Small|Muted|Left)
}

// clean makes a text fit for a picture: line breaks stay for paragraphs, other control characters, which XML forbids,
// become visible.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case r == '\t':
			return '→'
		case unicode.IsControl(r), r == 0xfffe, r == 0xffff:
			return '\uFFFD'
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
}

// TextHeight is how high a paragraph of so much width becomes.
func TextHeight(s string, style Style, wide float64) float64 {
	return lineHeight * style.size() * float64(len(wrap(clean(s), style, wide)))
}
