package pictures

import (
	"github.com/gomlx/gomlx/ml/model"

	"llmfromscratch/ch03_attention"
	lesson "llmfromscratch/notebooks/ch03"
	"llmfromscratch/shared/diagram"
	"llmfromscratch/shared/nn"
	"llmfromscratch/shared/plot"
)

// QueryKeyValue shows how one vector becomes three: a query that asks, a key to be found by, a value to hand over
// (section 3.4.1). The matrices are the chapter's, seed 123.
func QueryKeyValue() (plot.SVG, error) {
	words, inputs := lesson.Sentence()
	a := attention.NewSelfAttentionV1(nn.NewBuilder(123), 3, 2)
	d := diagram.New("Query, key and value of journey",
		"The vector of journey is multiplied by three matrices. The results are its query, which is compared with "+
			"the keys of all words; its key, which others' queries are compared with; and its value, which is "+
			"handed over.")
	y := d.Below(10)
	const cell = 42.0
	d.Text(at(centre-3*cell/2-8, y+12), words[1], diagram.Right)
	input := diagram.Bounds(d.Matrix(diagram.Matrix{X: centre - 1.5*cell, Y: y, W: cell, H: 24,
		Cells: diagram.Numbers(inputs[1:2], 2), Tone: func(int, int) diagram.Tone { return diagram.Blue }})[0]...)
	var all [3][][]float32
	for i, part := range []struct {
		name, job string
		w         *model.Variable
		tone      diagram.Tone
	}{
		{"query", "what do I look for?", a.WQuery, diagram.Orange},
		{"key", "what am I found by?", a.WKey, diagram.Purple},
		{"value", "what do I hand over?", a.WValue, diagram.Green},
	} {
		w, err := matrix(part.w)
		if err != nil {
			return "", err
		}
		all[i] = product(inputs, w)
		mid := left + 66 + float64(i)*140
		top := y + 82
		d.Arrow(diagram.Plain, at(input.X+cell/2+float64(i)*cell, input.Bottom()), at(mid, top-20))
		d.Text(at(mid, top-10), "times W_"+part.name, diagram.Small|diagram.Muted)
		grid := d.Matrix(diagram.Matrix{X: mid - cell, Y: top, W: cell, Cells: diagram.Numbers(w, 2),
			Tone: func(int, int) diagram.Tone { return diagram.Plain }})
		out := d.Matrix(diagram.Matrix{X: mid - cell, Y: top + 92, W: cell, H: 24,
			Cells: diagram.Numbers(all[i][1:2], 2), Tone: func(int, int) diagram.Tone { return part.tone }})
		d.Arrow(diagram.Plain, at(mid, grid[2][0].Bottom()), at(mid, out[0][0].Y))
		d.Text(at(mid, top+130), part.name, diagram.Bold)
		d.Paragraph(mid-66, top+140, 132, part.job, diagram.Small|diagram.Muted)
	}
	y = d.Below(16)
	d.Text(at(left, y), "query of journey with the keys of all words:", diagram.Left)
	cells := diagram.Numbers(scores(all[0][1:2], all[1]), 2)
	d.Matrix(diagram.Matrix{X: left, Y: y + 32, W: inner / 6, H: 24, Cells: cells, Cols: words,
		Tone: func(int, int) diagram.Tone { return diagram.Clear }})
	d.Note(8, "These six scores, scaled and put through softmax, weigh the six values.")
	return d.SVG()
}
