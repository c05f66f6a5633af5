package diagram

import (
	"math"
	"strconv"
	"testing"
)

// luminance is that of WCAG: 0 is black, 1 is white.
func luminance(t *testing.T, hex string) float64 {
	t.Helper()
	sum := 0.0
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		n, err := strconv.ParseUint(hex[1+2*i:3+2*i], 16, 8)
		if err != nil {
			t.Fatalf("%s: %v", hex, err)
		}
		c := float64(n) / 255
		if c <= 0.04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+0.055)/1.055, 2.4)
		}
		sum += weight * c
	}
	return sum
}

func contrast(t *testing.T, a, b string) float64 {
	x, y := luminance(t, a), luminance(t, b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// allTones are the tones that a picture can have.
func allTones() []Tone {
	var all []Tone
	for tone := range paints {
		all = append(all, tone)
	}
	for i := range heatSteps + 1 {
		all = append(all, Heat(float64(i)/heatSteps))
	}
	return all
}

func TestTextIsReadableOnEveryToneOnLightAndOnDarkPages(t *testing.T) {
	const least = 4.5
	for _, tone := range allTones() {
		fill := tone.paint().fill
		if fill == none {
			fill = ground
		}
		texts := []color{tone.ink()}
		if tone != Strong && tone < heat {
			texts = append(texts, muted)
		}
		for _, text := range texts {
			if c := contrast(t, text.light, fill.light); c < least {
				t.Errorf("%s on %s: %.2f on a light page", text.name, fill.name, c)
			}
			if c := contrast(t, text.dark, fill.dark); c < least {
				t.Errorf("%s on %s: %.2f on a dark page", text.name, fill.name, c)
			}
		}
	}
}

func TestLinesAreVisibleOnTheGroundAndOnTheirFill(t *testing.T) {
	for tone, p := range paints {
		for _, on := range []color{ground, p.fill} {
			if on == none || tone == Strong && on != ground {
				continue
			}
			if l, d := contrast(t, p.line.light, on.light), contrast(t, p.line.dark, on.dark); l < 3 || d < 3 {
				t.Errorf("%s on %s: %.2f on a light page, %.2f on a dark one", p.line.name, on.name, l, d)
			}
		}
	}
}

func TestNoColourOfTextIsReadableOnBothPages(t *testing.T) {
	for grey := range 256 { // the reason for a ground of one's own
		hex := "#" + strconv.FormatInt(int64(0x1000000|grey<<16|grey<<8|grey), 16)[1:]
		if contrast(t, hex, "#ffffff") >= 4.5 && contrast(t, hex, "#111111") >= 4.5 {
			t.Errorf("%s is", hex)
		}
	}
}

func TestOneNameOneColour(t *testing.T) {
	known := map[string]color{}
	for _, c := range []color{ground, edge, ink, muted, onDeep, rule} {
		known[c.name] = c
	}
	for _, tone := range allTones() {
		p := tone.paint()
		for _, c := range []color{p.fill, p.line} {
			if old, ok := known[c.name]; ok && old != c {
				t.Errorf("%s is %v and %v", c.name, old, c)
			}
			known[c.name] = c
		}
	}
}

func TestHeatGoesFromPaleToDeep(t *testing.T) {
	for share, want := range map[float64]Tone{-1: heat, 0: heat, 0.5: heat + heatSteps/2, 1: heat + heatSteps,
		7: heat + heatSteps, math.NaN(): Clear} {
		if got := Heat(share); got != want {
			t.Errorf("%v: %d, want %d", share, got, want)
		}
	}
	pale, deep := Heat(0).paint().fill, Heat(1).paint().fill
	if luminance(t, pale.light) <= luminance(t, deep.light) || luminance(t, pale.dark) >= luminance(t, deep.dark) {
		t.Error("deep is not farther from the page's ground than pale")
	}
}

func TestSegmentsCrossRectangles(t *testing.T) {
	r := Rect{10, 10, 20, 10}
	for _, c := range []struct {
		s    segment
		want bool
	}{
		{segment{Point{0, 15}, Point{40, 15}}, true},  // through
		{segment{Point{12, 12}, Point{14, 14}}, true}, // within
		{segment{Point{0, 0}, Point{40, 40}}, true},   // through a corner
		{segment{Point{0, 25}, Point{40, 25}}, false}, // below
		{segment{Point{0, 0}, Point{12, 40}}, false},  // past the lower left corner
		{segment{Point{0, 15}, Point{9, 15}}, false},  // ends before
		{segment{Point{10, 0}, Point{10, 40}}, false}, // along the edge
		{segment{Point{15, 0}, Point{15, 40}}, true},  // straight down
		{segment{Point{31, 0}, Point{31, 40}}, false}, // beside
		{segment{Point{15, 15}, Point{15, 15}}, true}, // a point within
	} {
		if got := c.s.crosses(r); got != c.want {
			t.Errorf("%v: %v", c.s, got)
		}
	}
}

func TestParagraphsBreakAtBlanks(t *testing.T) {
	lines := wrap("one two three\nfour incomprehensibilities five", Small, width("one two", Small)+1)
	want := []string{"one two", "three", "four", "incomprehensibilities", "five"}
	if len(lines) != len(want) {
		t.Fatalf("%q", lines)
	}
	for i := range want {
		if lines[i] != want[i] {
			t.Errorf("%q, want %q", lines[i], want[i])
		}
	}
}
