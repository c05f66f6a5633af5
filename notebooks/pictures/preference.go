package pictures

import (
	"fmt"
	"math"

	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"llmfromscratch/ch07_instruct"
	"llmfromscratch/shared/diagram"
	"llmfromscratch/shared/plot"
)

// dpo is the loss and the margin of a pair, whose log-probabilities are those of the chosen and the rejected answer.
func dpo(be compute.Backend, policy, reference []float32, beta float64) (loss, margin float32, err error) {
	out, err := graph.CallOnceN(be, func(policy, reference *graph.Node) []*graph.Node {
		loss, margins := instruct.DPOLoss(policy, reference, beta)
		return []*graph.Node{loss, graph.ReduceAllSum(margins)}
	}, policy, reference)
	if err != nil {
		return 0, 0, err
	}
	return tensors.ToScalar[float32](out[0]), tensors.ToScalar[float32](out[1]), nil
}

// Preference shows direct preference optimization as a seesaw: training raises the chosen answer and lowers the
// rejected one, both measured from where the reference model has them (chapter 7).
func Preference(be compute.Backend) (plot.SVG, error) {
	d := diagram.New("DPO as a seesaw",
		"Two seesaws with the chosen answer at one end and the rejected one at the other. Before training they are "+
			"level: both rewards are 0. After it the chosen answer is up and the rejected one is down, and the loss "+
			"is smaller.")
	reference, trained := []float32{-12, -10}, []float32{-9, -15}
	beta := instruct.NewDPOOptions(nil).Beta
	for i, policy := range [][]float32{reference, trained} {
		loss, margin, err := dpo(be, policy, reference, beta)
		if err != nil {
			return "", err
		}
		var rewards [2]float64
		for k := range rewards {
			rewards[k] = beta * float64(policy[k]-reference[k])
		}
		y := d.Below(18)
		d.Text(at(left, y), []string{"before: policy = reference", "after training"}[i], diagram.Bold|diagram.Left)
		pivot := at(centre, y+96)
		tilt := 24 * float64(margin)
		a, b := at(left+90, pivot.Y-tilt/2), at(right-90, pivot.Y+tilt/2)
		d.Line(diagram.Strong, a, b)
		d.Polygon(diagram.Plain, pivot, pivot.Shift(-16, 40), pivot.Shift(16, 40))
		for k, end := range []diagram.Point{a, b} {
			d.Box(box(end.X-86, end.Y-58, 172, 46), []diagram.Tone{diagram.Green, diagram.Red}[k],
				[]string{"chosen", "rejected"}[k], fmt.Sprintf("reward %s", diagram.Number(rewards[k], 2)))
			d.Text(end.Shift(0, 14), fmt.Sprintf("log p %s", diagram.Number(policy[k], 0)), diagram.Small|diagram.Muted)
		}
		d.Text(pivot.Shift(0, 54), "margin "+diagram.Number(margin, 2)+", loss "+diagram.Number(loss, 3), 0)
	}
	d.Note(10, "Reward: %.1f · (log p now − log p of the reference). The loss, −log σ(margin), "+
		"is %.3f at margin 0.", beta, math.Ln2)
	return d.SVG()
}
