package plot

import (
	"strings"
	"testing"

	"gonum.org/v1/plot/font"
)

func TestLabelsOfBarsDoNotTouchEachOther(t *testing.T) {
	face := font.DefaultCache.Lookup(sans, fontSize)
	for s, want := range map[string]string{
		"plural":                "plural",
		"sums and units":        "sums and\nunits",
		"active/passive":        "active/\npassive",
		"incomprehensibilities": "incomprehensibilities",
	} {
		got := folded(s, 51)
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
		for line := range strings.SplitSeq(got, "\n") {
			if strings.ContainsAny(s, " /") && face.Width(line) > 51 {
				t.Errorf("%q is %.0f wide", line, float64(face.Width(line)))
			}
		}
	}
}

func TestHeatMapsFitAPage(t *testing.T) {
	for _, cols := range []int{1, 6, 20, 80} {
		if w := cellWidth(cols, false) * 1; float64(w)*float64(cols) > width {
			t.Errorf("%d columns are %.0f wide", cols, float64(w)*float64(cols))
		}
	}
	if w := cellWidth(80, true); w < 18 {
		t.Errorf("a number has %.0f", float64(w))
	}
}
