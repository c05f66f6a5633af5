package plot

import (
	"errors"
	"fmt"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Series is one line of a chart: Y[i] at X[i], with X rising.
type Series struct {
	Name string
	X, Y []float64
}

// LineChart is a chart of one or more series.
type LineChart struct {
	Title, XLabel, YLabel string
	Series                []Series
	// Share says that the numbers are shares of a whole, such as an accuracy: the vertical axis goes from 0 to 1.
	Share bool
	// Top, when set, is what a second axis above the chart shows: Top[i] belongs to Series[0].X[i] and rises with it,
	// as the tokens seen do with the epochs.
	TopLabel string
	Top      []float64
}

// Lines draws a line chart. The first series is solid, the others dashed. The axes begin at 0 where no number is
// negative; when the lines would then lie within a quarter of the height, a break in the vertical axis shows that it
// begins elsewhere. It is an error when there is nothing to draw, when lengths differ, or when a value is not a number.
func Lines(c LineChart) (SVG, error) {
	if len(c.Series) == 0 {
		return "", errors.New("a line chart without a series")
	}
	p, names := newPlot(c.Title, c.XLabel, c.YLabel), newLegend()
	for i, s := range c.Series {
		line, err := newLine(s)
		if err != nil {
			return "", err
		}
		line.Color = seriesColor(i)
		line.Width = 1.5
		if i > 0 {
			line.Dashes = []vg.Length{vg.Length(2 + 3*(i%3)), 2.5}
		}
		p.Add(line)
		if len(c.Series) > 1 || s.Name != c.YLabel { // else it repeats the axis
			names.add(s.Name, line)
		}
	}
	if err := c.checkTop(); err != nil {
		return "", err
	}
	broken := c.setAxes(p, &names)
	return render(width, height, func(dc draw.Canvas) {
		if c.Top != nil {
			dc = aboveTop(dc, p)
		}
		p.Draw(dc)
		area := p.DataCanvas(dc)
		names.draw(area)
		if broken {
			drawBreak(area, p)
		}
		if c.Top != nil {
			drawTop(area, p, c)
		}
	})
}

// setAxes says where the axes begin and end, and places the legend between them. It reports whether the vertical axis
// leaves out 0.
func (c LineChart) setAxes(p *plot.Plot, names *legend) (broken bool) {
	var xs, ys [][]float64
	for _, s := range c.Series {
		xs, ys = append(xs, s.X), append(ys, s.Y)
	}
	if c.Share {
		p.Y.Min, p.Y.Max = min(p.Y.Min, 0), max(p.Y.Max, 1)
	}
	fromZero(&p.X)
	if broken = !fromZero(&p.Y); broken {
		p.X.Padding += breakHeight
	}
	endAtTicks(&p.X, spacing{whole: whole(xs...), wide: dataWidth})
	upright, high := spacing{whole: whole(ys...) && !c.Share}, dataHeight
	endAtTicks(&p.Y, upright)
	if c.Top != nil {
		high -= topHeight
	}
	names.place(p, high, c.Series, upright)
	return broken
}

// checkTop is an error when a second axis does not fit the first series.
func (c LineChart) checkTop() error {
	if c.Top == nil {
		return nil
	}
	if len(c.Top) != len(c.Series[0].X) {
		return fmt.Errorf("the top axis has %d values for %d points", len(c.Top), len(c.Series[0].X))
	}
	return finite("top axis", c.Top)
}

// newLine checks a series and makes its line.
func newLine(s Series) (*plotter.Line, error) {
	name := fmt.Sprintf("series %q", s.Name)
	if len(s.X) == 0 || len(s.X) != len(s.Y) {
		return nil, fmt.Errorf("%s: %d values of x for %d of y", name, len(s.X), len(s.Y))
	}
	if err := errors.Join(finite(name+", x", s.X), finite(name+", y", s.Y)); err != nil {
		return nil, err
	}
	points := make(plotter.XYs, len(s.X))
	for i := range s.X {
		points[i] = plotter.XY{X: s.X[i], Y: s.Y[i]}
	}
	return plotter.NewLine(points)
}
