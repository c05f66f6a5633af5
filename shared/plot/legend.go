package plot

import (
	"unicode/utf8"

	"gonum.org/v1/plot"
)

// The legend stands in the upper right corner; these are measures of its box in points, and of the area of the data
// about it.
const (
	legendLine  = fontSize + 4    // a line of it
	legendMark  = 30              // the mark beside the text, and a margin
	letter      = 0.55 * fontSize // mean width of a letter
	dataWidth   = 0.86 * width    // what axes and labels leave
	dataHeight  = 0.75 * height
	legendSpace = 8.0 / dataHeight // below it, as a part of the height
)

// makeRoom raises the top of the vertical axis where the data would come to lie under the legend.
func makeRoom(p *plot.Plot, names []string, series []Series) {
	lines, longest := 0, 0
	for _, name := range names {
		if name != "" {
			lines, longest = lines+1, max(longest, utf8.RuneCountInString(name))
		}
	}
	if lines == 0 {
		return
	}
	left := p.X.Max - (p.X.Max-p.X.Min)*min(1, (letter*float64(longest)+legendMark)/dataWidth)
	highest := p.Y.Min
	for _, s := range series {
		if y, ok := interpolate(s.X, s.Y, left); ok {
			highest = max(highest, y)
		}
		for i, x := range s.X {
			if x >= left {
				highest = max(highest, s.Y[i])
			}
		}
	}
	free := 1 - min(0.6, float64(lines)*legendLine/dataHeight+legendSpace) // of the height, below the legend
	p.Y.Max = max(p.Y.Max, p.Y.Min+(highest-p.Y.Min)/free)
}
