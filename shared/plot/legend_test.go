package plot

import (
	"math"
	"testing"

	"gonum.org/v1/plot"
)

// TestNoDataUnderTheLegend: what lies below the legend's box keeps its axis, what would lie under it gets a higher one.
func TestNoDataUnderTheLegend(t *testing.T) {
	xs := []float64{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}
	falling := []float64{10, 9, 8, 7, 6, 5, 4, 3, 2, 1}
	rising := []float64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}
	for name, c := range map[string]struct {
		ys     []float64
		names  []string
		raised bool
	}{
		"falling":        {falling, []string{"training", "validation"}, false},
		"rising":         {rising, []string{"training", "validation"}, true},
		"no legend":      {rising, []string{""}, false},
		"peak at corner": {[]float64{1, 1, 1, 1, 1, 1, 1, 1, 1, 10}, []string{"a"}, true},
	} {
		p := plot.New()
		p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = 0, 9, 1, 10
		makeRoom(p, c.names, []Series{{X: xs, Y: c.ys}})
		if raised := p.Y.Max > 10; raised != c.raised {
			t.Errorf("%s: the axis ends at %v", name, p.Y.Max)
		}
		if c.raised {
			below := 1 - (10-p.Y.Min)/(p.Y.Max-p.Y.Min) // what is free above the data, as a part of the height
			if want := float64(len(c.names)) * legendLine / dataHeight; below < want || math.IsInf(p.Y.Max, 0) {
				t.Errorf("%s: %.2f of the height is free, the legend takes %.2f", name, below, want)
			}
		}
	}
}
