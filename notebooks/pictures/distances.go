package pictures

import (
	"fmt"

	"llmfromscratch/ch02_text"
	"llmfromscratch/shared/diagram"
	"llmfromscratch/shared/nn"
	"llmfromscratch/shared/plot"
)

// Distances shows absolute beside relative positions: when a text moves, its places change and its distances do not
// (section 2.8).
func Distances() (plot.SVG, error) {
	words := []string{"the", "dog", "bites", "the", "man"}
	const looks = 2 // bites
	d := diagram.New("Places and distances",
		"The words the dog bites the man, first at the beginning of a text, then two places later. Counted from the "+
			"beginning, every word has another number. Counted from bites, every word keeps its distance.")
	for k, before := range [][]string{nil, {"then", "again"}} {
		y := d.Below(float64(12 + 8*k))
		d.Text(at(left, y+6), []string{"at the beginning", "two places later"}[k], diagram.Bold|diagram.Left)
		sentence := append(append([]string{}, before...), words...)
		absolute, relative := make([]string, len(sentence)), make([]string, len(sentence))
		for i := range sentence {
			absolute[i] = fmt.Sprint(i)
			relative[i] = diagram.Number(float64(i-looks-len(before)), 0)
		}
		tone := func(i int) diagram.Tone {
			switch {
			case i < len(before):
				return diagram.Plain
			case i == looks+len(before):
				return diagram.Orange
			}
			return diagram.Blue
		}
		row := d.Tokens(left+68, y+20, diagram.Row{Tokens: sentence, Same: 46, Gap: 3, Tone: tone})
		for j, numbers := range [][]string{absolute, relative} {
			line := row[0].Bottom() + 14 + float64(j)*22
			d.Text(at(left, line), []string{"place", "distance"}[j], diagram.Small|diagram.Muted|diagram.Left)
			for i, r := range row {
				if i >= len(before) {
					d.Text(at(r.Mid().X, line), numbers[i], diagram.Mono|diagram.Small)
				}
			}
		}
	}
	bias, err := alibi(len(words))
	if err != nil {
		return "", err
	}
	y := d.Below(26)
	d.Text(at(left, y), "what ALiBi adds to the scores, by distance", diagram.Bold|diagram.Left)
	far := float64(-bias[0][len(words)-1])
	d.Matrix(diagram.Matrix{X: left + 68, Y: y + 32, W: 66, Cells: diagram.Numbers(bias, 4), Rows: words, Cols: words,
		Tone: func(i, j int) diagram.Tone { return diagram.Heat(1 + float64(bias[i][j])/far) }})
	d.Note(8, "Equal along each diagonal, since only the distance counts: the same wherever the text stands.")
	return d.SVG()
}

// alibi are the numbers that ALiBi adds to the scores of n tokens, of the first of two heads: [query, key].
func alibi(n int) ([][]float32, error) {
	table, err := matrix(text.NewALiBi(nn.NewBuilder(0), 2, n-1).Table.Weight)
	if err != nil {
		return nil, err
	}
	bias := make([][]float32, n)
	for query := range bias {
		for key := range n {
			bias[query] = append(bias[query], table[key-query+n-1][0])
		}
	}
	return bias, nil
}
