package lesson_test

import (
	"strings"
	"testing"

	"llmfromscratch/ch06_classify"
	"llmfromscratch/notebooks/ch06"
)

func TestChartsShowBothParts(t *testing.T) {
	h := &classify.History{
		Epochs: []float64{0.1, 1, 2}, ExamplesSeen: []int{16, 160, 320},
		TrainLosses: []float64{0.7, 0.5, 0.2}, ValidationLosses: []float64{0.7, 0.6, 0.3},
		TrainAccuracies: []float64{0.8, 0.9}, ValidationAccuracies: []float64{0.7, 0.8},
	}
	for name, chart := range map[string]func(*classify.History) (string, error){
		"loss": func(h *classify.History) (string, error) {
			s, err := lesson.LossChart(h)
			return string(s), err
		},
		"accuracy": func(h *classify.History) (string, error) {
			s, err := lesson.AccuracyChart(h)
			return string(s), err
		},
	} {
		if svg, err := chart(h); err != nil || !strings.Contains(svg, "validation") {
			t.Errorf("%s chart: %v", name, err)
		}
	}
}
