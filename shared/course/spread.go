package course

import "math"

// MeanSpread is the mean of some numbers and their standard deviation as of a sample (n-1 in the denominator), which is
// what runs with a few seeds are reported by. One number has no spread: it is 0.
func MeanSpread(values []float64) (mean, spread float64) {
	for _, v := range values {
		mean += v / float64(len(values))
	}
	if len(values) < 2 {
		return mean, 0
	}
	for _, v := range values {
		spread += (v - mean) * (v - mean) / float64(len(values)-1)
	}
	return mean, math.Sqrt(spread)
}
