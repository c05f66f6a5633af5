package pictures

import (
	"fmt"

	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"llmfromscratch/ch04_gpt"
	numbers "llmfromscratch/notebooks/ch03"
	lesson "llmfromscratch/notebooks/ch04"
	"llmfromscratch/shared/diagram"
	"llmfromscratch/shared/plot"
)

// LayerNorm shows one row of six neurons before and after layer normalization (section 4.2).
func LayerNorm(be compute.Backend) (plot.SVG, error) {
	neurons, err := lesson.SixNeurons(be)
	if err != nil {
		return "", err
	}
	normalized, err := graph.CallOnce(be, gpt.Standardize, neurons)
	if err != nil {
		return "", err
	}
	d := diagram.New("Layer norm, before and after",
		"Six numbers of one token as bars. Before, they lie between 0 and 0.35. After, they have the same order, "+
			"but mean 0 and variance 1, so some are negative.")
	for i, t := range []*tensors.Tensor{neurons, normalized} {
		rows, err := numbers.Matrix(t)
		if err != nil {
			return "", err
		}
		m, err := lesson.Measure(be, t, true)
		if err != nil {
			return "", err
		}
		y := d.Below(16 + 10*float64(i))
		d.Text(at(left, y), []string{"before", "after"}[i], diagram.Bold|diagram.Left)
		d.Text(at(right, y), fmt.Sprintf("mean %s, variance %s", diagram.Number(first(m.Mean), 2),
			diagram.Number(first(m.Variance), 2)), diagram.Small|diagram.Muted|diagram.Right)
		signedBars(d, y+28, rows[0], []diagram.Tone{diagram.Blue, diagram.Green}[i])
	}
	d.Note(8, "Subtract the mean, divide by the root of the variance. Each token by itself, whatever else is in the "+
		"batch.")
	return d.SVG()
}

// signedBars draws numbers as bars upwards or downwards from a line, 45 high for 1, with the numbers beside.
func signedBars(d *diagram.Drawing, y float64, values []float64, tone diagram.Tone) {
	const unit = 45.0
	highest, lowest := 0.0, 0.0
	for _, v := range values {
		highest, lowest = max(highest, v), min(lowest, v)
	}
	zero := y + highest*unit
	step := inner / float64(len(values))
	d.Line(diagram.Plain, at(left, zero), at(right, zero))
	for i, v := range values {
		x := left + float64(i)*step + step/4
		if v != 0 {
			d.Box(box(x, zero-max(v, 0)*unit, step/2, max(1, max(v, -v)*unit)), tone)
		}
		label := zero - v*unit - 10
		if v < 0 {
			label = zero - v*unit + 10
		}
		d.Text(at(x+step/4, label), diagram.Number(v, 2), diagram.Small|diagram.Mono)
	}
}
