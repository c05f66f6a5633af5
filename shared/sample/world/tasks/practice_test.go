package tasks

import (
	"iter"
	"slices"
	"testing"
)

// taken are how many of the first n entries are of each family.
func taken(n int, entries iter.Seq[Entry]) map[string]int {
	count := map[string]int{}
	for e := range entries {
		count[e.Family]++
		if n--; n == 0 {
			break
		}
	}
	return count
}

// A family that takes long to learn has the greater share in practice, to within what a round leaves open.
func TestPracticeHasMoreOfWhatTakesLong(t *testing.T) {
	const n = 3000
	usual, more := taken(n, Draw(5, Train)), taken(n, Practice(5, Train))
	perRound := func(count map[string]int) float64 { return float64(count["story-who"]) } // which has its usual share
	for family, times := range practice {
		if !slices.Contains(Families(), family) {
			t.Errorf("%s is no family", family)
		}
		got := float64(more[family]) / perRound(more) / (float64(usual[family]) / perRound(usual))
		if want := float64(times); got < want*0.85 || got > want*1.15 {
			t.Errorf("%s: %.2f times as many as usual, want %d", family, got, times)
		}
	}
}

// What practice asks is asked in no test, though it asks some things again.
func TestPracticeAsksNothingOfATest(t *testing.T) {
	asked := map[string]bool{}
	again := false
	n := 0
	for e := range Practice(5, Train) {
		q := e.Instruction + "\n" + e.Input
		again = again || asked[q]
		asked[q] = true
		if n++; n == 6000 {
			break
		}
	}
	if !again {
		t.Error("nothing is asked twice in 6000 entries")
	}
	n = 0
	for e := range Practice(9, Test) {
		if asked[e.Instruction+"\n"+e.Input] {
			t.Errorf("%s: %q is in the practice", e.Family, e.Instruction)
		}
		if n++; n == 600 {
			break
		}
	}
}
