package pictures

import (
	"llmfromscratch/shared/diagram"
	"llmfromscratch/shared/plot"
)

// Block shows a transformer block: norm, attention, shortcut; norm, feed-forward network, shortcut (section 4.5).
func Block() (plot.SVG, error) {
	d := diagram.New("A transformer block",
		"From top to bottom: layer norm, masked multi-head attention, dropout, then the block's input is added by a "+
			"shortcut. Again layer norm, feed-forward network, dropout, and the sum from before is added by a "+
			"second shortcut.")
	const x, wide, mid = left + 40, 250.0, left + 40 + 125.0
	in := d.Box(box(x, d.Below(8), wide, 28), diagram.Clear, "in: [batch, seq, embed]")
	last := in
	for i, work := range [][]string{
		{"masked multi-head attention", "tokens look at earlier tokens"},
		{"feed-forward network", "each token by itself"},
	} {
		tone := []diagram.Tone{diagram.Orange, diagram.Green}[i]
		start := last.South().Shift(0, 12)
		norm := d.Box(box(x, last.Bottom()+26, wide, 28), diagram.Plain, "layer norm")
		d.Arrow(diagram.Plain, last.South(), norm.North())
		does := d.Box(box(x, norm.Bottom()+16, wide, 46), tone, work...)
		down(d, norm, does)
		drop := d.Box(box(x, does.Bottom()+16, wide, 28), diagram.Ghost, "dropout, in training only")
		down(d, does, drop)
		plus := d.Circle(at(mid, drop.Bottom()+30), 12, diagram.Blue, "+")
		d.Arrow(diagram.Plain, drop.South(), plus.North())
		d.Arrow(diagram.Blue, start, at(x+wide+26, start.Y), at(x+wide+26, plus.Mid().Y), plus.East())
		d.Text(at(x+wide+34, does.Mid().Y), "shortcut", diagram.Small|diagram.Left)
		last = plus
	}
	out := d.Box(box(x, last.Bottom()+18, wide, 28), diagram.Clear, "out: [batch, seq, embed]")
	d.Arrow(diagram.Plain, last.South(), out.North())
	d.Note(8, "In and out have the same shape, so blocks can be stacked.")
	return d.SVG()
}
