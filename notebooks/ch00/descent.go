package lesson

import (
	"llmfromscratch/ch00_tools"
	"llmfromscratch/shared/plot"
)

// Bowl is (x-3)², whose lowest point is at 3 and whose slope is 2·(x-3).
func Bowl(x *tools.Value) *tools.Value { return tools.Pow(tools.Sub(x, tools.NewValue(3)), 2) }

// OnCurve draws a curve and the way down it that [tools.Descend] found, as stairs: along by a step, then down to the
// curve.
func OnCurve(title string, curve func(*tools.Value) *tools.Value, places []float64, from, to float64) plot.LineChart {
	const points = 60
	all := make([]float64, points+1)
	for i := range all {
		all[i] = from + (to-from)*float64(i)/points
	}
	y := heights(curve, places)
	stairs := plot.Series{Name: "the steps", X: places[:1:1], Y: y[:1:1]}
	for i := 1; i < len(places); i++ {
		stairs.X, stairs.Y = append(stairs.X, places[i], places[i]), append(stairs.Y, y[i-1], y[i])
	}
	return plot.LineChart{Title: title, XLabel: "x", YLabel: "loss", Series: []plot.Series{
		{Name: "the curve", X: all, Y: heights(curve, all)}, stairs,
	}}
}

func heights(curve func(*tools.Value) *tools.Value, places []float64) []float64 {
	y := make([]float64, len(places))
	for i, x := range places {
		y[i] = curve(tools.NewValue(x)).Data
	}
	return y
}

// BySteps draws one line for each name: numbers by the step that they belong to, counted from 0.
func BySteps(title, label string, names []string, numbers ...[]float64) plot.LineChart {
	chart := plot.LineChart{Title: title, XLabel: "step", YLabel: label}
	for i, y := range numbers {
		x := make([]float64, len(y))
		for step := range x {
			x[step] = float64(step)
		}
		chart.Series = append(chart.Series, plot.Series{Name: names[i], X: x, Y: y})
	}
	return chart
}
