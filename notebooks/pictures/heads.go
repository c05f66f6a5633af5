package pictures

import (
	"fmt"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/shared/diagram"
	"llmfromscratch/shared/plot"
)

// Heads shows multi-head attention: the columns of queries, keys and values are split among heads, each head attends
// by itself, and their results are put side by side again (section 3.6). The sizes are GPT-2's.
func Heads() (plot.SVG, error) {
	cfg := gpt.GPT2Small()
	width := cfg.EmbDim / cfg.NumHeads
	d := diagram.New("Heads split and merge",
		fmt.Sprintf("Four tokens as rows of %d numbers. The columns are split among %d heads, %d each. Every head "+
			"has its own attention weights, four by four, and makes a result of %d columns. The results side by "+
			"side have %d columns again.", cfg.EmbDim, cfg.NumHeads, width, width, cfg.EmbDim))
	colours := []diagram.Tone{diagram.Blue, diagram.Orange, diagram.Plain, diagram.Green}
	names := []string{"head 1", "head 2", "…", fmt.Sprintf("head %d", cfg.NumHeads)}
	const wide, gap = 88.0, 20.0
	y := d.Below(8)
	blank := func(rows, columns int) [][]string {
		cells := make([][]string, rows)
		for i := range cells {
			cells[i] = make([]string, columns)
		}
		return cells
	}
	strip := func(y float64) {
		d.Matrix(diagram.Matrix{X: centre - 2*wide, Y: y, W: wide / 4, H: 12, Cells: blank(4, 16),
			Tone: func(_, j int) diagram.Tone { return colours[j/4] }})
	}
	d.Text(at(centre, y+8), fmt.Sprintf("queries, keys, values: 4 tokens × %d", cfg.EmbDim), 0)
	strip(y + 22)
	top := y + 22 + 48
	for i, name := range names {
		_, _, weights, err := causalSteps(int64(123 + i)) // every head has layers, and so weights, of its own
		if err != nil {
			return "", err
		}
		x := left + 1 + float64(i)*(wide+gap-2.5)
		mid := x + wide/2
		from := centre - 2*wide + (float64(i)+0.5)*wide
		d.Arrow(diagram.Plain, at(from, top), at(mid, top+30))
		if name == "…" {
			d.Text(at(mid, top+110), name, diagram.Bold)
			d.Arrow(diagram.Plain, at(mid, top+212), at(from, top+242))
			continue
		}
		d.Text(at(mid, top+40), name, diagram.Bold)
		d.Matrix(diagram.Matrix{X: x, Y: top + 54, W: wide / 4, H: 12, Cells: blank(4, 4),
			Tone: func(int, int) diagram.Tone { return colours[i] }})
		d.Text(at(mid, top+113), fmt.Sprintf("4 × %d", width), diagram.Small|diagram.Muted)
		d.Matrix(diagram.Matrix{X: mid - 28, Y: top + 126, W: 14, H: 14, Cells: blank(4, 4),
			Tone: func(i, j int) diagram.Tone {
				if j > i {
					return diagram.Ghost
				}
				return diagram.Heat(float64(weights[i][j]))
			}})
		d.Text(at(mid, top+193), "weights", diagram.Small|diagram.Muted)
		d.Arrow(diagram.Plain, at(mid, top+204), at(from, top+242))
	}
	strip(top + 246)
	d.Text(at(centre, top+308), fmt.Sprintf("side by side again: 4 × %d", cfg.EmbDim), 0)
	out := d.Box(box(centre-2*wide, top+344, 4*wide, 30), diagram.Purple, "output projection mixes the heads")
	d.Arrow(diagram.Plain, at(centre, top+320), out.North())
	return d.SVG()
}
