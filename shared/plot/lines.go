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
	// Top, when set, is what a second axis above the chart shows: Top[i] belongs to Series[0].X[i] and rises with it,
	// as the tokens seen do with the epochs.
	TopLabel string
	Top      []float64
}

// Lines draws a line chart. The first series is solid, the others dashed. It is an error when there is nothing to
// draw, when lengths differ, or when a value is not a number.
func Lines(c LineChart) (SVG, error) {
	if len(c.Series) == 0 {
		return "", errors.New("a line chart without a series")
	}
	p := newPlot(c.Title, c.XLabel, c.YLabel)
	var names []string
	for i, s := range c.Series {
		names = append(names, s.Name)
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
		if s.Name != "" {
			p.Legend.Add(label(s.Name), line)
		}
	}
	makeRoom(p, names, c.Series)
	endAtTicks(&p.Y, 1)
	endAtTicks(&p.X, 0.3)
	if c.Top == nil {
		return render(width, height, p.Draw)
	}
	if len(c.Top) != len(c.Series[0].X) {
		return "", fmt.Errorf("the top axis has %d values for %d points", len(c.Top), len(c.Series[0].X))
	}
	if err := finite("top axis", c.Top); err != nil {
		return "", err
	}
	title := p.Title.Text
	p.Title.Text = "" // it goes above the second axis
	return render(width, height, func(dc draw.Canvas) {
		body := draw.Crop(dc, 0, 0, 0, -26)
		if title != "" {
			body = draw.Crop(dc, 0, 0, 0, -44)
			dc.FillText(p.Title.TextStyle, vg.Point{X: dc.Center().X, Y: dc.Max.Y}, title)
		}
		p.Draw(body)
		drawTop(p.DataCanvas(body), p, c)
	})
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

// drawTop draws the second axis along the upper edge of the data area.
func drawTop(area draw.Canvas, p *plot.Plot, c LineChart) {
	axis := draw.LineStyle{Color: ink, Width: 0.75}
	area.StrokeLine2(axis, area.Min.X, area.Max.Y, area.Max.X, area.Max.Y)
	style := p.X.Tick.Label
	style.XAlign, style.YAlign = draw.XCenter, draw.YBottom
	for _, tick := range (roundTicks{}).Ticks(c.Top[0], c.Top[len(c.Top)-1]) {
		x, ok := interpolate(c.Top, c.Series[0].X, tick.Value)
		if !ok {
			continue
		}
		at := area.X(p.X.Norm(x))
		area.StrokeLine2(axis, at, area.Max.Y, at, area.Max.Y+4)
		area.FillText(style, vg.Point{X: at, Y: area.Max.Y + 5}, tick.Label)
	}
	style = p.X.Label.TextStyle
	style.XAlign, style.YAlign = draw.XCenter, draw.YBottom
	area.FillText(style, vg.Point{X: area.Center().X, Y: area.Max.Y + 16}, label(c.TopLabel))
}

// interpolate is the y that belongs to x on the line through the points (xs[i], ys[i]); false outside.
func interpolate(xs, ys []float64, x float64) (float64, bool) {
	for i := range xs {
		if xs[i] == x {
			return ys[i], true
		}
		if i > 0 && xs[i-1] < x && x < xs[i] {
			f := (x - xs[i-1]) / (xs[i] - xs[i-1])
			return ys[i-1] + f*(ys[i]-ys[i-1]), true
		}
	}
	return 0, false
}
