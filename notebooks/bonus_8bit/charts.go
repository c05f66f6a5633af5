package lesson

import (
	"fmt"
	"strings"

	"llmfromscratch/ch04_gpt/plain"
	"llmfromscratch/shared/plot"
)

// Histogram draws how many of some numbers lie where, in bins from -reach to reach, with a label at every fifth bin.
func Histogram(title string, x []float32, bins int, reach float64) (plot.SVG, error) {
	counts, labels := make([]float64, bins), make([]string, bins)
	width := 2 * reach / float64(bins)
	for _, v := range x {
		counts[max(0, min(bins-1, int((float64(v)+reach)/width)))]++
	}
	for i := range labels {
		if (i-bins/2)%5 == 0 {
			labels[i] = fmt.Sprintf("%.2f", (float64(i)+0.5)*width-reach)
		}
	}
	return plot.Bars(plot.BarChart{Title: title, XLabel: "weight", YLabel: "how many",
		Labels: labels, Groups: []plot.Group{{Values: counts}}})
}

// RoundingChart draws what rounding did to the matrices of the blocks, in per cent of the weights' size: a bar for each
// block in each group of like matrices.
func RoundingChart(roundings []plain.Rounding) (plot.SVG, error) {
	chart := plot.BarChart{Title: "Rounding error", YLabel: "% of the weights' size"}
	places := map[string]int{}
	for _, r := range roundings {
		rest, inBlock := strings.CutPrefix(r.Name, "trf_blocks.")
		if !inBlock {
			continue
		}
		block, name, _ := strings.Cut(strings.TrimSuffix(rest, ".weight"), ".")
		_, name, _ = strings.Cut(name, ".")
		i, known := places[name]
		if !known {
			i, places[name] = len(chart.Labels), len(chart.Labels)
			chart.Labels = append(chart.Labels, name)
		}
		if i == 0 {
			chart.Groups = append(chart.Groups, plot.Group{Name: "block " + block})
		}
		group := &chart.Groups[len(chart.Groups)-1]
		group.Values = append(group.Values, 100*r.Relative)
	}
	return plot.Bars(chart)
}
