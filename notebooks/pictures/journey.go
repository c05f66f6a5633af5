package pictures

import (
	"llmfromscratch/ch03_attention"
	"llmfromscratch/ch05_pretrain"
	lesson "llmfromscratch/notebooks/ch03"
	"llmfromscratch/shared/diagram"
	"llmfromscratch/shared/plot"
)

// journeyAttention are what the word journey gets from the six words of chapter 3: scores, weights, and the context
// vector that they add up to.
func journeyAttention() (scores, weights, context []float32) {
	_, inputs := lesson.Sentence()
	scores = lesson.Scores(inputs, 1)
	weights = pretrain.Softmax(scores, 1)
	for j := range inputs[0] {
		context = append(context, attention.Dot(weights, column(inputs, j)))
	}
	return scores, weights, context
}

// Journey shows attention without trained weights for the word journey: dot products with all six words, softmax, and
// the weighted sum (section 3.3.1).
func Journey() (plot.SVG, error) {
	words, inputs := lesson.Sentence()
	scores, weights, context := journeyAttention()
	d := diagram.New("What journey gathers from its sentence",
		"For each of six words: its vector, the dot product with the vector of journey, and the weight that softmax "+
			"makes of it. The words' vectors, each times its weight, add up to the context vector of journey.")
	y := d.Below(30)
	const high, vector = 26.0, 78.0
	for _, head := range []struct {
		x    float64
		name string
	}{{vector + 63, "vector"}, {246, "dot product"}, {362, "weight"}} {
		d.Text(at(head.x, y-12), head.name, diagram.Small|diagram.Muted)
	}
	is := func(i int) diagram.Tone {
		if words[i] == "journey" {
			return diagram.Orange
		}
		return diagram.Blue
	}
	d.Matrix(diagram.Matrix{X: vector, Y: y, W: 42, H: high, Rows: words, Cells: diagram.Numbers(inputs, 2),
		Tone: func(i, _ int) diagram.Tone { return is(i) }})
	dots, values, texts := make([][]string, len(words)), make([]float64, len(words)), make([]string, len(words))
	for i := range words {
		dots[i] = []string{diagram.Number(scores[i], 2)}
		values[i], texts[i] = float64(weights[i]), diagram.Number(weights[i], 2)
	}
	grid := d.Matrix(diagram.Matrix{X: 222, Y: y, W: 48, H: high, Cells: dots})
	for i := range words {
		d.Arrow(diagram.Plain, at(vector+126, grid[i][0].Mid().Y), grid[i][0].West())
		d.Arrow(diagram.Plain, grid[i][0].East(), at(292, grid[i][0].Mid().Y))
	}
	bars := d.Bars(diagram.Bars{X: 296, Y: y, W: right - 296, Step: high, Values: values, Max: 0.25, Texts: texts,
		Tone: is})
	result := box(vector, y+6*high+64, 126, high)
	d.Matrix(diagram.Matrix{X: result.X, Y: result.Y, W: 42, H: high, Cells: diagram.Numbers([][]float32{context}, 2),
		Tone: func(int, int) diagram.Tone { return diagram.Green }})
	d.Arrow(diagram.Plain, at(result.Mid().X, y+6*high), result.North())
	d.Arrow(diagram.Plain, at(bars[0].X+20, y+6*high), at(bars[0].X+20, y+6*high+32), at(result.Mid().X+2,
		y+6*high+32))
	d.Text(at(result.Mid().X+10, y+6*high+46), "each vector times its weight, added up",
		diagram.Small|diagram.Muted|diagram.Left)
	d.Text(at(result.Right()+10, result.Mid().Y), "context vector of journey", diagram.Left)
	return d.SVG()
}
