package pictures

import (
	"fmt"
	"math"
	"slices"

	"llmfromscratch/ch05_pretrain"
	lesson "llmfromscratch/notebooks/ch05"
	"llmfromscratch/shared/diagram"
	"llmfromscratch/shared/plot"
)

// Loss shows how one guess becomes one number: logits, by softmax probabilities, and of the right token's probability
// the negative logarithm (section 5.1). Words and logits are those of section 5.3.
func Loss() (plot.SVG, error) {
	words, logits := lesson.NineWords()
	probabilities := pretrain.Softmax(logits, 1)
	target := slices.Index(words, "toward")
	loss := -math.Log(float64(probabilities[target]))
	d := diagram.New("From logits to the loss",
		fmt.Sprintf("Nine words with their logits and, by softmax, their probabilities. The text goes on with %s, "+
			"to which the model gave %.2f. The loss is the negative logarithm of that, %.2f.", words[target],
			probabilities[target], loss))
	y := d.Below(52)
	d.Text(at(left, y-38), "every effort moves you …", diagram.Small|diagram.Left)
	d.Text(at(left+96, y-12), "logit", diagram.Small|diagram.Muted)
	d.Text(at(left+196, y-12), "probability", diagram.Small|diagram.Muted|diagram.Left)
	const high = 24.0
	cells, values, texts := make([][]string, len(words)), make([]float64, len(words)), make([]string, len(words))
	for i := range words {
		cells[i] = []string{diagram.Number(logits[i], 2)}
		values[i], texts[i] = float64(probabilities[i]), diagram.Number(probabilities[i], 3)
	}
	d.Matrix(diagram.Matrix{X: left + 66, Y: y, W: 60, H: high, Rows: words, Cells: cells,
		Tone: func(i, _ int) diagram.Tone {
			if i == target {
				return diagram.Orange
			}
			return diagram.Plain
		}})
	bars := d.Bars(diagram.Bars{X: left + 196, Y: y, W: 216, Step: high, Values: values, Max: 0.6, Texts: texts,
		Tone: func(i int) diagram.Tone {
			if i == target {
				return diagram.Orange
			}
			return diagram.Blue
		}})
	d.Arrow(diagram.Plain, at(left+130, y+4.5*high), at(left+190, y+4.5*high))
	d.Text(at(left+160, y+4.5*high-12), "softmax", diagram.Small|diagram.Muted)
	end := y + 9*high
	token := d.Box(box(left, end+18, 150, 46), diagram.Orange, words[target], "is the right token")
	result := d.Box(box(left+196, end+18, 216, 46), diagram.Green, fmt.Sprintf("loss %.2f", loss),
		fmt.Sprintf("−log %.3f", probabilities[target]))
	d.Arrow(diagram.Plain, token.East(), result.West())
	edge := result.Right() - 14
	d.Arrow(diagram.Orange, at(bars[target].Right()+50, bars[target].Mid().Y), at(edge, bars[target].Mid().Y),
		at(edge, result.Y))
	best := slices.Max(probabilities)
	d.Note(8, "Had the right one been %s, with %.3f, the loss would be %.2f; with %s, %.4f, it would be %.1f. "+
		"Training makes it small.", words[slices.Index(probabilities, best)], best, -math.Log(float64(best)),
		words[6], probabilities[6], -math.Log(float64(probabilities[6])))
	return d.SVG()
}
