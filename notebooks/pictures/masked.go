package pictures

import (
	"fmt"

	"llmfromscratch/shared/diagram"
	"llmfromscratch/shared/plot"
)

// MaskedAndNext shows what BERT and GPT see of the same sentence when they guess the same word: both sides of a gap, or
// the left side alone (chapter 1). The probabilities are invented.
func MaskedAndNext() (plot.SVG, error) {
	d := diagram.New("A masked word and the next word",
		"The sentence Anna fed the cat because it was hungry, twice, without the word cat. BERT sees the words on "+
			"both sides of the gap and gives cat the most. GPT sees the three words on the left only and gives baby "+
			"the most.")
	guesses := []string{"cat", "baby", "fire", "meter"}
	for i, m := range []struct {
		name, gap string
		sees      int // words, from the first on
		chances   []float64
	}{
		{"BERT: fill the gap, both sides are seen", "[MASK]", 8, []float64{0.50, 0.15, 0.00, 0.00}},
		{"GPT: what comes next? The left side is seen", "?", 4, []float64{0.20, 0.25, 0.10, 0.03}},
	} {
		d.Text(at(left, d.Below(16+float64(10*i))), m.name, diagram.Bold|diagram.Left)
		row := d.Tokens(left, d.Below(6), diagram.Row{
			Tokens: []string{"Anna", "fed", "the", m.gap, "because", "it", "was", "hungry"},
			Tone:   seenWords(m.sees)})
		gap, line := row[3], row[3].Bottom()+20
		for i, word := range row[:m.sees] {
			if i != 3 {
				d.Line(diagram.Plain, word.South(), at(word.Mid().X, line), at(gap.Mid().X, line))
			}
		}
		d.Arrow(diagram.Plain, at(gap.Mid().X, line), gap.South())
		bars := diagram.Bars{X: left + 60, Y: line + 8, W: 300, Max: 0.5, Names: guesses, Values: m.chances,
			Tone: all(diagram.Orange)}
		for _, v := range m.chances {
			bars.Texts = append(bars.Texts, fmt.Sprintf("%.2f", v))
		}
		d.Bars(bars)
	}
	d.Note(10, "Invented numbers. Dashed words are not seen. The other words of the vocabulary share the rest.")
	return d.SVG()
}

// seenWords paints the gap at place 3, the words that are seen and, from some place on, those that are not.
func seenWords(n int) func(int) diagram.Tone {
	return func(i int) diagram.Tone {
		switch {
		case i == 3:
			return diagram.Orange
		case i < n:
			return diagram.Blue
		}
		return diagram.Ghost
	}
}
