package pictures

import (
	"fmt"
	"math"

	"github.com/gomlx/compute"

	lesson "llmfromscratch/notebooks/ch04"
	"llmfromscratch/shared/diagram"
	"llmfromscratch/shared/plot"
)

// Shortcut shows the way of the gradient back through five layers, without and with shortcuts: what arrives at each of
// them in the experiment of section 4.4.
func Shortcut(be compute.Backend) (plot.SVG, error) {
	d := diagram.New("The gradient's way back",
		"Two columns of five layers, the last one at the top, where the gradient comes in. Without shortcuts it "+
			"shrinks from layer to layer, and little arrives at layer 1. With shortcuts, lines around the layers, "+
			"about as much arrives at layer 1 as at layer 4.")
	y := d.Below(10)
	const wide = 112.0
	for k, name := range []string{"without shortcuts", "with shortcuts"} {
		means, err := lesson.GradientMeans(be, 123, lesson.LayerSizes(), [][]float32{{1, 0, -1}}, k == 1)
		if err != nil {
			return "", err
		}
		x := left + 4 + float64(k)*216
		d.Text(at(x, y+8), name, diagram.Bold|diagram.Left)
		loss := d.Box(box(x, y+26, wide, 28), diagram.Clear, "loss")
		above := loss
		for i := len(means) - 1; i >= 0; i-- {
			r := d.Box(box(x, above.Bottom()+34, wide, 34), diagram.Blue, fmt.Sprintf("layer %d", i+1))
			down(d, above, r)
			tone := diagram.Red
			if k == 1 {
				tone = diagram.Green
			}
			d.Tokens(x+wide+10, r.Y+5, diagram.Row{Tokens: []string{fmt.Sprintf("%.4f", means[i].Mean)},
				Tone: all(tone)})
			if k == 1 && i < len(means)-1 { // the last layer, whose output has another size, has none
				out, in := r.Y-16, r.Bottom()+9 // a shortcut ends above where the next one begins
				d.Line(diagram.Orange, at(x+wide/2, out), at(x-10, out), at(x-10, in))
				d.Arrow(diagram.Orange, at(x-10, in), at(x+wide/2-2, in))
			}
			above = r
		}
		d.Line(diagram.Plain, above.South(), above.South().Shift(0, 16))
	}
	const half, layers = 0.5, 5
	d.Note(10, "Beside each layer: its mean gradient. In numbers: if each of %d layers multiplies by f′ = %.1f, "+
		"%.4g is left; by 1 + f′ = %.1f, it is %.4g.", layers, half, math.Pow(half, layers), 1+half,
		math.Pow(1+half, layers))
	return d.SVG()
}
