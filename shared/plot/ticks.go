package plot

import (
	"math"
	"strconv"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
)

// roundTicks puts labelled ticks at the multiples of a step.
type roundTicks struct{ step float64 }

// Ticks implements [plot.Ticker].
func (t roundTicks) Ticks(low, high float64) []plot.Tick {
	decimals := max(0, -int(math.Floor(math.Log10(t.step)+1e-9)))
	var ticks []plot.Tick
	const slack = 1e-9 // a tick at the very end is not lost to rounding
	for i := math.Ceil(low/t.step - slack); i <= high/t.step+slack; i++ {
		ticks = append(ticks, plot.Tick{Value: i * t.step, Label: number(i*t.step, decimals)})
	}
	return ticks
}

// fewest and most are how many steps from tick to tick an axis should have.
const fewest, wanted, most = 3, 5, 8

// spacing chooses the step between the ticks of an axis: 1, 2 or 5 times a power of ten.
type spacing struct {
	whole bool      // the numbers are whole: no tick lies between two of them
	wide  vg.Length // how long an axis is whose labels stand side by side; 0 for a vertical one
}

// around is the step that lets an axis from low to high begin and end at ticks with the least empty room.
func (s spacing) around(low, high float64) float64 {
	return s.best(low, high, func(step float64) (first, last float64) {
		return math.Floor(low/step + 1e-9), math.Ceil(high/step - 1e-9)
	})
}

// within is the step whose ticks leave the least of an axis from low to high before the first and after the last.
func (s spacing) within(low, high float64) float64 {
	return s.best(low, high, func(step float64) (first, last float64) {
		return math.Ceil(low/step - 1e-9), math.Floor(high/step + 1e-9)
	})
}

// best is the step whose ends are nearest to low and high; of two as near it is the one whose number of steps is nearer
// to five.
func (s spacing) best(low, high float64, ends func(step float64) (first, last float64)) float64 {
	chosen, least := high-low, math.Inf(1)
	for power := math.Floor(math.Log10(high-low)) - 1; power < math.Log10(high-low)+1; power++ {
		for _, factor := range []float64{1, 2, 5} {
			step := factor * math.Pow(10, power)
			first, last := ends(step)
			n := last - first
			if n < 1 || n > most || s.whole && step < 1 || !s.fits(step, first, last) {
				continue
			}
			cost := (math.Abs(first*step-low) + math.Abs(last*step-high)) / (high - low)
			cost += max(0, fewest-n) + 1e-6*math.Abs(n-wanted)
			if cost < least {
				chosen, least = step, cost
			}
		}
	}
	return chosen
}

// fits reports whether the labels of an axis find room side by side.
func (s spacing) fits(step, first, last float64) bool {
	if s.wide == 0 {
		return true
	}
	face := font.DefaultCache.Lookup(sans, fontSize)
	for _, tick := range (roundTicks{step}).Ticks(first*step, last*step) {
		if face.Width(tick.Label)+fontSize > s.wide/vg.Length(last-first) {
			return false
		}
	}
	return true
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
	if v < 0 && strings.Trim(whole, "0.,") != "" { // no -0
		return "−" + whole
	}
	return whole
}

// endAtTicks lets an axis begin and end at ticks: one that ends between two says nothing about how far it goes.
func endAtTicks(a *plot.Axis, s spacing) {
	if a.Max <= a.Min { // one value, and that is 0
		a.Max = a.Min + 1
	}
	step := s.around(a.Min, a.Max)
	a.Min, a.Max = math.Floor(a.Min/step+1e-9)*step, math.Ceil(a.Max/step-1e-9)*step
	a.Tick.Marker = roundTicks{step}
}

// fromZero lets an axis begin at 0, or end there when all its numbers are negative. It leaves one alone whose different
// numbers would then fill less than a quarter of it, and says in its label that 0 is not there: it reports false.
func fromZero(a *plot.Axis) bool {
	if span := a.Max - a.Min; span > 0 && span < max(a.Min, -a.Max)/3 {
		a.Label.Text = strings.TrimSpace(a.Label.Text + " (not from 0)")
		return false
	}
	a.Min, a.Max = min(a.Min, 0), max(a.Max, 0)
	return true
}

// whole reports whether all numbers are whole.
func whole(numbers ...[]float64) bool {
	for _, list := range numbers {
		for _, v := range list {
			if v != math.Trunc(v) {
				return false
			}
		}
	}
	return true
}
