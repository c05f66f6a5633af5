package pictures

import (
	"fmt"

	"llmfromscratch/ch02_text"
	"llmfromscratch/shared/diagram"
	"llmfromscratch/shared/nn"
	"llmfromscratch/shared/plot"
)

// Places shows one token at two places of a text: its vector is the same at both, until the vector of the place is
// added (section 2.8).
func Places() (plot.SVG, error) {
	words := text.Words("the fox saw the fox")
	vocab := text.NewVocabulary(words)
	b := nn.NewBuilder(123)
	e := text.NewInputEmbedding(b, vocab.Len(), len(words), 3)
	tokens, err := matrix(e.Token.Weight)
	if err != nil {
		return "", err
	}
	positions, err := matrix(e.Position.Weight)
	if err != nil {
		return "", err
	}
	ids := make([]int, len(words))
	for i, word := range words {
		ids[i], _ = vocab.ID(word)
	}
	sums, err := placeSums(e, ids)
	if err != nil {
		return "", err
	}
	places := []int{1, 4}
	d := diagram.New("The same token at two places",
		"The word fox stands at places 1 and 4. Its token vector is the same at both. Each place has a vector of "+
			"its own, and the sums of the two differ.")
	under := make([]string, len(words))
	for i := range under {
		under[i] = fmt.Sprint(i)
	}
	row := d.Tokens(left+24, d.Below(8), diagram.Row{Tokens: words, Under: under, Same: 66, Gap: 8,
		Tone: func(i int) diagram.Tone {
			if words[i] == "fox" {
				return diagram.Orange
			}
			return diagram.Plain
		}})
	y := row[0].Bottom() + 60
	for k, place := range places {
		x := left + 24 + float64(k)*212
		from := at(row[place].Mid().X, row[place].Bottom()+18)
		d.Arrow(diagram.Plain, from, at(from.X, y-24), at(x+78, y-24), at(x+78, y-2))
		for i, part := range []struct {
			values []float32
			tone   diagram.Tone
			name   string
		}{{tokens[ids[place]], diagram.Orange, "vector of fox"}, {positions[place], diagram.Blue,
			fmt.Sprintf("vector of place %d", place)}, {sums[place], diagram.Green, "what the model sees"}} {
			line := y + float64(i)*62
			d.Matrix(diagram.Matrix{X: x, Y: line, W: 52, H: 24, Cells: diagram.Numbers([][]float32{part.values}, 2),
				Tone: func(int, int) diagram.Tone { return part.tone }})
			d.Text(at(x+78, line+35), part.name, diagram.Small|diagram.Muted)
			if i < 2 {
				d.Text(at(x-12, line+43), []string{"+", "="}[i], diagram.Bold)
			}
		}
	}
	return d.SVG()
}

// placeSums are the vectors of the tokens with those of their places added: [seq, embed].
func placeSums(e *text.InputEmbedding, ids []int) ([][]float32, error) {
	tokens, err := matrix(e.Token.Weight)
	if err != nil {
		return nil, err
	}
	positions, err := matrix(e.Position.Weight)
	if err != nil {
		return nil, err
	}
	sums := make([][]float32, len(ids))
	for place, id := range ids {
		for i, v := range tokens[id] {
			sums[place] = append(sums[place], v+positions[place][i])
		}
	}
	return sums, nil
}
