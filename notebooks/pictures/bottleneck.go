package pictures

import (
	"llmfromscratch/shared/diagram"
	"llmfromscratch/shared/plot"
)

// Bottleneck shows why attention was invented: a recurrent network squeezes a whole sentence through one vector, with
// attention the decoder sees every word (section 3.1).
func Bottleneck() (plot.SVG, error) {
	words, output := []string{"This", "is", "an", "example"}, []string{"Das", "ist", "ein", "Beispiel"}
	d := diagram.New("The bottleneck, and the way around it",
		"Above: a recurrent network reads four words one after the other; only the last of its states goes to the "+
			"decoder, so one vector must hold the whole sentence. Below: with attention the decoder looks at the "+
			"vectors of all four words, each time it writes a word.")
	const wide, gap = 84.0, 24.0
	x := func(i int) float64 { return left + 2 + float64(i)*(wide+gap) }
	for part := range 2 {
		y := d.Below(10 + 14*float64(part))
		d.Text(at(left, y+6), []string{"without attention", "with attention"}[part], diagram.Bold|diagram.Left)
		y += 22
		states := make([]diagram.Rect, len(words))
		for i, w := range words {
			token := d.Tokens(x(i), y, diagram.Row{Tokens: []string{w}, Same: wide})[0]
			tone := diagram.Purple
			if part == 0 && i == len(words)-1 {
				tone = diagram.Strong
			}
			states[i] = d.Box(box(x(i), y+42, wide, 28), tone, "state")
			down(d, token, states[i])
			if part == 0 && i > 0 {
				d.Arrow(diagram.Plain, states[i-1].East(), states[i].West())
			}
		}
		decoder := y + 142
		for i, w := range output {
			cell := d.Box(box(x(i), decoder, wide, 28), diagram.Green, "decoder")
			if i > 0 {
				d.Arrow(diagram.Plain, at(cell.X-gap, cell.Mid().Y), cell.West())
			}
			token := d.Tokens(x(i), decoder+42, diagram.Row{Tokens: []string{w}, Same: wide,
				Tone: all(diagram.Orange)})[0]
			down(d, cell, token)
		}
		last, first := states[len(states)-1], box(x(0), decoder, wide, 28)
		if part == 0 {
			d.Arrow(diagram.Orange, last.South(), at(last.Mid().X, last.Bottom()+44), at(first.Mid().X,
				last.Bottom()+44), first.North())
			d.Text(at(centre, last.Bottom()+28), "one vector for all", diagram.Small|diagram.Muted)
			continue
		}
		writes := 2 // ein
		for i, s := range states {
			tone := diagram.Plain
			if i == writes {
				tone = diagram.Orange
			}
			d.Arrow(tone, s.South(), at(x(writes)+wide/2+float64(i-2)*10, decoder))
		}
	}
	d.Note(8, "Drawn for the third word: the decoder weighs all four states, and the weights change with every word.")
	return d.SVG()
}
