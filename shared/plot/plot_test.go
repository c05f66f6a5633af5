package plot_test

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"llmfromscratch/shared/plot"
)

// Losses as in section 5.2: ten epochs, two series, tokens on the second axis.
func lossChart() plot.LineChart {
	c := plot.LineChart{Title: "Loss <train & validation>", XLabel: "epoch", YLabel: "loss", TopLabel: "tokens seen"}
	var epochs, train, val []float64
	for i := range 18 {
		x := float64(i) * 10 / 17
		epochs = append(epochs, x)
		train = append(train, 9.8*math.Exp(-x/3))
		val = append(val, 6+4*math.Exp(-x))
		c.Top = append(c.Top, x*4608)
	}
	c.Series = []plot.Series{{Name: "train", X: epochs, Y: train}, {Name: "validation", X: epochs, Y: val}}
	return c
}

func barChart() plot.BarChart {
	return plot.BarChart{
		Title: "Temperature", YLabel: "probability",
		Labels: []string{"closer", "every", "effort", "forward", "inches", "moves", "pizza", "toward", "you"},
		Groups: []plot.Group{
			{Name: "1", Values: []float64{0.06, 0.0016, 0.0001, 0.57, 0.0034, 0.0001, 0.0001, 0.36, 0.0040}},
			{Name: "0.1", Values: []float64{0, 0, 0, 0.99, 0, 0, 0, 0.01, 0}},
			{Name: "5", Values: []float64{0.15, 0.07, 0.04, 0.24, 0.08, 0.05, 0.04, 0.22, 0.09}},
		},
	}
}

func heatMap() plot.HeatMap {
	tokens := []string{"Your", "journey", "starts", "with", "one", "step"}
	m := plot.HeatMap{Title: "Attention weights", XLabel: "key", YLabel: "query", Rows: tokens, Cols: tokens, Digits: 2}
	for i := range tokens {
		row := make([]float64, len(tokens))
		for j := range row {
			row[j] = math.NaN()
			if j <= i {
				row[j] = float64(1+(i*7+j*3)%5) / 10
			}
		}
		m.Values = append(m.Values, row)
	}
	return m
}

// charts draws one of each kind.
func charts(t *testing.T) map[string]plot.SVG {
	t.Helper()
	drawn := map[string]plot.SVG{}
	keep := func(name string, svg plot.SVG, err error) {
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		drawn[name] = svg
	}
	svg, err := plot.Lines(lossChart())
	keep("lines", svg, err)
	svg, err = plot.Bars(barChart())
	keep("bars", svg, err)
	svg, err = plot.Heat(heatMap())
	keep("heat", svg, err)
	if dir := os.Getenv("LLM_PLOT_DIR"); dir != "" { // to look at them
		for name, svg := range drawn {
			if err := os.WriteFile(filepath.Join(dir, name+".svg"), []byte(svg), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	return drawn
}

// texts are the texts that a picture shows, and its elements' names.
func texts(t *testing.T, svg plot.SVG) (shown []string, elements map[string]int) {
	t.Helper()
	dec := xml.NewDecoder(strings.NewReader(string(svg)))
	elements = map[string]int{}
	inText := false
	for {
		tok, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return shown, elements
		}
		if err != nil {
			t.Fatalf("not well-formed: %v", err)
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			elements[tok.Name.Local]++
			inText = tok.Name.Local == "text"
		case xml.EndElement:
			inText = false
		case xml.CharData:
			if inText {
				shown = append(shown, string(tok))
			}
		}
	}
}

func TestPicturesAreOneSmallElementWithoutOutsideReferences(t *testing.T) {
	for name, svg := range charts(t) {
		s := string(svg)
		if _, elements := texts(t, svg); elements["svg"] != 1 ||
			elements["script"]+elements["image"]+elements["style"] != 0 {
			t.Errorf("%s: elements %v", name, elements)
		}
		if !strings.HasPrefix(s, `<svg xmlns="http://www.w3.org/2000/svg" `) {
			t.Errorf("%s starts with %.60q", name, s)
		}
		if rest := strings.Replace(s, "http://www.w3.org/2000/svg", "", 1); strings.Contains(rest, "://") ||
			strings.Contains(rest, "href") || strings.Contains(rest, "url(") {
			t.Errorf("%s refers to something outside", name)
		}
		if len(s) > 24<<10 {
			t.Errorf("%s takes %d bytes", name, len(s))
		}
	}
}

func TestSameChartSameBytes(t *testing.T) {
	first := charts(t)
	for name, again := range charts(t) {
		if again != first[name] {
			t.Errorf("%s differs when drawn again", name)
		}
	}
}

func TestTextAndAxesAreReadableOnWhiteAndOnBlack(t *testing.T) {
	for name, svg := range charts(t) {
		s := string(svg)
		if strings.Contains(s, "#000000") {
			t.Errorf("%s has something black", name)
		}
		if name != "heat" && strings.Contains(s, "#FFFFFF") { // there, white stands on deep blue
			t.Errorf("%s has something white", name)
		}
		// gonum leaves black out of a style, so each text and path must name its colour.
		for _, line := range strings.Split(s, "\n") {
			if (strings.HasPrefix(line, "<path") || strings.HasPrefix(line, "<text")) && !strings.Contains(line, "#") {
				t.Errorf("%s: a path without a colour: %.80s", name, line)
			}
		}
	}
}

func TestLabelsAreShown(t *testing.T) {
	for name, want := range map[string][]string{
		"lines": {"Loss <train & validation>", "epoch", "loss", "tokens seen", "train", "validation", "0", "10",
			"40,000"},
		"bars": {"Temperature", "probability", "closer", "you", "0.1", "5"},
		"heat": {"Attention weights", "query", "key", "journey", "step", "0.50"},
	} {
		shown, _ := texts(t, charts(t)[name])
		have := map[string]bool{}
		for _, s := range shown {
			have[s] = true
		}
		for _, w := range want {
			if !have[w] {
				t.Errorf("%s does not show %q, only %q", name, w, shown)
			}
		}
	}
}

func TestMaskedCellsStayEmpty(t *testing.T) {
	m := heatMap()
	shown, _ := texts(t, must(plot.Heat(m)))
	numbers := 0
	for _, s := range shown {
		if strings.HasPrefix(s, "0.") {
			numbers++
		}
	}
	if want := 6 * 7 / 2; numbers != want {
		t.Errorf("%d cells show a number, want the %d of the lower triangle", numbers, want)
	}
}

func TestOddTokensKeepThePictureWellFormed(t *testing.T) {
	odd := []string{"<|endoftext|>", "a&b", "\n", "\x00", "\xff", `"`}
	m := plot.HeatMap{Rows: odd[:1], Cols: odd, Values: [][]float64{{1, 2, 3, 4, 5, 6}}}
	shown, _ := texts(t, must(plot.Heat(m)))
	want := []string{"<|endoftext|>", "a&b", "⏎", "\uFFFD", "\uFFFD", `"`}
	if got := strings.Join(shown, " "); !strings.Contains(got, strings.Join(want, " ")) {
		t.Errorf("shown: %q", shown)
	}
}

func TestWhatCannotBeDrawnIsAnErrorThatNamesIt(t *testing.T) {
	nan := math.NaN()
	lines := func(c plot.LineChart) error { _, err := plot.Lines(c); return err }
	bars := func(c plot.BarChart) error { _, err := plot.Bars(c); return err }
	heat := func(c plot.HeatMap) error { _, err := plot.Heat(c); return err }
	short := lossChart()
	short.Top = short.Top[1:]
	for name, tc := range map[string]struct {
		err  error
		want string
	}{
		"no series": {lines(plot.LineChart{}), "without a series"},
		"lengths differ": {lines(plot.LineChart{Series: []plot.Series{{Name: "val", X: []float64{1},
			Y: []float64{1, 2}}}}), `series "val": 1 values of x for 2 of y`},
		"a loss is NaN": {lines(plot.LineChart{Series: []plot.Series{{Name: "val", X: []float64{1, 2},
			Y: []float64{1, nan}}}}), `series "val", y: value 1 is NaN`},
		"short top axis": {lines(short), "17 values for 18 points"},
		"no labels":      {bars(plot.BarChart{Groups: []plot.Group{{Values: []float64{1}}}}), "needs labels"},
		"group too short": {bars(plot.BarChart{Labels: []string{"a", "b"},
			Groups: []plot.Group{{Name: "g", Values: []float64{1}}}}), `group "g" has 1 values for 2 labels`},
		"empty heat map": {heat(plot.HeatMap{}), "without values"},
		"ragged rows": {heat(plot.HeatMap{Rows: []string{"a", "b"}, Cols: []string{"c"},
			Values: [][]float64{{1}, {1, 2}}}), "row 1 has 2 values"},
	} {
		if tc.err == nil || !strings.Contains(tc.err.Error(), tc.want) {
			t.Errorf("%s: error %v, want %q", name, tc.err, tc.want)
		}
	}
}

func must(svg plot.SVG, err error) plot.SVG {
	if err != nil {
		panic(err)
	}
	return svg
}

func ExampleLines() {
	svg, err := plot.Lines(plot.LineChart{
		XLabel: "epoch", YLabel: "loss", TopLabel: "tokens seen",
		Series: []plot.Series{
			{Name: "train", X: []float64{0, 1, 2}, Y: []float64{9.8, 4.1, 2.0}},
			{Name: "validation", X: []float64{0, 1, 2}, Y: []float64{9.9, 6.6, 6.3}},
		},
		Top: []float64{0, 5120, 10240},
	})
	fmt.Println(err, strings.HasPrefix(string(svg), "<svg"), strings.Contains(string(svg), "tokens seen"))
	// Output: <nil> true true
}
