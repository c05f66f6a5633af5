package plot

import (
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// aboveTop writes the title above the place of a second axis and returns what is left below that.
func aboveTop(dc draw.Canvas, p *plot.Plot) draw.Canvas {
	if p.Title.Text == "" {
		return draw.Crop(dc, 0, 0, 0, -28)
	}
	dc.FillText(p.Title.TextStyle, vg.Point{X: dc.Center().X, Y: dc.Max.Y}, p.Title.Text)
	p.Title.Text = ""
	return draw.Crop(dc, 0, 0, 0, -46)
}

// drawTop draws the second axis along the upper edge of the data area, from its first tick to its last.
func drawTop(area draw.Canvas, p *plot.Plot, c LineChart) {
	x, top := c.Series[0].X, c.Top
	low, high := beyond(x, top, p.X.Min), beyond(x, top, p.X.Max)
	if high <= low {
		return
	}
	axis := draw.LineStyle{Color: ink, Width: 0.75}
	style := p.X.Tick.Label
	style.XAlign, style.YAlign = draw.XCenter, draw.YBottom
	var ends []vg.Length
	step := spacing{whole: whole(top), wide: dataWidth}.within(low, high)
	for _, tick := range (roundTicks{step}).Ticks(low, high) {
		at := area.X(p.X.Norm(beyond(top, x, tick.Value)))
		area.StrokeLine2(axis, at, area.Max.Y, at, area.Max.Y+4)
		area.FillText(style, vg.Point{X: at, Y: area.Max.Y + 7}, tick.Label)
		ends = append(ends, at)
	}
	if len(ends) > 1 {
		area.StrokeLine2(axis, ends[0], area.Max.Y, ends[len(ends)-1], area.Max.Y)
	}
	style = p.X.Label.TextStyle
	style.XAlign, style.YAlign = draw.XCenter, draw.YBottom
	area.FillText(style, vg.Point{X: area.Center().X, Y: area.Max.Y + 18.5}, label(c.TopLabel))
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

// beyond is [interpolate] that goes on in a straight line at both ends, as tokens do from epoch to epoch.
func beyond(xs, ys []float64, x float64) float64 {
	if y, ok := interpolate(xs, ys, x); ok {
		return y
	}
	last := len(xs) - 1
	a, b := 0, last // through all of them: single steps may be uneven
	if x > xs[last] {
		a, b = last, 0
	}
	if xs[a] == xs[b] {
		return ys[a]
	}
	return ys[a] + (x-xs[a])*(ys[b]-ys[a])/(xs[b]-xs[a])
}
