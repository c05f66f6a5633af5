package plot

import (
	"errors"
	"fmt"
	"strings"

	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
)

// Group is one set of bars of the same colour: one value for each label of the chart.
type Group struct {
	Name   string
	Values []float64
}

// BarChart is a chart of bars: for every label one bar of each group, side by side.
type BarChart struct {
	Title, XLabel, YLabel string
	Labels                []string
	Groups                []Group
}

// Bars draws a bar chart. It is an error when there is nothing to draw, when a group's length is not that of the
// labels, or when a value is not a number.
func Bars(c BarChart) (SVG, error) {
	if len(c.Labels) == 0 || len(c.Groups) == 0 {
		return "", errors.New("a bar chart needs labels and at least one group")
	}
	p := newPlot(c.Title, c.XLabel, c.YLabel)
	// Four fifths of each label's share of the width for its bars, the rest between labels.
	wide := vg.Length(0.8 * (width - 60) / float64(len(c.Labels)*len(c.Groups)))
	var (
		groups []string
		tops   []Series
	)
	for i, g := range c.Groups {
		if len(g.Values) != len(c.Labels) {
			return "", fmt.Errorf("group %q has %d values for %d labels", g.Name, len(g.Values), len(c.Labels))
		}
		if err := finite(fmt.Sprintf("group %q", g.Name), g.Values); err != nil {
			return "", err
		}
		bars, err := plotter.NewBarChart(plotter.Values(g.Values), wide)
		if err != nil {
			return "", fmt.Errorf("group %q: %w", g.Name, err)
		}
		bars.Color = seriesColor(i)
		bars.LineStyle.Width = 0
		bars.Offset = wide * vg.Length(float64(i)-float64(len(c.Groups)-1)/2)
		p.Add(bars)
		if g.Name != "" {
			p.Legend.Add(label(g.Name), bars)
		}
		top := Series{Y: g.Values}
		for k := range g.Values {
			top.X = append(top.X, float64(k)+0.4) // the right edge of a label's bars
		}
		groups, tops = append(groups, g.Name), append(tops, top)
	}
	names := make([]string, len(c.Labels))
	for i, name := range c.Labels {
		names[i] = folded(label(name), vg.Length(width-60)/vg.Length(len(c.Labels))-4)
	}
	p.NominalX(names...)
	p.X.Tick.Width, p.X.Width = 0, 0
	makeRoom(p, groups, tops)
	endAtTicks(&p.Y, 1)
	return render(width, height, p.Draw)
}

// folded is a label in as many lines as it takes to be no wider than its place, broken at blanks and after slashes. A
// word that is too wide stays whole.
func folded(s string, wide vg.Length) string {
	face := font.DefaultCache.Lookup(sans, fontSize)
	if face.Width(s) <= wide {
		return s
	}
	var lines []string
	line := ""
	for _, word := range strings.SplitAfter(strings.ReplaceAll(s, "/", "/ "), " ") {
		longer := strings.ReplaceAll(line+word, "/ ", "/")
		if line != "" && face.Width(strings.TrimSpace(longer)) > wide {
			lines = append(lines, strings.TrimSpace(line))
			longer = word
		}
		line = longer
	}
	return strings.Join(append(lines, strings.TrimSpace(line)), "\n")
}
