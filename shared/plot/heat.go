package plot

import (
	"errors"
	"fmt"
	"image/color"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// HeatMap is a matrix of numbers as coloured cells: Values[i][j] in row i, counted from the top, and column j.
type HeatMap struct {
	Title, XLabel, YLabel string
	Rows, Cols            []string // labels: one for each row and column, for example tokens
	Values                [][]float64
	Digits                int // decimals of the numbers printed in the cells; 0: print none
}

// Colours from the lowest to the highest value, pale to deep blue.
var heatColors = []color.RGBA{
	{0xf2, 0xf6, 0xfb, 0xff}, {0xbf, 0xd7, 0xed, 0xff}, {0x72, 0xae, 0xd9, 0xff}, {0x2b, 0x7a, 0xbc, 0xff},
	{0x0b, 0x3c, 0x78, 0xff},
}

// Heat draws a heat map. Cells that are NaN or infinite, such as masked scores, stay empty. It is an error when there
// is nothing to draw or when labels and values do not fit.
func Heat(c HeatMap) (SVG, error) {
	if len(c.Values) == 0 || len(c.Values[0]) == 0 {
		return "", errors.New("a heat map without values")
	}
	rows, cols := len(c.Values), len(c.Values[0])
	if len(c.Rows) != rows || len(c.Cols) != cols {
		return "", fmt.Errorf("a heat map of %d x %d values with %d row and %d column labels", rows, cols, len(c.Rows),
			len(c.Cols))
	}
	low, high, err := c.extent(cols)
	if err != nil {
		return "", err
	}

	p := newPlot(c.Title, c.XLabel, c.YLabel)
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = 0, float64(cols), 0, float64(rows)
	p.X.Tick.Marker, p.Y.Tick.Marker = centred(c.Cols, false), centred(c.Rows, true)
	p.X.Tick.Length, p.Y.Tick.Length = 0, 0
	p.X.LineStyle.Width, p.Y.LineStyle.Width, p.X.Padding, p.Y.Padding = 0, 0, 0, 3
	cell := cellWidth(cols, c.Digits > 0)
	if longest(c.Cols) > int(cell/5) { // too long to stand side by side
		p.X.Tick.Label.Rotation = math.Pi / 4
		p.X.Tick.Label.XAlign, p.X.Tick.Label.YAlign = draw.XRight, draw.YCenter
	}
	w := cell*vg.Length(cols) + 40 + 5.5*vg.Length(longest(c.Rows))
	h := max(0.8*cell, fontSize+2)*vg.Length(rows) + 45
	if p.X.Tick.Label.Rotation != 0 {
		h += 4 * vg.Length(longest(c.Cols))
	}
	if c.Title != "" {
		h += 12
	}
	return render(w, h, func(dc draw.Canvas) {
		p.Draw(dc)
		area := p.DataCanvas(dc)
		style := p.X.Tick.Label
		style.Rotation, style.XAlign, style.YAlign = 0, draw.XCenter, draw.YCenter
		style.Font.Size = min(9, cell/3.2)
		for i, row := range c.Values {
			for j, v := range row {
				if math.IsNaN(v) || math.IsInf(v, 0) {
					continue
				}
				x0, x1 := area.X(p.X.Norm(float64(j))), area.X(p.X.Norm(float64(j+1)))
				y0, y1 := area.Y(p.Y.Norm(float64(rows-i-1))), area.Y(p.Y.Norm(float64(rows-i)))
				share := 0.5
				if high > low {
					share = (v - low) / (high - low)
				}
				area.FillPolygon(heatColor(share), []vg.Point{{X: x0, Y: y0}, {X: x1 - 0.5, Y: y0},
					{X: x1 - 0.5, Y: y1 - 0.5}, {X: x0, Y: y1 - 0.5}})
				if c.Digits > 0 {
					style.Color = inkOn(heatColor(share))
					area.FillText(style, vg.Point{X: (x0 + x1) / 2, Y: (y0 + y1) / 2}, number(v, c.Digits))
				}
			}
		}
	})
}

// cellWidth is how wide a cell is: so that the map fits a page, and that a number in the cell can be read.
func cellWidth(cols int, numbers bool) vg.Length {
	least := 4
	if numbers {
		least = 18
	}
	return vg.Length(max(least, min(38, 330/cols)))
}

// extent is the smallest and the largest value; it is an error when a row has another length than cols.
func (c HeatMap) extent(cols int) (low, high float64, err error) {
	low, high = math.Inf(1), math.Inf(-1)
	for i, row := range c.Values {
		if len(row) != cols {
			return 0, 0, fmt.Errorf("row %d has %d values, row 0 has %d", i, len(row), cols)
		}
		for _, v := range row {
			if !math.IsNaN(v) && !math.IsInf(v, 0) {
				low, high = min(low, v), max(high, v)
			}
		}
	}
	return low, high, nil
}

// The two inks of numbers on a heat map.
var (
	darkInk  = color.RGBA{0x12, 0x2b, 0x44, 0xff}
	whiteInk = color.RGBA{0xff, 0xff, 0xff, 0xff}
)

// inkOn is the ink that can be read better on a colour.
func inkOn(paper color.RGBA) color.RGBA {
	if contrast(whiteInk, paper) > contrast(darkInk, paper) {
		return whiteInk
	}
	return darkInk
}

// contrast is that of two colours by WCAG: from 1, none, to 21, black on white.
func contrast(a, b color.RGBA) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// luminance is how bright a colour looks, by WCAG: 0 is black, 1 is white.
func luminance(c color.RGBA) float64 {
	linear := func(channel uint8) float64 {
		v := float64(channel) / 255
		if v <= 0.04045 {
			return v / 12.92
		}
		return math.Pow((v+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(c.R) + 0.7152*linear(c.G) + 0.0722*linear(c.B)
}

// heatColor is the colour at share of the way from the lowest value (0) to the highest (1).
func heatColor(share float64) color.RGBA {
	at := share * float64(len(heatColors)-1)
	i := min(int(at), len(heatColors)-2)
	a, b, f := heatColors[i], heatColors[i+1], at-float64(i)
	mix := func(x, y uint8) uint8 { return uint8(math.Round(float64(x) + f*(float64(y)-float64(x)))) }
	return color.RGBA{mix(a.R, b.R), mix(a.G, b.G), mix(a.B, b.B), 0xff}
}

// centred puts a label in the middle of each cell; down counts them from the upper end.
func centred(labels []string, down bool) plot.ConstantTicks {
	ticks := make(plot.ConstantTicks, len(labels))
	for i, s := range labels {
		at := i
		if down {
			at = len(labels) - 1 - i
		}
		ticks[i] = plot.Tick{Value: float64(at) + 0.5, Label: label(s)}
	}
	return ticks
}

// longest is the number of characters of the longest label.
func longest(labels []string) int {
	n := 0
	for _, s := range labels {
		n = max(n, len([]rune(s)))
	}
	return n
}
