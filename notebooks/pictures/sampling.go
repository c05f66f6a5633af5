package pictures

import (
	"fmt"

	"llmfromscratch/ch05_pretrain"
	lesson "llmfromscratch/notebooks/ch05"
	"llmfromscratch/shared/diagram"
	"llmfromscratch/shared/plot"
)

// Sampling shows one distribution over nine words four times: as it is, at a low and a high temperature, and cut to its
// three most likely words (section 5.3).
func Sampling() (plot.SVG, error) {
	words, logits := lesson.NineWords()
	d := diagram.New("One distribution, four ways to draw from it",
		"Bars of the probabilities of nine words. Temperature 1 leaves them as they are. At 0.1 one word takes "+
			"nearly all. At 5 all come near to each other. Top-3 keeps the three most likely words and gives the "+
			"others 0.")
	y := d.Below(20)
	const wide, high = 200.0, 18.0
	for k, way := range []struct {
		name        string
		temperature float64
		topK        int
	}{{"temperature 1", 1, 0}, {"temperature 0.1", 0.1, 0}, {"temperature 5", 5, 0}, {"top-3, temperature 1", 1, 3}} {
		x, top := left+float64(k%2)*(wide+12), y+float64(k/2)*(9*high+46)
		d.Text(at(x, top-2), way.name, diagram.Bold|diagram.Left)
		bars := diagram.Bars{X: x, Y: top + 12, W: wide, Step: high, Names: words, Max: 1}
		for _, p := range pretrain.Softmax(pretrain.TopK(logits, way.topK), way.temperature) {
			bars.Values = append(bars.Values, float64(p))
			bars.Texts = append(bars.Texts, fmt.Sprintf("%.2f", p))
		}
		bars.Tone = func(i int) diagram.Tone {
			if bars.Values[i] == 0 {
				return diagram.Ghost
			}
			return diagram.Blue
		}
		d.Bars(bars)
	}
	d.Note(8, "Low: safe and repetitive. High: varied, in the end nonsense. Top-k: variety without the nonsense.")
	return d.SVG()
}
