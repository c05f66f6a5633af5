package lesson

import (
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/shared/plot"
)

// LossChart draws training and validation loss over the epochs, with the tokens seen on a second axis (section 5.2).
func LossChart(h *pretrain.History) (plot.SVG, error) {
	tokens := make([]float64, len(h.TokensSeen))
	for i, n := range h.TokensSeen {
		tokens[i] = float64(n)
	}
	return plot.Lines(plot.LineChart{
		Title: "Loss while training", XLabel: "epochs", YLabel: "loss",
		Series: []plot.Series{
			{Name: "training", X: h.Epochs, Y: h.TrainLosses},
			{Name: "validation", X: h.Epochs, Y: h.ValidationLosses},
		},
		TopLabel: "tokens seen", Top: tokens,
	})
}

// TemperatureChart draws the probabilities that some logits have at several temperatures (section 5.3.1).
func TemperatureChart(words []string, logits []float32, temperatures []float64, names []string) (plot.SVG, error) {
	chart := plot.BarChart{Title: "Temperature", YLabel: "probability", Labels: words}
	for i, t := range temperatures {
		group := plot.Group{Name: names[i]}
		for _, p := range pretrain.Softmax(logits, t) {
			group.Values = append(group.Values, float64(p))
		}
		chart.Groups = append(chart.Groups, group)
	}
	return plot.Bars(chart)
}

// StepSeries is a line of a chart: losses over the steps, which count from 1 (exercise 5.4).
func StepSeries(name string, losses []float64) plot.Series {
	series := plot.Series{Name: name, Y: losses}
	for i := range losses {
		series.X = append(series.X, float64(i+1))
	}
	return series
}
