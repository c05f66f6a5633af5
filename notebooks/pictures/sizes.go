package pictures

import (
	"fmt"
	"math"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/shared/diagram"
	"llmfromscratch/shared/plot"
)

// sized is a model of chapter 1's table.
type sized struct {
	name, says string // says is the number of parameters in words
	parameters int
	tone       diagram.Tone
}

// sizes are the models of chapter 1's table, the largest first. Only the one page does not share its output head with
// the token embedding.
func sizes() []sized {
	page := gpt.Config{VocabSize: 27, ContextLength: 14, EmbDim: 16, NumHeads: 4, NumLayers: 2}
	course := gpt.Config{VocabSize: 3000, ContextLength: 256, EmbDim: 192, NumHeads: 6, NumLayers: 4, QKVBias: true}
	gpt3 := gpt.Config{VocabSize: 50257, ContextLength: 2048, EmbDim: 12288, NumHeads: 96, NumLayers: 96, QKVBias: true}
	list := []sized{
		{"GPT-3", "", gpt3.Count().WithoutHead, diagram.Purple},
		{"GPT-2", "", gpt.GPT2Small().Count().WithoutHead, diagram.Blue},
		{"course model", "", course.Count().WithoutHead, diagram.Green},
		{"one page", "", page.Count().Total, diagram.Orange},
	}
	for i, m := range list {
		switch n := float64(m.parameters); {
		case n >= 1e9:
			list[i].says = fmt.Sprintf("%.0f billion", n/1e9)
		case n >= 1e8:
			list[i].says = fmt.Sprintf("%.0f million", n/1e6)
		case n >= 1e6:
			list[i].says = fmt.Sprintf("%.1f million", n/1e6)
		default:
			list[i].says = diagram.Thousands(m.parameters)
		}
	}
	return list
}

// Sizes shows numbers of parameters as areas: each model as a small square in the next larger one, which is enlarged
// from square to square (chapter 1).
func Sizes() (plot.SVG, error) {
	list := sizes()
	d := diagram.New("Four models, their parameters as areas",
		"Three squares from left to right: GPT-3, GPT-2 and the course's own model. In each, the next smaller model "+
			"is a small square in true proportion, and dashed lines lead from it to the next square, where it is "+
			"enlarged. The smallest, in the last square, is the page of section 0.11.")
	const side, gap = 124.0, 20.0
	y := d.Below(52)
	for i, m := range list[:len(list)-1] {
		x := left + float64(i)*(side+gap)
		d.Text(at(x, y-32), m.name, diagram.Bold|diagram.Left)
		d.Text(at(x, y-13), m.says, diagram.Small|diagram.Left)
		square(d, box(x, y, side, side), m.tone)
		next := list[i+1]
		small := side * math.Sqrt(float64(next.parameters)/float64(m.parameters))
		in := square(d, box(x+side-small-8, y+side-small-8, small, small), next.tone)
		if i+2 < len(list) {
			to := x + side + gap
			d.Line(diagram.Ghost, at(in.Right(), in.Y), at(to, y))
			d.Line(diagram.Ghost, at(in.Right(), in.Bottom()), at(to, y+side))
		}
		d.Paragraph(x, y+side+8, side, fmt.Sprintf("%s times %s",
			twoDigits(float64(m.parameters)/float64(next.parameters)), next.name), diagram.Small|diagram.Left)
	}
	d.Note(10, "The smallest square is the page of section 0.11, with %s parameters.", list[len(list)-1].says)
	return d.SVG()
}

// twoDigits writes a whole number with its first two digits, and zeros for the others.
func twoDigits(v float64) string {
	unit := math.Pow(10, math.Floor(math.Log10(v))-1)
	return diagram.Thousands(int(math.Round(v/unit) * unit))
}

// square draws a square whose outline lies within it, so that its area is true.
func square(d *diagram.Drawing, r diagram.Rect, tone diagram.Tone) diagram.Rect {
	in := r.Inset(0.5)
	d.Polygon(tone, at(in.X, in.Y), at(in.Right(), in.Y), at(in.Right(), in.Bottom()), at(in.X, in.Bottom()))
	return r
}
