package lesson_test

import (
	"strings"
	"testing"

	"llmfromscratch/ch07_instruct"
	"llmfromscratch/notebooks/ch07"
)

func TestDPOChartsShowBothParts(t *testing.T) {
	h := &instruct.DPOHistory{
		Train:      []instruct.Rewards{{Loss: 0.69}, {Loss: 0.4, Margin: 1}},
		Validation: []instruct.Rewards{{Loss: 0.69}, {Loss: 0.5, Margin: 0.7}},
	}
	for name, draw := range map[string]func() (string, error){
		"loss":   func() (string, error) { svg, err := lesson.LossChart(h); return string(svg), err },
		"margin": func() (string, error) { svg, err := lesson.MarginChart(h); return string(svg), err },
	} {
		if svg := must(draw()); !strings.Contains(svg, "training") || !strings.Contains(svg, "validation") ||
			!strings.Contains(svg, "DPO: "+name) {
			t.Errorf("%s: %s", name, svg)
		}
	}
	if _, err := lesson.LossChart(&instruct.DPOHistory{}); err == nil {
		t.Error("a chart of nothing")
	}
}
