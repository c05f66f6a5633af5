package longrun

import (
	"fmt"
	"math"

	"llmfromscratch/shared/plot"
)

// chartPoints is how many points a line of a chart has at most; of a longer run each is the mean of several steps.
const chartPoints = 400

// MetricsChart draws the losses of a file of [Metrics] over the steps, with the tokens seen on a second axis: that of
// each step, and those of the evaluations where there are any. The run may still be going.
func MetricsChart(path string) (plot.SVG, error) {
	rows, err := ReadMetrics(path)
	if err != nil {
		return "", err
	}
	var batches, train, validation plot.Series
	var tokens []float64
	batches.Name, train.Name, validation.Name = "batches", "training", "validation"
	for _, r := range rows {
		x := float64(r.Step)
		if r.Kind == EvaluationRow {
			train.X, train.Y = append(train.X, x), append(train.Y, r.TrainLoss)
			validation.X, validation.Y = append(validation.X, x), append(validation.Y, r.ValidationLoss)
			continue
		}
		if math.IsNaN(r.Loss) {
			return "", fmt.Errorf("%s: step %d has no loss", path, r.Step)
		}
		batches.X, batches.Y, tokens = append(batches.X, x), append(batches.Y, r.Loss),
			append(tokens, float64(r.Tokens))
	}
	if len(batches.X) == 0 {
		return "", fmt.Errorf("%s has no steps yet", path)
	}
	chart := plot.LineChart{
		Title: "Loss while training", XLabel: "steps", YLabel: "loss", TopLabel: "tokens seen", Top: thinned(tokens),
		Series: []plot.Series{{Name: batches.Name, X: thinned(batches.X), Y: thinned(batches.Y)}},
	}
	for _, s := range []plot.Series{train, validation} {
		if len(s.X) > 0 {
			chart.Series = append(chart.Series, plot.Series{Name: s.Name, X: thinned(s.X), Y: thinned(s.Y)})
		}
	}
	return plot.Lines(chart)
}

// thinned are the means of neighbours, as few that at most chartPoints are left: 1,000 values become 334 means of
// three.
func thinned(values []float64) []float64 {
	together := (len(values) + chartPoints - 1) / chartPoints
	means := make([]float64, 0, chartPoints)
	for from := 0; from < len(values); from += together {
		group := values[from:min(from+together, len(values))]
		var sum float64
		for _, v := range group {
			sum += v
		}
		means = append(means, sum/float64(len(group)))
	}
	return means
}
