package plot

import (
	"testing"

	"gonum.org/v1/plot"
)

func TestAxesBeginAndEndAtTicks(t *testing.T) {
	for _, c := range []struct {
		low, high         float64
		s                 spacing
		wantLow, wantHigh float64
		ticks             int
	}{
		{0.0002, 1.24, spacing{}, 0, 1.4, 8},
		{0, 20479, spacing{}, 0, 25000, 6},
		{-0.9993, 1.9, spacing{}, -1, 2, 7},
		{-4, 1.9999999, spacing{}, -4, 2, 7},
		{0, 10, spacing{}, 0, 10, 6},
		{0, 134, spacing{wide: dataWidth}, 0, 140, 8},
		{0, 1600, spacing{wide: dataWidth}, 0, 1600, 9},
		{0, 1600, spacing{wide: dataWidth / 2}, 0, 2000, 5}, // nine labels would touch each other
		{0, 2.87, spacing{}, 0, 3, 7},
		{0, 2, spacing{}, 0, 2, 5},
		{0, 2, spacing{whole: true}, 0, 2, 3}, // 0, 1, 2: there is no epoch 0.5
		{0, 1, spacing{whole: true}, 0, 1, 2},
		{0, 0, spacing{}, 0, 1, 6}, // one value
	} {
		a := plot.New().X
		a.Min, a.Max = c.low, c.high
		endAtTicks(&a, c.s)
		if d := max(a.Min-c.wantLow, c.wantLow-a.Min, a.Max-c.wantHigh, c.wantHigh-a.Max); d > 1e-9 {
			t.Errorf("%v to %v becomes %v to %v, want %v to %v", c.low, c.high, a.Min, a.Max, c.wantLow, c.wantHigh)
		}
		ticks := a.Tick.Marker.Ticks(a.Min, a.Max)
		if d := max(ticks[0].Value-a.Min, a.Max-ticks[len(ticks)-1].Value); d > 1e-9 || len(ticks) != c.ticks {
			t.Errorf("%v to %v: %d ticks from %v to %v, want %d", a.Min, a.Max, len(ticks), ticks[0].Value,
				ticks[len(ticks)-1].Value, c.ticks)
		}
	}
}

func TestAxesContainZeroOrSayThatTheyDoNot(t *testing.T) {
	for _, c := range []struct{ low, high, wantLow, wantHigh float64 }{
		{5954, 20479, 0, 20479},
		{5.2, 7.6, 0, 7.6},
		{-1, 2, -1, 2},
		{-9, -3, -9, 0},
		{4, 4, 0, 4},             // a level line
		{3.17, 3.85, 3.17, 3.85}, // from 0, a sixth of the height
	} {
		a := plot.New().Y
		a.Min, a.Max, a.Label.Text = c.low, c.high, "loss"
		zero := fromZero(&a)
		if a.Min != c.wantLow || a.Max != c.wantHigh {
			t.Errorf("%v to %v becomes %v to %v, want %v to %v", c.low, c.high, a.Min, a.Max, c.wantLow, c.wantHigh)
		}
		if there := a.Min <= 0 && 0 <= a.Max; zero != there || there != (a.Label.Text == "loss") {
			t.Errorf("%v to %v: %v, label %q", a.Min, a.Max, zero, a.Label.Text)
		}
	}
}

func TestNumbersOfAxesHaveSeparatorsAndAMinus(t *testing.T) {
	for _, c := range []struct {
		v        float64
		decimals int
		want     string
	}{{0, 0, "0"}, {999, 0, "999"}, {1000, 0, "1,000"}, {-12345.6, 1, "−12,345.6"}, {1234567, 0, "1,234,567"},
		{-0.05, 2, "−0.05"}, {-0.001, 2, "0.00"}} {
		if got := number(c.v, c.decimals); got != c.want {
			t.Errorf("%v: %s, want %s", c.v, got, c.want)
		}
	}
	for s, want := range map[string]string{"-log(p)": "−log(p)", "from -4 to (-2)": "from −4 to (−2)",
		"self-attention": "self-attention", "a - b": "a - b", "--": "--"} {
		if got := minus(s); got != want {
			t.Errorf("%s: %s, want %s", s, got, want)
		}
	}
}
