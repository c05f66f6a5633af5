package world

import "testing"

func TestNoPlotContradictsTheWorld(t *testing.T) {
	for i := range 6000 {
		for _, short := range []bool{false, true} {
			for _, v := range []variant{plain, inRain, otherEnding} {
				o := origin{seed: 3, story: uint64(i), short: short}
				if tl := o.tell(v); len(tl.faults) > 0 {
					t.Fatalf("story %d (%s, %s): %v\n%s", i, tl.plot.name, tl.which, tl.faults, tl.text())
				}
			}
		}
	}
}
