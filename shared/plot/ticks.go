package plot

import (
	"math"
	"strconv"

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
	power := math.Floor(math.Log10((high - low) / 5))
	step := math.Pow(10, power)
	for _, factor := range []float64{1, 2, 5, 10} {
		if step = factor * math.Pow(10, power); (high-low)/step <= 6 {
			break
		}
	}
	decimals := max(0, -int(math.Floor(math.Log10(step))))
	var ticks []plot.Tick
	slack := step * 1e-9 // a tick at the very end is not lost to rounding
	for i := math.Ceil((low - slack) / step); i*step <= high+slack; i++ {
		v := i*step + 0 // no -0
		ticks = append(ticks, plot.Tick{Value: v, Label: strconv.FormatFloat(v, 'f', decimals, 64)})
	}
	return ticks
}
