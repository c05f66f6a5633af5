package diagram

import (
	"cmp"
	"errors"
	"fmt"
	"html"
	"maps"
	"slices"
	"strconv"
	"strings"

	"llmfromscratch/shared/plot"
)

// Every picture is 440 wide, however high, with a margin: Inner is what is between.
const (
	Width  = 440.0
	Margin = 14.0
	Inner  = Width - 2*Margin
)

// Drawing is a picture under way. Its methods draw; what goes wrong is kept and returned by [Drawing.SVG], so that a
// picture is written without an if behind every line.
type Drawing struct {
	title, desc string
	body        strings.Builder
	used        map[color]bool // fill and line have the same colour under one name
	extent      Rect
	texts       []label
	lines       []segment
	errs        []error
}

// label is a text and its room.
type label struct {
	text string
	room Rect
}

// New begins a picture with a title, which is written at its top, and a description of what is to be seen, for those
// who do not see it.
func New(title, desc string) *Drawing {
	title = clean(title)
	d := &Drawing{title: title, desc: clean(desc), used: map[color]bool{}, extent: Rect{Margin, Margin, Inner, 0}}
	d.Paragraph(Margin, Margin-4, Inner, title, Bold|Left)
	return d
}

// Fail keeps an error, for [Drawing.SVG] to return; nil is none.
func (d *Drawing) Fail(err error) {
	if err != nil {
		d.errs = append(d.errs, err)
	}
}

// Below is the height at some distance under all that has been drawn.
func (d *Drawing) Below(gap float64) float64 { return d.extent.Bottom() + gap }

// SVG is the picture. The error names what went wrong while drawing, and every text that is not where it can be read.
func (d *Drawing) SVG() (plot.SVG, error) {
	if d.title == "" || d.desc == "" {
		d.Fail(errors.New("a picture needs a title and a description"))
	}
	if err := errors.Join(errors.Join(d.errs...), d.check()); err != nil {
		return "", fmt.Errorf("picture %q: %w", d.title, err)
	}
	high := num(d.height())
	frame := Rect{0.5, 0.5, Width - 1, d.height() - 1}
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="%s" height="%s" viewBox="0 0 %[1]s %[2]s" `+
		`role="img" style="max-width:100%%;height:auto" font-family="%s">`+"\n", num(Width), high, sansFamily)
	fmt.Fprintf(&b, "<title>%s</title>\n<desc>%s</desc>\n", html.EscapeString(d.title), html.EscapeString(d.desc))
	card := d.paint(ground, edge)
	fmt.Fprintf(&b, "<style>%s</style>\n", d.css())
	fmt.Fprintf(&b, `<rect x="%s" y="%s" width="%s" height="%s" rx="6"%s/>`+"\n", num(frame.X), num(frame.Y),
		num(frame.W), num(frame.H), card)
	b.WriteString(d.body.String())
	b.WriteString("</svg>\n")
	return plot.SVG(b.String()), nil
}

// height is that of the picture.
func (d *Drawing) height() float64 { return d.Below(Margin) }

// grow makes the picture high enough for something.
func (d *Drawing) grow(r Rect) { d.extent = d.extent.around(r) }

// emit appends an element.
func (d *Drawing) emit(format string, args ...any) {
	fmt.Fprintf(&d.body, format, args...)
	d.body.WriteByte('\n')
}

// paint are the attributes of a fill and an outline: the light colours, and the classes that the dark ones go by. A
// viewer that leaves styles out shows the light picture.
func (d *Drawing) paint(fill, line color) string {
	var classes []string
	attributes := ""
	for _, c := range []struct {
		color
		attribute, suffix string
	}{{fill, "fill", "f"}, {line, "stroke", "s"}} {
		switch {
		case c.color == none && c.attribute == "fill":
			attributes += ` fill="none"`
		case c.name != "" && c.color != none:
			d.used[c.color] = true
			attributes += fmt.Sprintf(` %s="%s"`, c.attribute, c.light)
			classes = append(classes, "dg-"+c.suffix+"-"+c.name)
		}
	}
	if classes == nil {
		return attributes
	}
	return attributes + ` class="` + strings.Join(classes, " ") + `"`
}

// css has the dark colours of what was used. The same class means the same colour in every picture, so that pictures
// which stand in one page do not disturb each other.
func (d *Drawing) css() string {
	var b strings.Builder
	b.WriteString("@media (prefers-color-scheme:dark){")
	for _, c := range slices.SortedFunc(maps.Keys(d.used), func(x, y color) int {
		return cmp.Compare(x.name, y.name)
	}) {
		fmt.Fprintf(&b, ".dg-f-%s{fill:%s}.dg-s-%[1]s{stroke:%[2]s}", c.name, c.dark)
	}
	b.WriteString("}")
	return b.String()
}

// num writes a number with one decimal, if it needs one.
func num(v float64) string {
	return strings.TrimSuffix(strconv.FormatFloat(v, 'f', 1, 64), ".0")
}

// Description is what a picture says of itself, title and description, for those who do not see it; empty when it is
// no picture of this package.
func Description(svg plot.SVG) string {
	between := func(open, end string) string {
		_, rest, _ := strings.Cut(string(svg), open)
		text, _, ok := strings.Cut(rest, end)
		if !ok {
			return ""
		}
		return html.UnescapeString(text)
	}
	title, desc := between("<title>", "</title>"), between("<desc>", "</desc>")
	if title == "" || desc == "" {
		return title + desc
	}
	return title + ". " + desc
}
