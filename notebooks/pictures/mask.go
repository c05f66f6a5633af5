package pictures

import (
	"math"

	"llmfromscratch/ch03_attention"
	"llmfromscratch/ch05_pretrain"
	lesson "llmfromscratch/notebooks/ch03"
	"llmfromscratch/shared/diagram"
	"llmfromscratch/shared/nn"
	"llmfromscratch/shared/plot"
)

// causalSteps are the scores of the six words of chapter 3, the same with the future hidden, and the weights: [query,
// key] each. With seed 789 the layers are those of section 3.5.1.
func causalSteps(seed int64) (plain, masked, weights [][]float32, err error) {
	_, inputs := lesson.Sentence()
	a := attention.NewSelfAttentionV2(nn.NewBuilder(seed), 3, 2, false)
	var projected [2][][]float32
	for i, layer := range []nn.Layer{a.WQuery, a.WKey} {
		w, err := matrix(layer.(*nn.Linear).Weight) // [out, in]
		if err != nil {
			return nil, nil, nil, err
		}
		projected[i] = product(inputs, transposed(w))
	}
	plain = scores(projected[0], projected[1])
	hidden := float32(math.Inf(-1))
	width := float64(len(projected[1][0]))
	for query, row := range plain {
		seen := append([]float32{}, row...)
		for key := query + 1; key < len(row); key++ {
			seen[key] = hidden
		}
		masked = append(masked, seen)
		weights = append(weights, pretrain.Softmax(seen, math.Sqrt(width)))
	}
	return plain, masked, weights, nil
}

// CausalMask shows in three steps how the future is hidden: scores, minus infinity above the diagonal, softmax (section
// 3.5.1).
func CausalMask() (plot.SVG, error) {
	words, _ := lesson.Sentence()
	plain, masked, weights, err := causalSteps(789)
	if err != nil {
		return "", err
	}
	d := diagram.New("The causal mask, step by step",
		"Three tables of six words by six. First the scores of every word with every word. Then all scores with "+
			"later words are minus infinity. Then softmax: later words have weight 0, and every row adds up to 1.")
	for step, part := range []struct {
		name  string
		cells [][]float32
	}{
		{"1. Scores: every word with every word", plain},
		{"2. What lies in the future becomes −∞", masked},
		{"3. Softmax: hidden is 0, each row adds up to 1", weights},
	} {
		y := d.Below(14 + 8*min(1, float64(step)))
		d.Text(at(left, y), part.name, diagram.Bold|diagram.Left)
		grid := diagram.Matrix{X: left + 58, Y: y + 32, W: 59, Rows: words, Cols: words,
			Cells: diagram.Numbers(part.cells, 2)}
		grid.Tone = func(i, j int) diagram.Tone {
			switch {
			case step > 0 && j > i:
				return diagram.Ghost
			case step < 2:
				return diagram.Blue
			}
			return diagram.Heat(float64(weights[i][j]))
		}
		d.Matrix(grid)
	}
	d.Note(8, "A row is a word that looks, a column one that is looked at.")
	return d.SVG()
}
