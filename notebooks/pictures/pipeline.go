package pictures

import (
	"strconv"

	"llmfromscratch/ch02_text"
	"llmfromscratch/shared/diagram"
	"llmfromscratch/shared/nn"
	"llmfromscratch/shared/plot"
)

// Pipeline shows what chapter 2 does: a text becomes tokens, tokens become ids, ids become vectors. Tokens and ids are
// GPT-2's, the vectors those of an embedding of width 3 with seed 123.
func Pipeline() (plot.SVG, error) {
	const sentence = "Every effort moves you"
	tokens, ids, err := gpt2Tokens(sentence)
	if err != nil {
		return "", err
	}
	table := text.NewInputEmbedding(nn.NewBuilder(123), text.GPT2VocabSize, 4, 3).Token
	rows, err := matrix(table.Weight)
	if err != nil {
		return "", err
	}
	d := diagram.New("From text to vectors",
		"The text "+sentence+" is cut into four tokens, each token has an id, and each id has a vector of numbers.")
	const wide, gap = 94.0, 12.0
	y := d.Below(8)
	line := d.Box(box(left, y, inner, 30), diagram.Clear, sentence)
	top := line.Bottom() + 34
	cells := d.Tokens(left, top, diagram.Row{Tokens: tokens, Same: wide, Gap: gap})
	for i, name := range []string{"tokens", "ids", "vectors"} {
		d.Text(at(right, line.Bottom()+17+58*float64(i)), name, diagram.Small|diagram.Muted|diagram.Right)
	}
	for i, cell := range cells {
		d.Arrow(diagram.Plain, at(cell.X+20, line.Bottom()), at(cell.X+20, cell.Y))
		id := d.Box(box(cell.X, top+58, wide, 24), diagram.Green, strconv.Itoa(ids[i]))
		d.Arrow(diagram.Plain, at(cell.X+20, cell.Bottom()), at(cell.X+20, id.Y))
		d.Arrow(diagram.Plain, at(cell.X+20, id.Bottom()), at(cell.X+20, top+116))
		column := make([][]string, 3)
		for k, v := range rows[ids[i]] {
			column[k] = []string{diagram.Number(v, 2)}
		}
		d.Matrix(diagram.Matrix{X: cell.X, Y: top + 116, W: wide, Cells: column, Tone: func(int, int) diagram.Tone {
			return diagram.Purple
		}})
	}
	d.Note(8, "Three numbers for each token here; GPT-2 has 768. ␣ is the blank, which belongs to the word after it.")
	return d.SVG()
}

// gpt2Tokens are the tokens of a text by GPT-2's tokenizer, as texts and as ids.
func gpt2Tokens(s string) (tokens []string, ids []int, err error) {
	tok, err := text.NewGPT2()
	if err != nil {
		return nil, nil, err
	}
	if ids, err = tok.Encode(s, text.EndOfText); err != nil {
		return nil, nil, err
	}
	for _, id := range ids {
		token, err := tok.Decode([]int{id})
		if err != nil {
			return nil, nil, err
		}
		tokens = append(tokens, token)
	}
	return tokens, ids, nil
}
