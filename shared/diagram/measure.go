package diagram

import (
	"strings"

	xfont "golang.org/x/image/font"
	"gonum.org/v1/plot/font"
)

// The fonts whose measures the layout uses, which gonum/plot brings along. They are not embedded in a picture: Arial
// and Courier New have the same measures, and where neither is there every text says how wide it is.
const (
	sansFamily = "Liberation Sans, Arial, Helvetica, sans-serif"
	monoFamily = "Liberation Mono, Courier New, monospace"
)

// width is how wide a text is.
func width(s string, style Style) float64 {
	f := font.Font{Typeface: "Liberation", Variant: "Sans"}
	if style&Mono != 0 {
		f.Variant = "Mono"
	}
	if style&Bold != 0 {
		f.Weight = xfont.WeightBold
	}
	size := style.size()
	face := font.DefaultCache.Lookup(f, font.Length(size))
	return float64(face.Width(s))
}

// TextWidth is how wide a text of a style is.
func TextWidth(s string, style Style) float64 { return width(clean(s), style) }

// wrap breaks a text at blanks into lines that are at most so wide; a word that is wider has a line of its own.
func wrap(s string, style Style, wide float64) []string {
	var lines []string
	for paragraph := range strings.SplitSeq(s, "\n") {
		line := ""
		for word := range strings.FieldsSeq(paragraph) {
			longer := word
			if line != "" {
				longer = line + " " + word
			}
			if line != "" && width(longer, style) > wide {
				lines = append(lines, line)
				longer = word
			}
			line = longer
		}
		lines = append(lines, line)
	}
	return lines
}
