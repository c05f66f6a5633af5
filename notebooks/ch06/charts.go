package lesson

import (
	"llmfromscratch/ch06_classify"
	"llmfromscratch/shared/plot"
)

// LossChart draws training and validation loss over the epochs, with the examples seen on a second axis (section 6.7).
func LossChart(h *classify.History) (plot.SVG, error) {
	examples := make([]float64, len(h.ExamplesSeen))
	for i, n := range h.ExamplesSeen {
		examples[i] = float64(n)
	}
	return plot.Lines(plot.LineChart{
		Title: "Loss while fine-tuning", XLabel: "epochs", YLabel: "loss",
		Series: []plot.Series{
			{Name: "training", X: h.Epochs, Y: h.TrainLosses},
			{Name: "validation", X: h.Epochs, Y: h.ValidationLosses},
		},
		TopLabel: "examples seen", Top: examples,
	})
}

// AccuracyChart draws training and validation accuracy after each epoch (section 6.7).
func AccuracyChart(h *classify.History) (plot.SVG, error) {
	epochs := make([]float64, len(h.TrainAccuracies))
	for i := range epochs {
		epochs[i] = float64(i + 1)
	}
	return plot.Lines(plot.LineChart{
		Title: "Accuracy while fine-tuning", XLabel: "epochs", YLabel: "accuracy", Share: true,
		Series: []plot.Series{
			{Name: "training", X: epochs, Y: h.TrainAccuracies},
			{Name: "validation", X: epochs, Y: h.ValidationAccuracies},
		},
	})
}
