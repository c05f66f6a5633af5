package lesson

import (
	"llmfromscratch/ch07_instruct"
	"llmfromscratch/shared/plot"
)

// LossChart draws the DPO loss of both parts before training and after each epoch.
func LossChart(h *instruct.DPOHistory) (plot.SVG, error) {
	return chart(h, "DPO: loss", "loss", func(r instruct.Rewards) float64 { return r.Loss })
}

// MarginChart draws the margins, the mean reward of the chosen answers less that of the rejected ones, likewise.
func MarginChart(h *instruct.DPOHistory) (plot.SVG, error) {
	return chart(h, "DPO: margin", "chosen − rejected", func(r instruct.Rewards) float64 { return r.Margin })
}

func chart(h *instruct.DPOHistory, title, axis string, of func(instruct.Rewards) float64) (plot.SVG, error) {
	c := plot.LineChart{Title: title, XLabel: "epochs", YLabel: axis}
	for _, part := range []struct {
		name    string
		rewards []instruct.Rewards
	}{{"training", h.Train}, {"validation", h.Validation}} {
		if len(part.rewards) == 0 {
			continue
		}
		s := plot.Series{Name: part.name}
		for epoch, r := range part.rewards {
			s.X, s.Y = append(s.X, float64(epoch)), append(s.Y, of(r))
		}
		c.Series = append(c.Series, s)
	}
	return plot.Lines(c)
}
