package lesson

import (
	"math"

	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/shared/plot"
)

// NormChart draws the gradient's norm before clipping at each step, and the limit where there is one (section D.4).
// clip may be nil.
func NormChart(norms []float64, clip pretrain.Clip) (plot.SVG, error) {
	norm, limit := plot.Series{Name: "norm of the gradient"}, plot.Series{Name: "limit"}
	for step, n := range norms {
		norm.X, norm.Y = append(norm.X, float64(step)), append(norm.Y, n)
		if clip == nil {
			continue
		}
		if most := clip.MaxNorm(step); !math.IsInf(most, 1) {
			limit.X, limit.Y = append(limit.X, float64(step)), append(limit.Y, most)
		}
	}
	series := []plot.Series{norm}
	if len(limit.X) > 0 {
		series = append(series, limit)
	}
	return plot.Lines(plot.LineChart{Title: "Length of the gradient", XLabel: "step", YLabel: "norm before clipping",
		Series: series})
}

// RateChart draws a learning rate over the steps (section D.2).
func RateChart(rates []float64) (plot.SVG, error) {
	steps := make([]float64, len(rates))
	for i := range steps {
		steps[i] = float64(i)
	}
	return plot.Lines(plot.LineChart{
		Title: "Learning rate", XLabel: "step", YLabel: "learning rate",
		Series: []plot.Series{{Name: "learning rate", X: steps, Y: rates}},
	})
}
