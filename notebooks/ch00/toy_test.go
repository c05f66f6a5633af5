package lesson_test

import (
	"fmt"
	"slices"
	"testing"

	"llmfromscratch/ch00_tools"
	"llmfromscratch/notebooks/ch00"
	"llmfromscratch/shared/backend/backendtest"
	"llmfromscratch/shared/plot"
)

// Section A.7 prints these losses.
func TestTrainedToyHasTheBooksLosses(t *testing.T) {
	var losses []string
	b, net, err := lesson.TrainedToy(backendtest.Open(), func(_, _ int, loss float64) {
		losses = append(losses, fmt.Sprintf("%.2f", loss))
	})
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"0.75", "0.65", "0.44", "0.13", "0.03", "0.00"}; !slices.Equal(losses, want) {
		t.Errorf("losses %v, want %v", losses, want)
	}
	_, test := tools.ToyData()
	if classes, err := tools.Predict(backendtest.Open(), b, net, test.Features); err != nil ||
		!slices.Equal(classes, test.Labels) {
		t.Errorf("classes %v, %v, want %v", classes, err, test.Labels)
	}
}

func TestChartsShowEveryStep(t *testing.T) {
	places := tools.Descend(lesson.Bowl, -1, &tools.SGD{Rate: 0.1}, 2)
	c := lesson.OnCurve("descent", lesson.Bowl, places, -1, 7)
	steps := c.Series[1]
	along := []float64{-1, places[1], places[1], places[2], places[2]}
	if !slices.Equal(steps.X, along) || steps.Y[0] != 16 || steps.Y[1] != 16 || steps.Y[2] >= 16 ||
		steps.Y[3] != steps.Y[2] || len(c.Series[0].X) != 61 || c.Series[0].Y[60] != 16 {
		t.Errorf("steps %v at %v, the curve ends at %v", steps.Y, steps.X, c.Series[0].Y[60])
	}
	by := lesson.BySteps("ways", "x", []string{"a", "b"}, places, []float64{1})
	if s := by.Series; s[0].Name != "a" || !slices.Equal(s[0].X, []float64{0, 1, 2}) || len(s[1].X) != 1 {
		t.Errorf("series %v", s)
	}
	for _, chart := range []plot.LineChart{c, by} {
		if _, err := plot.Lines(chart); err != nil {
			t.Error(err)
		}
	}
}
