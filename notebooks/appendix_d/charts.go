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
	return plot.Lines(plot.LineChart{
		Title: "Learning rate", XLabel: "step", YLabel: "learning rate",
		Series: []plot.Series{{Name: "learning rate", X: steps(len(rates)), Y: rates}},
	})
}

// StepChart draws the loss of each step of several runs, which have a name each (exercise D.3).
func StepChart(names []string, losses [][]float64) (plot.SVG, error) {
	chart := plot.LineChart{Title: "Loss of each step", XLabel: "step", YLabel: "loss"}
	for i, run := range losses {
		chart.Series = append(chart.Series, plot.Series{Name: names[i], X: steps(len(run)), Y: run})
	}
	return plot.Lines(chart)
}

// steps are the numbers of n steps from 0.
func steps(n int) []float64 {
	numbers := make([]float64, n)
	for i := range numbers {
		numbers[i] = float64(i)
	}
	return numbers
}
