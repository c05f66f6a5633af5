package instruct

import "llmfromscratch/shared/plot"

// LossChart draws the DPO loss of both parts before training and after each epoch.
func (h *DPOHistory) LossChart() (plot.SVG, error) {
	return h.chart("DPO: loss", "loss", func(r Rewards) float64 { return r.Loss })
}

// MarginChart draws the margins, the mean reward of the chosen answers less that of the rejected ones, likewise.
func (h *DPOHistory) MarginChart() (plot.SVG, error) {
	return h.chart("DPO: margin", "chosen - rejected", func(r Rewards) float64 { return r.Margin })
}

func (h *DPOHistory) chart(title, axis string, of func(Rewards) float64) (plot.SVG, error) {
	c := plot.LineChart{Title: title, XLabel: "epochs", YLabel: axis}
	for _, part := range []struct {
		name    string
		rewards []Rewards
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
