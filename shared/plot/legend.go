package plot

import (
	"unicode/utf8"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Measures of the legend's box in points, and of the area of the data about it.
const (
	legendLine  = fontSize + 4    // a line of it
	legendMark  = 30              // the mark beside the text, and a margin
	legendSpace = 10              // above the box and below it
	letter      = 0.55 * fontSize // mean width of a letter
	dataWidth   = 0.86 * width    // what axes and labels leave
	dataHeight  = 0.75 * height
	topHeight   = 48 // what a second axis takes of that height
)

// legend is the names of a chart's series in a corner of the area of the data.
type legend struct {
	plot.Legend
	lines, longest int
}

func newLegend() legend {
	l := legend{Legend: plot.NewLegend()}
	restyle(&l.TextStyle, fontSize)
	l.Padding = 3
	return l
}

// add gives a series its line, unless it has no name.
func (l *legend) add(name string, mark plot.Thumbnailer) {
	if name == "" {
		return
	}
	l.Add(label(minus(name)), mark)
	l.lines, l.longest = l.lines+1, max(l.longest, utf8.RuneCountInString(name))
}

// place puts the legend into the first corner without data, the upper right one before all others. Where there is none
// it raises the top of the vertical axis. The area of the data is so high, in points.
func (l *legend) place(p *plot.Plot, high float64, series []Series, s spacing) {
	l.Top = true
	if l.lines == 0 {
		return
	}
	wide := (p.X.Max - p.X.Min) * min(1, (letter*float64(l.longest)+legendMark)/dataWidth)
	part := min(0.6, (float64(l.lines)*legendLine+legendSpace)/high)
	for _, left := range []bool{false, true} {
		from, to := p.X.Max-wide, p.X.Max
		if left {
			from, to = p.X.Min, p.X.Min+wide
		}
		lowest, highest := extent(series, from, to, p.Y)
		room := part * (p.Y.Max - p.Y.Min)
		if l.Left = left; highest <= p.Y.Max-room {
			return
		}
		if l.Top = false; lowest >= p.Y.Min+room {
			return
		}
		l.Top = true
	}
	l.Left = false
	_, highest := extent(series, p.X.Max-wide, p.X.Max, p.Y)
	for range 3 { // ticks may lower the other end, too
		p.Y.Max = max(p.Y.Max, p.Y.Min+(highest-p.Y.Min)/(1-part))
		endAtTicks(&p.Y, s)
	}
}

// extent is between which heights some series lie from one x to another; they lie beyond the axis where there are none.
func extent(series []Series, from, to float64, axis plot.Axis) (lowest, highest float64) {
	lowest, highest = axis.Max, axis.Min
	for _, s := range series {
		for _, x := range []float64{from, to} {
			if y, ok := interpolate(s.X, s.Y, x); ok {
				lowest, highest = min(lowest, y), max(highest, y)
			}
		}
		for i, x := range s.X {
			if from <= x && x <= to {
				lowest, highest = min(lowest, s.Y[i]), max(highest, s.Y[i])
			}
		}
	}
	return lowest, highest
}

// draw draws the legend into its corner of the area of the data.
func (l *legend) draw(area draw.Canvas) {
	const gap vg.Length = 3
	l.Draw(draw.Crop(area, gap, -gap, gap, -gap))
}
