package bench_test

import (
	"context"
	"strings"
	"testing"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/internal/bench"
	"llmfromscratch/shared/backend/backendtest"
)

// Every axis is measured at two small values and drawn; nothing is said about how fast anything is.
func TestSweepMeasuresAndDrawsEveryAxis(t *testing.T) {
	base := bench.Options{
		Config: gpt.Config{VocabSize: 90, ContextLength: 16, EmbDim: 64, NumHeads: 1, NumLayers: 1},
		Batch:  1, Context: 16, Steps: 1,
	}
	small := map[string][]int{"context": {8, 16}, "batch": {1, 2}, "width": {64, 128}, "depth": {1, 2}}
	for _, axis := range bench.Axes() {
		axis.Values = small[axis.Name]
		curve, err := bench.Sweep(context.Background(), backendtest.Open(), axis, base, func(string) {})
		if err != nil {
			t.Fatal(err)
		}
		if len(curve.Points) != 2 {
			t.Fatalf("%s: %d points", axis.Name, len(curve.Points))
		}
		for i, p := range curve.Points {
			if p.Value != axis.Values[i] || p.Forward <= 0 || p.Token <= 0 || p.TrainingStep <= 0 {
				t.Errorf("%s: %+v", axis.Name, p)
			}
		}
		svg, err := curve.Chart()
		if err != nil || !strings.Contains(string(svg), axis.Label) {
			t.Errorf("%s: chart %v, label %q not in it", axis.Name, err, axis.Label)
		}
	}
}

func TestAxesOfASweepGiveModelsThatCanBe(t *testing.T) {
	for _, axis := range bench.Axes() {
		if len(axis.Values) < 4 {
			t.Errorf("%s: %d values are no curve", axis.Name, len(axis.Values))
		}
	}
	if err := bench.SweepBase(1).Config.Validate(); err != nil {
		t.Error(err)
	}
}

func TestChartOfAnUnknownAxisIsRefused(t *testing.T) {
	if _, err := (bench.Curve{Axis: "height"}).Chart(); err == nil {
		t.Error("drew an axis that there is not")
	}
}
