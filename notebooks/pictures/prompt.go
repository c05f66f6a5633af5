package pictures

import (
	"errors"
	"strings"

	"llmfromscratch/ch07_instruct"
	"llmfromscratch/shared/diagram"
	"llmfromscratch/shared/plot"
	"llmfromscratch/shared/sample"
)

// example is an entry of our own instruction data that has an input.
func example() (instruct.Entry, error) {
	entries, err := instruct.Read(sample.Instructions())
	if err != nil {
		return instruct.Entry{}, err
	}
	for _, e := range entries {
		if e.Input != "" && len(e.Input) > 12 {
			return e, nil
		}
	}
	return instruct.Entry{}, errors.New("no entry with an input")
}

// Prompt shows an entry written in the Alpaca style, part by part (section 7.2).
func Prompt() (plot.SVG, error) {
	e, err := example()
	if err != nil {
		return "", err
	}
	parts := strings.Split(instruct.Alpaca().Text(e), "\n\n")
	d := diagram.New("An instruction as one text",
		"An entry in the Alpaca style has four parts, one below the other: a sentence that explains the form, the "+
			"instruction, the input, and after the mark ### Response: the answer.")
	names := []string{"always the same", "what to do", "what to do it with; left out when there is none",
		"what the model is to write"}
	if len(parts) != len(names) {
		return "", errors.New("the Alpaca prompt has no longer four parts")
	}
	y := d.Below(8)
	for i, part := range parts {
		tone := []diagram.Tone{diagram.Plain, diagram.Blue, diagram.Purple, diagram.Green}[i]
		d.Text(at(left, y+8), names[i], diagram.Small|diagram.Muted|diagram.Left)
		y = monospaced(d, y+18, tone, part) + 10
	}
	d.Note(8, "Training reads all of it. Later the model is given everything down to “%s” and goes on from there.",
		instruct.Alpaca().Mark)
	return d.SVG()
}

// monospaced writes a text in letters of equal width into a box over the whole width, and returns the height at its
// end.
func monospaced(d *diagram.Drawing, y float64, tone diagram.Tone, text string) float64 {
	const style = diagram.Mono | diagram.Small | diagram.Left
	room := diagram.TextHeight(text, style, inner-16)
	d.Box(box(left, y, inner, room+12), tone)
	d.Paragraph(left+8, y+6, inner-16, text, style)
	return y + room + 12
}
