package pictures

import (
	"fmt"

	"llmfromscratch/ch02_text"
	"llmfromscratch/shared/diagram"
	"llmfromscratch/shared/plot"
)

// Windows shows windows of four tokens that slide over a text, one token at a time and four at a time; the targets are
// the inputs one token further (section 2.6).
func Windows() (plot.SVG, error) {
	const sentence, length = "We cut a text so that each part fits", 4
	tokens, ids, err := gpt2Tokens(sentence)
	if err != nil {
		return "", err
	}
	d := diagram.New("A window slides over a text",
		"The tokens of a sentence, and below them windows of four: the inputs, and as targets the four tokens that "+
			"begin one place later. With stride 1 the next window begins one token on, with stride 4 behind the "+
			"first.")
	row := d.Tokens(left, d.Below(8), diagram.Row{Tokens: tokens, Tone: all(diagram.Plain), Gap: 2})
	for k, stride := range []int{1, length} {
		windows, err := text.NewDataset(ids, length, stride)
		if err != nil {
			return "", err
		}
		y := d.Below(14 + 10*float64(k))
		d.Text(at(left, y), fmt.Sprintf("stride %d", stride), diagram.Bold|diagram.Left)
		y += 14
		for i := range 2 {
			inputs, targets := windows.At(i)
			first := i * stride
			drawWindow(d, row, tokens, first, len(inputs), y, diagram.Blue, "inputs")
			drawWindow(d, row, tokens, first+1, len(targets), y+30, diagram.Orange, "targets")
			y += 70
		}
	}
	d.Note(8, "Blue: inputs; orange: targets, one token further. Each input token is a question: what comes next?")
	return d.SVG()
}

// drawWindow draws the tokens of a window under those of the text, with a name where there is room.
func drawWindow(d *diagram.Drawing, row []diagram.Rect, tokens []string, first, n int, y float64, tone diagram.Tone,
	name string) {
	var last diagram.Rect
	for i := first; i < first+n; i++ {
		last = box(row[i].X, y, row[i].W, row[i].H)
		d.Tokens(last.X, y, diagram.Row{Tokens: tokens[i : i+1], Tone: all(tone)})
	}
	if room := diagram.TextWidth(name, diagram.Small) + 10; last.Right()+room < right {
		d.Text(at(last.Right()+8, last.Mid().Y), name, diagram.Small|diagram.Muted|diagram.Left)
	} else if row[first].X-room > left {
		d.Text(at(row[first].X-8, last.Mid().Y), name, diagram.Small|diagram.Muted|diagram.Right)
	}
}
