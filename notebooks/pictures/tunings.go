package pictures

import (
	"llmfromscratch/shared/diagram"
	"llmfromscratch/shared/plot"
)

// TwoTunings shows the two kinds of fine-tuning beside each other: what an example is, and what the model becomes able
// to answer (chapter 1).
func TwoTunings() (plot.SVG, error) {
	d := diagram.New("Two ways to fine-tune a model",
		"A foundation model, pretrained on plain text, goes two ways. On the left, messages with a class make a "+
			"classifier: it chooses between spam and not spam. On the right, instructions with answers make an "+
			"assistant: it answers in words.")
	y := d.Below(8)
	base := d.Box(box(left+90, y, inner-180, 46), diagram.Plain, "Foundation model", "pretrained on plain text")
	for i, way := range []struct{ kind, examples, example, label, model, asked string }{
		{"Classification", "messages with a class", "You have won! Call now", "spam", "Classifier",
			"Lunch at one?"},
		{"Instruction", "instructions with an answer", "Plural of “mouse”?", "mice", "Assistant",
			"Plural of “foot”?"},
	} {
		x, wide := left+float64(i)*214, 198.0
		frame := d.Frame(box(x, base.Bottom()+26, wide, 132), diagram.Clear, way.kind+"\n"+way.examples)
		d.Arrow(diagram.Plain, at(frame.Mid().X, base.Bottom()), frame.North())
		in := d.Box(box(x+10, frame.Y+48, wide-20, 30), diagram.Blue, way.example)
		d.Box(box(x+10, in.Bottom()+8, wide-20, 30), diagram.Green, "label: "+way.label)
		model := d.Box(box(x, frame.Bottom()+26, wide, 30), diagram.Purple, way.model)
		down(d, frame, model)
		asked := d.Box(box(x, model.Bottom()+38, wide, 30), diagram.Blue, way.asked)
		d.Text(at(x, model.Bottom()+26), "later a new one goes in:", diagram.Small|diagram.Muted|diagram.Left)
		top := asked.Bottom() + 24
		if i == 0 {
			d.Box(box(x, top, wide/2-4, 30), diagram.Ghost, "spam")
			chosen := d.Box(box(x+wide/2+4, top, wide/2-4, 30), diagram.Orange, "not spam")
			d.Arrow(diagram.Plain, at(chosen.Mid().X, asked.Bottom()), chosen.North())
			d.Text(at(x, chosen.Bottom()+12), "one of two classes comes out", diagram.Small|diagram.Muted|diagram.Left)
			continue
		}
		words := d.Box(box(x, top, wide, 30), diagram.Orange, "feet")
		down(d, asked, words)
		d.Text(at(x, words.Bottom()+12), "words come out, any number", diagram.Small|diagram.Muted|diagram.Left)
	}
	return d.SVG()
}
