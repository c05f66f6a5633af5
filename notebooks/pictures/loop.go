package pictures

import (
	"cmp"
	"slices"

	"llmfromscratch/ch05_pretrain"
	lesson "llmfromscratch/notebooks/ch05"
	"llmfromscratch/shared/diagram"
	"llmfromscratch/shared/plot"
)

// Loop shows how a GPT writes: text in, a probability for every token out, one is taken and appended, and the longer
// text goes in again (chapters 1 and 4). The probabilities are those of section 5.3's nine words.
func Loop() (plot.SVG, error) {
	words, logits := lesson.NineWords()
	probabilities := pretrain.Softmax(logits, 1)
	best := slices.Index(probabilities, slices.Max(probabilities))
	d := diagram.New("How a GPT writes",
		"The tokens Every effort moves you go into the model. It gives every token of its vocabulary a probability. "+
			"The most likely one, "+words[best]+", is appended to the text, and the longer text goes in again.")
	y := d.Below(10)
	row := d.Tokens(left, y, diagram.Row{Tokens: []string{"Every", " effort", " moves", " you", " " + words[best]},
		Tone: func(i int) diagram.Tone {
			if i == 4 {
				return diagram.Orange
			}
			return diagram.Blue
		}})
	text := diagram.Bounds(row[:4]...)
	model := d.Box(box(60, y+58, 230, 46), diagram.Plain, "GPT", "the same model at every round")
	d.Arrow(diagram.Plain, at(model.Mid().X, text.Bottom()), model.North())
	order := make([]int, len(words))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(probabilities[j], probabilities[i]) })
	bars := diagram.Bars{X: left, Y: y + 136, W: 350, Max: 0.6, Tone: func(i int) diagram.Tone {
		if i == 0 {
			return diagram.Orange
		}
		return diagram.Blue
	}}
	for _, i := range order[:5] {
		bars.Names = append(bars.Names, words[i])
		bars.Values = append(bars.Values, float64(probabilities[i]))
		bars.Texts = append(bars.Texts, diagram.Number(probabilities[i], 3))
	}
	drawn := d.Bars(bars)
	d.Arrow(diagram.Plain, model.South(), at(model.Mid().X, y+134))
	d.Text(at(model.Mid().X+8, y+119), "next token?", diagram.Small|diagram.Muted|diagram.Left)
	from, to := drawn[0].Mid().Y, row[4]
	d.Arrow(diagram.Orange, at(left+352, from), at(right-20, from), at(right-20, y+46), at(to.Mid().X, y+46),
		to.South())
	d.Text(at(right-26, y+80), "append", diagram.Small|diagram.Right)
	d.Note(10, "Then once more, with five tokens, and so on until the text is long enough or an end mark comes.")
	return d.SVG()
}
