package plot

import (
	"bytes"
	"fmt"
	"html"
	"image/color"
	"math"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgsvg"
)

// SVG is a picture: one <svg> element, without an XML prolog.
type SVG string

// Sizes in points; 1 point is 4/3 of a pixel.
const (
	width, height = 450, 270
	fontSize      = 10
)

// ink is the colour of text and axes: contrast 4.3 to 1 on white and 4.4 to 1 on near-black.
var ink = color.RGBA{0x7a, 0x7a, 0x7a, 0xff}

// Colours of the series, in order: middle tones that differ for colour-blind readers, too.
var palette = []color.RGBA{
	{0x2f, 0x80, 0xc4, 0xff}, // blue
	{0xd9, 0x6c, 0x1e, 0xff}, // orange
	{0x2f, 0x9e, 0x6b, 0xff}, // green
	{0xb0, 0x5c, 0xc4, 0xff}, // purple
	{0xc9, 0x4a, 0x55, 0xff}, // red
	{0x8f, 0x85, 0x2b, 0xff}, // olive
}

func seriesColor(i int) color.RGBA { return palette[i%len(palette)] }

// sans is the font whose measures the layout uses. It is not embedded; Arial has the same measures.
var sans = font.Font{Typeface: "Liberation", Variant: "Sans"}

// newPlot is an empty plot in the house style.
func newPlot(title, x, y string) *plot.Plot {
	p := plot.New()
	p.BackgroundColor = nil
	p.Title.Text, p.X.Label.Text, p.Y.Label.Text = label(minus(title)), label(minus(x)), label(minus(y))
	p.Title.Padding = 6
	for _, s := range []*text.Style{&p.Title.TextStyle, &p.X.Label.TextStyle, &p.Y.Label.TextStyle,
		&p.X.Tick.Label, &p.Y.Tick.Label} {
		restyle(s, fontSize)
	}
	restyle(&p.Title.TextStyle, fontSize+2)
	for _, a := range []*plot.Axis{&p.X, &p.Y} {
		a.Color, a.Tick.Color = ink, ink
		a.Width, a.Tick.Width = 0.75, 0.75
		a.Label.Padding = 4
	}
	return p
}

func restyle(s *text.Style, size vg.Length) {
	s.Color = ink
	s.Font = sans
	s.Font.Size = size
}

// render draws on a canvas of w x h points and returns the cleaned SVG.
func render(w, h vg.Length, drawOn func(draw.Canvas)) (svg SVG, err error) {
	defer func() { // gonum panics on what it cannot draw
		if r := recover(); r != nil {
			svg, err = "", fmt.Errorf("draw the chart: %v", r)
		}
	}()
	canvas := vgsvg.New(w, h)
	drawOn(draw.Crop(draw.New(canvas), 2, -10, 2, -2)) // room for half of the last tick's label
	var b bytes.Buffer
	if _, err := canvas.WriteTo(&b); err != nil {
		return "", fmt.Errorf("write the chart: %w", err)
	}
	return clean(b.String(), w, h), nil
}

var (
	opening   = regexp.MustCompile(`(?s)^.*?<svg[^>]*>`)
	fontStyle = regexp.MustCompile(`font-family:[^;"]*;font-variant:[^;"]*;font-weight:[^;"]*;font-style:[^;"]*;?`)
	emptyAttr = regexp.MustCompile(` ?style=""`)
	spaces    = regexp.MustCompile(`\s*\n\s*`)
	textItem  = regexp.MustCompile(`<text ([^>]*)>([^<]*)</text>`)
	textSize  = regexp.MustCompile(`font-size:([\d.]+)px`)
)

// clean cuts the prolog and says once for the whole picture what gonum repeats in every text.
func clean(s string, w, h vg.Length) SVG {
	s = opening.ReplaceAllString(s, "")
	s = fontStyle.ReplaceAllString(s, "")
	s = emptyAttr.ReplaceAllString(s, "")
	s = spaces.ReplaceAllString(s, "\n")
	s = textItem.ReplaceAllStringFunc(s, fixWidth)
	head := fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" width="%.0f" height="%.0f" viewBox="0 0 %g %g" `+
		`font-family="Liberation Sans, Arial, Helvetica, sans-serif">`, w*4/3, h*4/3, float64(w), float64(h))
	return SVG(head + strings.TrimRight(s, "\n") + "\n")
}

// fixWidth states how wide a text is, so that it takes the room that was planned for it where the font is another one.
func fixWidth(item string) string {
	parts := textItem.FindStringSubmatch(item)
	size := 12.0
	if m := textSize.FindStringSubmatch(parts[1]); m != nil {
		size, _ = strconv.ParseFloat(m[1], 64) // digits and points only
	}
	face := font.DefaultCache.Lookup(sans, vg.Length(size))
	wide := face.Width(html.UnescapeString(parts[2]))
	if wide <= 0 {
		return item
	}
	return fmt.Sprintf(`<text %s textLength="%.1f" lengthAdjust="spacingAndGlyphs">%s</text>`,
		strings.ReplaceAll(parts[1], "\n", " "), float64(wide), parts[2])
}

// label makes a text fit for a picture: control characters, which XML forbids, become visible.
func label(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return '⏎'
		case r == '\t':
			return '⇥'
		case unicode.IsControl(r), r == 0xfffe, r == 0xffff:
			return '\uFFFD'
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
}

// hyphen is one that stands for a minus: at the beginning of a word.
var hyphen = regexp.MustCompile(`(^|[\s(\[/,])-([\pL\d.])`)

// minus gives the numbers and formulas of a text their minus sign: -log(p) is −log(p), self-attention stays.
func minus(s string) string { return hyphen.ReplaceAllString(s, "$1−$2") }

// finite reports the first value that is no number.
func finite(what string, values []float64) error {
	for i, v := range values {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return fmt.Errorf("%s: value %d is %v, which cannot be drawn", what, i, v)
		}
	}
	return nil
}
