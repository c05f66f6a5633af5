package pictures

import (
	"fmt"

	"llmfromscratch/shared/diagram"
	"llmfromscratch/shared/plot"
)

// source is a part of what GPT-3 learned from, as published.
type source struct {
	name   string
	tokens float64 // billions
	read   float64 // of what was read in training, in percent
}

// sources are all parts, the largest first.
func sources() []source {
	return []source{{"CommonCrawl", 410, 60}, {"Books2", 55, 8}, {"WebText2", 19, 22}, {"Books1", 12, 8},
		{"Wikipedia", 3, 3}}
}

// DataMix shows of which sources GPT-3's training text consists, and how much of what was read came from each
// (chapter 1).
func DataMix() (plot.SVG, error) {
	d := diagram.New("What a large training text consists of",
		"For each source two bars: its share of all tokens, and its share of what was read in training. "+
			"CommonCrawl has 82.2 % of the tokens and 60 % of what was read. WebText2, Books1 and Wikipedia have few "+
			"tokens, and were read more than that; Books2 less.")
	total := 0.0
	for _, s := range sources() {
		total += s.tokens
	}
	const names, percent, high = 100.0, 2.8, 16.0 // widths of a name and of 1 %, height of a bar
	y := d.Below(10)
	for i, label := range []string{"of all tokens", "of what was read"} {
		x := left + names + 156*float64(i)
		d.Polygon(mixTone(i), at(x, y), at(x+14, y), at(x+14, y+14), at(x, y+14))
		d.Text(at(x+20, y+7), label, diagram.Small|diagram.Left)
	}
	for _, s := range sources() {
		y = d.Below(12)
		d.Text(at(left, y+high), s.name, diagram.Small|diagram.Left)
		for i, share := range []float64{100 * s.tokens / total, s.read} {
			x, top := left+names, y+high*float64(i)
			end := x + max(1, share*percent)
			d.Polygon(mixTone(i), at(x, top), at(end, top), at(end, top+high), at(x, top+high))
			d.Text(at(end+5, top+high/2), fmt.Sprintf([]string{"%.1f %%", "%.0f %%"}[i], share),
				diagram.Small|diagram.Mono|diagram.Left)
		}
	}
	d.Note(10, "%.0f billion tokens in all; training stopped after reading 300 billion.", total)
	return d.SVG()
}

// mixTone is the tone of the first bar of a source and of the second.
func mixTone(i int) diagram.Tone { return []diagram.Tone{diagram.Blue, diagram.Orange}[i] }
