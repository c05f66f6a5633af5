package plot

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
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

// Bars draws a bar chart from 0 on. It is an error when there is nothing to draw, when a group's length is not that of
// the labels, or when a value is not a number.
func Bars(c BarChart) (SVG, error) {
	if len(c.Labels) == 0 || len(c.Groups) == 0 {
		return "", errors.New("a bar chart needs labels and at least one group")
	}
	p, groups := newPlot(c.Title, c.XLabel, c.YLabel), newLegend()
	// Four fifths of each label's share of the width for its bars, the rest between labels.
	wide := vg.Length(0.8 * (width - 60) / float64(len(c.Labels)*len(c.Groups)))
	var (
		tops   []Series
		values [][]float64
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
		if len(c.Groups) > 1 || g.Name != c.YLabel { // else it repeats the axis
			groups.add(g.Name, bars)
		}
		tops, values = append(tops, outline(g.Values)), append(values, g.Values)
	}
	c.setLabels(p)
	p.Y.Min, p.Y.Max = min(p.Y.Min, 0), max(p.Y.Max, 0)
	upright := spacing{whole: whole(values...)}
	endAtTicks(&p.Y, upright)
	// A bar stands between its top and 0: no corner at 0 is free.
	groups.place(p, dataHeight, append(tops, outline(make([]float64, len(c.Labels)))), upright)
	high := vg.Length(height)
	if p.X.Tick.Label.Rotation != 0 {
		high += 4 * vg.Length(longest(c.Labels))
	}
	return render(width, high, func(dc draw.Canvas) {
		p.Draw(dc)
		groups.draw(p.DataCanvas(dc))
	})
}

// outline is the line along the tops of a group's bars.
func outline(values []float64) (top Series) {
	for k, v := range values {
		top.X, top.Y = append(top.X, float64(k)-0.4, float64(k)+0.4), append(top.Y, v, v)
	}
	return top
}

// setLabels writes the labels below their bars: in several lines, or askew where a word is wider than its place.
func (c BarChart) setLabels(p *plot.Plot) {
	face := font.DefaultCache.Lookup(sans, fontSize)
	place := vg.Length(width-60)/vg.Length(len(c.Labels)) - 4
	names, tooWide := make([]string, len(c.Labels)), false
	for i, name := range c.Labels {
		if _, err := strconv.ParseFloat(name, 64); err == nil {
			name = minus(name)
		}
		names[i] = folded(label(name), place)
		for line := range strings.SplitSeq(names[i], "\n") {
			alone := (i == 0 || c.Labels[i-1] == "") && (i == len(c.Labels)-1 || c.Labels[i+1] == "")
			tooWide = tooWide || !alone && face.Width(line) > place+4
		}
	}
	if tooWide {
		for i, name := range c.Labels {
			names[i] = label(name)
		}
		p.X.Tick.Label.Rotation = math.Pi / 4
		p.X.Tick.Label.XAlign, p.X.Tick.Label.YAlign = draw.XRight, draw.YCenter
	}
	p.NominalX(names...)
	p.X.Min, p.X.Max, p.Y.Padding = -0.5, float64(len(names))-0.5, 2
	p.X.Tick.Width, p.X.Width = 0, 0
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
