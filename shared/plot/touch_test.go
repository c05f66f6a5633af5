package plot_test

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"llmfromscratch/shared/plot"
)

// box is a rectangle of a picture, in points from its lower left corner.
type box struct{ x0, y0, x1, y1 float64 }

func (a box) meets(b box) bool { return a.x0 < b.x1 && b.x0 < a.x1 && a.y0 < b.y1 && b.y0 < a.y1 }

var (
	levelText = regexp.MustCompile(`<text x="([\d.-]+)" y="([\d.-]+)" transform="scale\(1, -1\)" ` +
		`style="font-size:([\d.]+)px[^>]* textLength="([\d.]+)"[^>]*>([^<]*)</text>`)
	turned  = regexp.MustCompile(`(?s)<g transform="rotate[^>]*>.*?</g>`)
	outline = regexp.MustCompile(`<path d="M([^"Z]*)Z?"`)
)

// levelTexts are the boxes of what is written level, by number and text, with a margin so wide.
func levelTexts(s string, margin float64) map[string]box {
	boxes := map[string]box{}
	for i, m := range levelText.FindAllStringSubmatch(turned.ReplaceAllString(s, ""), -1) {
		x, y, size, wide := float(m[1]), -float(m[2]), float(m[3]), float(m[4])
		boxes[fmt.Sprintf("%d %s", i, m[5])] = box{x - margin, y - 0.2*size - margin, x + wide + margin,
			y + 0.72*size + margin}
	}
	return boxes
}

// strokes are the straight pieces of all paths, as the boxes about pieces of at most a point.
func strokes(s string) (pieces []box) {
	for _, m := range outline.FindAllStringSubmatch(s, -1) {
		var x0, y0 float64
		for i, point := range strings.Split(m[1], "L") {
			xs, ys, _ := strings.Cut(point, ",")
			x, y := float(xs), float(ys)
			if n := math.Ceil(math.Hypot(x-x0, y-y0)); i > 0 {
				for k := range int(n) {
					ax, ay := x0+(x-x0)*float64(k)/n, y0+(y-y0)*float64(k)/n
					bx, by := x0+(x-x0)*float64(k+1)/n, y0+(y-y0)*float64(k+1)/n
					pieces = append(pieces, box{min(ax, bx), min(ay, by), max(ax, bx) + 1e-9, max(ay, by) + 1e-9})
				}
			}
			x0, y0 = x, y
		}
	}
	return pieces
}

func float(s string) float64 {
	v, err := strconv.ParseFloat(strings.TrimSpace(s), 64)
	if err != nil {
		panic(err)
	}
	return v
}

// full is a line chart with data in all corners, and so many points.
func full(n int, scale float64) plot.LineChart {
	c := plot.LineChart{Title: "Data everywhere", XLabel: "step", YLabel: "loss", TopLabel: "tokens seen",
		Series: []plot.Series{{Name: "rising"}, {Name: "falling, with a long name"}, {Name: "level"}}}
	for i := range n {
		x := float64(i) * scale
		for k, y := range []float64{x, float64(n-1)*scale - x, 0} {
			c.Series[k].X, c.Series[k].Y = append(c.Series[k].X, x), append(c.Series[k].Y, y)
		}
		c.Top = append(c.Top, 256*x)
	}
	return c
}

// crowded are charts that have little room, by name.
func crowded(t *testing.T) map[string]plot.SVG {
	all := charts(t)
	for _, n := range []int{2, 3, 7, 36, 108, 135} {
		for _, scale := range []float64{0.01, 1, 1000, 100_000} {
			c := full(n, scale)
			all[fmt.Sprintf("%d points, scale %v, two axes", n, scale)] = must(plot.Lines(c))
			c.Top, c.Title = nil, ""
			all[fmt.Sprintf("%d points, scale %v", n, scale)] = must(plot.Lines(c))
		}
	}
	narrow := plot.LineChart{YLabel: "loss", Series: []plot.Series{{Name: "with", X: []float64{1, 9},
		Y: []float64{3.2, 3.8}}, {Name: "without", X: []float64{1, 9}, Y: []float64{3.8, 3.2}}}}
	all["broken axis"] = must(plot.Lines(narrow))
	level, bins, labels := []float64{0.53, 0.54, 0.53, 0.52}, make([]float64, 41), make([]string, 41)
	for i := range bins {
		if bins[i] = 4000 - 10*math.Pow(float64(i-20), 2); i%5 == 0 {
			labels[i] = fmt.Sprintf("%.2f", float64(i-20)*0.014)
		}
	}
	all["as high everywhere"] = must(plot.Bars(plot.BarChart{Labels: strings.Fields("W_query W_key W_value out_proj"),
		Groups: []plot.Group{{Name: "block 0", Values: level}, {Name: "block 1", Values: level}}}))
	all["below zero"] = must(plot.Bars(plot.BarChart{Labels: []string{"a", "b"}, Groups: []plot.Group{
		{Name: "block 0", Values: []float64{-2, -3}}, {Name: "block 1", Values: []float64{1, -3}}}}))
	all["histogram"] = must(plot.Bars(plot.BarChart{Labels: labels, Groups: []plot.Group{{Values: bins}}}))
	words := strings.Fields("incomprehensibilities of the uncharacteristically long words and others")
	all["long words"] = must(plot.Bars(plot.BarChart{Labels: words, Groups: []plot.Group{
		{Name: "a", Values: []float64{1, 2, 3, 4, 5, 6, 7, 8}},
		{Name: "b", Values: []float64{8, 7, 6, 5, 4, 3, 2, 1}},
	}}))
	return all
}

func TestNoTextTouchesALineOrAnotherText(t *testing.T) {
	for name, svg := range crowded(t) {
		if name == "heat" {
			continue // its numbers lie on its cells
		}
		pieces, boxes := strokes(string(svg)), levelTexts(string(svg), 0.5)
		for text, b := range boxes {
			for _, p := range pieces {
				if b.meets(p) {
					t.Errorf("%s: a line crosses %q at %.0f, %.0f", name, text, p.x0, p.y0)
					break
				}
			}
			for other, o := range boxes {
				if text < other && b.meets(o) {
					t.Errorf("%s: %q lies over %q", name, text, other)
				}
			}
			if !b.within(svg) {
				t.Errorf("%s: %q leaves the picture: %+v", name, text, b)
			}
		}
	}
}

// within reports whether a box lies in a picture.
func (a box) within(svg plot.SVG) bool {
	m := regexp.MustCompile(`viewBox="0 0 ([\d.]+) ([\d.]+)"`).FindStringSubmatch(string(svg))
	return a.x0 >= 0 && a.y0 >= 0 && a.x1 <= float(m[1]) && a.y1 <= float(m[2])
}

func TestASecondAxisBeginsAndEndsAtTicks(t *testing.T) {
	shown, _ := texts(t, must(plot.Lines(lossChart())))
	for _, want := range []string{"10,000", "40,000"} {
		if n := strings.Count(strings.Join(shown, "|")+"|", want+"|"); n != 1 {
			t.Errorf("%s stands %d times in %q", want, n, shown)
		}
	}
	if first := strings.Count("|"+strings.Join(shown, "|")+"|", "|0|"); first != 3 {
		t.Errorf("%d axes begin at 0, want 3: %q", first, shown)
	}
}

func TestALegendThatRepeatsTheAxisIsLeftOut(t *testing.T) {
	one := plot.LineChart{YLabel: "rate", Series: []plot.Series{{X: []float64{0, 1}, Y: []float64{0, 1}}}}
	for series, want := range map[string]int{"rate": 1, "of the run": 2} {
		one.Series[0].Name = series
		shown, _ := texts(t, must(plot.Lines(one)))
		all := strings.Join(shown, "|")
		if n := strings.Count(all, "rate") + strings.Count(all, "of the run"); n != want {
			t.Errorf("series %q: %q", series, shown)
		}
	}
}

func TestSharesGoFromZeroToOne(t *testing.T) {
	c := plot.LineChart{YLabel: "accuracy", Share: true, Series: []plot.Series{
		{Name: "training", X: []float64{1, 2}, Y: []float64{0.92, 0.91}},
		{Name: "validation", X: []float64{1, 2}, Y: []float64{0.975, 0.975}}}}
	shown, _ := texts(t, must(plot.Lines(c)))
	if all := "|" + strings.Join(shown, "|") + "|"; !strings.Contains(all, "|0.0|") ||
		!strings.Contains(all, "|1.0|") || strings.Contains(all, "|1.2|") {
		t.Errorf("ticks %q", shown)
	}
}
