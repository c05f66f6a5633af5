package pictures

import (
	"fmt"

	"llmfromscratch/shared/diagram"
	"llmfromscratch/shared/plot"
)

// Translation shows the original transformer at work: the encoder reads a whole sentence, the decoder writes its
// translation word by word (chapter 1).
func Translation() (plot.SVG, error) {
	source, target := []string{"This", "is", "an", "example"}, []string{"Das", "ist", "ein", "Beispiel"}
	d := diagram.New("Encoder and decoder translate a sentence",
		"The encoder turns This is an example into one vector for each word. The decoder looks at them and at what it "+
			"has written so far, Das ist ein, and writes the next word, Beispiel. Below, its four steps: Das, ist, "+
			"ein, Beispiel.")
	y := d.Below(8)
	const mid = 238.0
	d.Paragraph(left, y, 190, "the text to translate", diagram.Small|diagram.Muted)
	d.Paragraph(mid, y, 188, "written so far", diagram.Small|diagram.Muted)
	words := diagram.Bounds(d.Tokens(left+10, y+20, diagram.Row{Tokens: source})...)
	sofar := diagram.Bounds(d.Tokens(mid+44, y+20, diagram.Row{Tokens: target[:3], Tone: all(diagram.Green)})...)
	encoder := d.Box(box(left, y+72, 190, 44), diagram.Blue, "Encoder", "reads all words at once")
	decoder := d.Box(box(mid, y+72, 188, 118), diagram.Green, "Decoder", "sees the vectors and its own words")
	d.Arrow(diagram.Plain, at(encoder.Mid().X, words.Bottom()), encoder.North())
	d.Arrow(diagram.Plain, at(decoder.Mid().X, sofar.Bottom()), decoder.North())
	vectors := box(left, y+146, 190, 44)
	d.Box(vectors, diagram.Purple, "one vector", "for each word")
	down(d, encoder, vectors)
	d.Arrow(diagram.Plain, vectors.East(), at(decoder.X, vectors.Mid().Y))
	next := d.Tokens(decoder.Mid().X-37, y+222, diagram.Row{Tokens: target[3:], Tone: all(diagram.Orange)})[0]
	d.Arrow(diagram.Plain, decoder.South(), next.North())
	d.Text(at(next.X-8, next.Mid().Y), "next word", diagram.Small|diagram.Muted|diagram.Right)

	y = d.Below(20)
	for i, word := range target {
		row, tone := target[:i], diagram.Green
		if i == 0 {
			row, tone = []string{"(nothing)"}, diagram.Ghost
		}
		line := y + float64(i)*32
		d.Text(at(left, line+12), fmt.Sprintf("step %d", i+1), diagram.Small|diagram.Left)
		seen := diagram.Bounds(d.Tokens(left+56, line, diagram.Row{Tokens: row, Tone: all(tone)})...)
		out := d.Tokens(mid+80, line, diagram.Row{Tokens: []string{word}, Tone: all(diagram.Orange)})[0]
		d.Arrow(diagram.Plain, at(seen.Right()+6, out.Mid().Y), at(out.X-4, out.Mid().Y))
	}
	return d.SVG()
}

// all paints everything in one tone.
func all(t diagram.Tone) func(int) diagram.Tone { return func(int) diagram.Tone { return t } }
