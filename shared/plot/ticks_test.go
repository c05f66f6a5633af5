package plot

import (
	"testing"

	"gonum.org/v1/plot"
)

func TestAxesBeginAndEndAtTicks(t *testing.T) {
	for _, c := range []struct {
		low, high, most   float64
		wantLow, wantHigh float64
	}{
		{0.0002, 1.24, 1, 0, 1.5},
		{5954, 20479, 1, 5000, 25000},
		{-0.9993, 1.9, 1, -1, 2},
		{-4, 1.9999999, 0.3, -4, 2},
		{0, 10, 1, 0, 10},
		{0.1, 9.44, 0.3, 0, 10},
		{256, 1600, 0.3, 256, 1600}, // too far from a tick
		{3, 3, 1, 3, 3},             // one value
	} {
		a := plot.New().X
		a.Min, a.Max = c.low, c.high
		endAtTicks(&a, c.most)
		if d := max(a.Min-c.wantLow, c.wantLow-a.Min, a.Max-c.wantHigh, c.wantHigh-a.Max); d > 1e-9 {
			t.Errorf("%v to %v becomes %v to %v, want %v to %v", c.low, c.high, a.Min, a.Max, c.wantLow, c.wantHigh)
		}
		if c.most == 1 && a.Max > a.Min {
			ticks := roundTicks{}.Ticks(a.Min, a.Max)
			if d := max(ticks[0].Value-a.Min, a.Max-ticks[len(ticks)-1].Value); d > 1e-9 {
				t.Errorf("%v to %v: the ticks go from %v to %v", a.Min, a.Max, ticks[0].Value,
					ticks[len(ticks)-1].Value)
			}
		}
	}
}

func TestNumbersOfAxesHaveSeparatorsAndAMinus(t *testing.T) {
	for _, c := range []struct {
		v        float64
		decimals int
		want     string
	}{{0, 0, "0"}, {999, 0, "999"}, {1000, 0, "1,000"}, {-12345.6, 1, "−12,345.6"}, {1234567, 0, "1,234,567"},
		{-0.05, 2, "−0.05"}} {
		if got := number(c.v, c.decimals); got != c.want {
			t.Errorf("%v: %s, want %s", c.v, got, c.want)
		}
	}
}
