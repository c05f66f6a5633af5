package lesson_test

import (
	"strings"
	"testing"

	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/notebooks/appendix_d"
)

func TestNormChartShowsTheLimitWhereThereIsOne(t *testing.T) {
	norms := []float64{3, 2, 1.5, 0.5}
	free, err := lesson.NormChart(norms, nil)
	if err != nil {
		t.Fatal(err)
	}
	clipped, err := lesson.NormChart(norms, pretrain.ClipFrom{FirstStep: 2, Norm: 1})
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(free), ">limit<") || !strings.Contains(string(clipped), ">limit<") {
		t.Error("the limit is drawn without a Clip, or not drawn with one")
	}
}

func TestStepChartHasALineForEachRun(t *testing.T) {
	svg, err := lesson.StepChart([]string{"one", "other"}, [][]float64{{3, 2}, {3, 4, 5}})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{">one<", ">other<"} {
		if !strings.Contains(string(svg), name) {
			t.Errorf("the chart does not name %s", name)
		}
	}
}
