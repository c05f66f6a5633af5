package plot

import (
	"testing"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
)

// TestNoDataUnderTheLegend: the legend goes where no data is, and where there is some everywhere the axis gets higher.
func TestNoDataUnderTheLegend(t *testing.T) {
	xs := []float64{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10}
	falling := []float64{10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0}
	rising := []float64{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10}
	low := []float64{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}
	for name, c := range map[string]struct {
		series            [][]float64
		names             []string
		top, left, raised bool
	}{
		"falling":          {[][]float64{falling}, []string{"training", "validation"}, true, false, false},
		"rising":           {[][]float64{rising}, []string{"training", "validation"}, false, false, false},
		"rising, and zero": {[][]float64{rising, low}, []string{"training", "validation"}, true, true, false},
		"everywhere":       {[][]float64{rising, falling, low}, []string{"a", "b", "c"}, true, false, true},
		"no legend":        {[][]float64{rising, falling, low}, []string{"", "", ""}, true, false, false},
	} {
		p, l := plot.New(), newLegend()
		var series []Series
		for _, y := range c.series {
			series = append(series, Series{X: xs, Y: y})
		}
		for _, s := range c.names {
			l.add(s, must(plotter.NewLine(plotter.XYs{{X: 0, Y: 0}})))
		}
		p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = 0, 10, 0, 10
		l.place(p, dataHeight, series, spacing{})
		if l.Top != c.top || l.Left != c.left || (p.Y.Max > 10) != c.raised {
			t.Errorf("%s: top %v, left %v, the axis ends at %v", name, l.Top, l.Left, p.Y.Max)
		}
		if c.raised {
			free := (p.Y.Max - 10) / (p.Y.Max - p.Y.Min) // above the data, as a part of the height
			if want := float64(len(c.names)) * legendLine / dataHeight; free < want {
				t.Errorf("%s: %.2f of the height is free, the legend takes %.2f", name, free, want)
			}
		}
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
