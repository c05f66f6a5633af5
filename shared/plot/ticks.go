package plot

import (
	"math"
	"strconv"
	"strings"

	"gonum.org/v1/plot"
)

// roundTicks puts about five labelled ticks at round values: steps of 1, 2 or 5 times a power of ten. From 0 to 10
// they are 0, 2, 4, 6, 8, 10.
type roundTicks struct{}

// Ticks implements [plot.Ticker].
func (roundTicks) Ticks(low, high float64) []plot.Tick {
	if high <= low {
		return []plot.Tick{{Value: low, Label: strconv.FormatFloat(low, 'g', 4, 64)}}
	}
	step := tickStep(low, high)
	decimals := max(0, -int(math.Floor(math.Log10(step))))
	var ticks []plot.Tick
	slack := step * 1e-9 // a tick at the very end is not lost to rounding
	for i := math.Ceil((low - slack) / step); i*step <= high+slack; i++ {
		v := i*step + 0 // no -0
		ticks = append(ticks, plot.Tick{Value: v, Label: number(v, decimals)})
	}
	return ticks
}

// tickStep is the distance between two ticks.
func tickStep(low, high float64) float64 {
	power := math.Floor(math.Log10((high - low) / 5))
	step := math.Pow(10, power)
	for _, factor := range []float64{1, 2, 5, 10} {
		if step = factor * math.Pow(10, power); (high-low)/step <= 6 {
			break
		}
	}
	return step
}

// number is a number as a reader expects it: -12345.6 with one decimal is −12,345.6.
func number(v float64, decimals int) string {
	whole, part, _ := strings.Cut(strconv.FormatFloat(math.Abs(v), 'f', decimals, 64), ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if part != "" {
		whole += "." + part
	}
	if v < 0 {
		return "−" + whole
	}
	return whole
}

// endAtTicks lets an axis begin and end at ticks, where that takes at most so many steps at each end: an axis that
// ends between two says nothing about how far it goes.
func endAtTicks(a *plot.Axis, most float64) {
	for range 3 { // a longer axis may have longer steps
		if a.Max <= a.Min {
			return
		}
		step := tickStep(a.Min, a.Max)
		low, high := math.Floor(a.Min/step+1e-9)*step, math.Ceil(a.Max/step-1e-9)*step
		if a.Min-low <= most*step {
			a.Min = low
		}
		if high-a.Max <= most*step {
			a.Max = high
		}
	}
}
