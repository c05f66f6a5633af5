package plot

import "testing"

func TestNumbersOnAHeatMapCanBeRead(t *testing.T) {
	inks := map[bool]int{}
	for i := range 101 {
		paper := heatColor(float64(i) / 100)
		ink := inkOn(paper)
		inks[ink == whiteInk]++
		if c := contrast(ink, paper); c < 3.7 {
			t.Errorf("share %d %%: %.2f to 1", i, c)
		}
	}
	if len(inks) != 2 {
		t.Errorf("of all colours the numbers have one ink: %v", inks)
	}
	if c := contrast(whiteInk, darkInk); c < 14 || contrast(whiteInk, whiteInk) != 1 {
		t.Errorf("white and dark: %.2f to 1", c)
	}
}
