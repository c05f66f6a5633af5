package pictures

import (
	"fmt"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/shared/diagram"
	"llmfromscratch/shared/plot"
)

// FeedForward shows the network behind the attention of each block: widen, bend, narrow (section 4.3). The widths are
// GPT-2's, drawn to scale.
func FeedForward() (plot.SVG, error) {
	cfg := gpt.GPT2Small()
	narrow, wide := cfg.EmbDim, 4*cfg.EmbDim
	first := narrow*wide + wide
	second := cfg.Count().FeedForward - first
	d := diagram.New("The feed-forward network",
		fmt.Sprintf("A vector of %d numbers is widened by a linear layer to %s, passes GELU, and is narrowed by a "+
			"second linear layer to %[1]d again.", narrow, diagram.Thousands(wide)))
	bar := func(y float64, n int, tone diagram.Tone, name string) diagram.Rect {
		w := inner * float64(n) / float64(wide)
		return d.Box(box(centre-w/2, y, w, 28), tone, name)
	}
	layer := func(from, to diagram.Rect, text string) {
		d.Polygon(diagram.Purple, at(from.X, from.Bottom()+4), at(from.Right(), from.Bottom()+4),
			at(to.Right(), to.Y-4), at(to.X, to.Y-4))
		mid := at(centre, (from.Bottom()+to.Y)/2)
		d.Text(mid.Shift(0, -9), "linear layer", diagram.Small)
		d.Text(mid.Shift(0, 9), text, diagram.Small)
	}
	y := d.Below(10)
	in := bar(y, narrow, diagram.Blue, fmt.Sprint(narrow))
	middle := bar(y+128, wide, diagram.Orange, diagram.Thousands(wide))
	layer(in, middle, diagram.Thousands(first))
	d.Arrow(diagram.Plain, middle.South(), middle.South().Shift(0, 34))
	d.Text(middle.South().Shift(10, 16), "GELU bends each number", diagram.Small|diagram.Left)
	bent := bar(y+190, wide, diagram.Orange, diagram.Thousands(wide))
	out := bar(y+318, narrow, diagram.Green, fmt.Sprint(narrow))
	layer(bent, out, diagram.Thousands(second))
	d.Note(8, "Without GELU the two linear layers could be merged into one. The numbers between are parameters, %s "+
		"together.", diagram.Thousands(first+second))
	return d.SVG()
}
