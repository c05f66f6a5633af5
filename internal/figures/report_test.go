package figures_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"llmfromscratch/internal/figures"
	"llmfromscratch/shared/book"
)

func TestSelectTakesChaptersIDsAndBeginnings(t *testing.T) {
	for _, tc := range []struct {
		names []string
		first string
		n     int
	}{
		{[]string{"ch03"}, "ch03.simple.scores2", 49},
		{[]string{"ch03.mha.out"}, "ch03.mha.out", 1},
		{[]string{"ch05.small", "ch02.split"}, "ch02.split.whitespace", 4 + 10},
		{[]string{"ch02", "ch02.split"}, "ch02.text.num_chars", 54},
		{[]string{"book.ch05"}, "book.ch05.training_log", 14},
	} {
		figs, err := figures.Select(tc.names...)
		if err != nil {
			t.Fatal(err)
		}
		if len(figs) != tc.n || figs[0].ID != tc.first {
			t.Errorf("%v: %d figures, the first %s; want %d, %s", tc.names, len(figs), figs[0].ID, tc.n, tc.first)
		}
	}
	for _, name := range []string{"ch03.mha.o", "ch12", ""} {
		if _, err := figures.Select(name); err == nil || !strings.Contains(err.Error(), "the chapters are ch02, ch03") {
			t.Errorf("%q: error %v, want one that lists the chapters", name, err)
		}
	}
}

func TestSelectWithoutNamesIsWhatCanBeRecomputed(t *testing.T) {
	figs, err := figures.Select()
	if err != nil {
		t.Fatal(err)
	}
	for _, chapter := range chapters {
		if !slices.ContainsFunc(figs, func(f book.Figure) bool { return f.Chapter == chapter }) {
			t.Errorf("nothing of %s", chapter)
		}
	}
	order := book.Chapters()
	if !slices.IsSortedFunc(figs, func(a, b book.Figure) int {
		return slices.Index(order, a.Chapter) - slices.Index(order, b.Chapter)
	}) {
		t.Error("the figures are not in the order of the chapters")
	}
}

func TestTalliesCountByChapterAndReason(t *testing.T) {
	find := func(id string) book.Figure {
		f, err := book.Find(id)
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	results := []figures.Result{
		{Figure: find("ch02.vocab.size"), Status: figures.Skipped, Reason: "needs it"},
		{Figure: find("ch02.pre.count"), Status: figures.Skipped, Reason: "needs it"},
		{Figure: find("ch02.split.whitespace"), Status: figures.Reproduced},
		{Figure: find("ch03.mha.out"), Status: figures.Differs},
		{Figure: find("book.ch05.wte"), Status: figures.Skipped, Reason: "needs weights"},
		{Figure: find("book.ch05.settings"), Status: figures.Reproduced}, // they came in between: then it counts
		{Figure: find("ch05.loss.toy"), Status: figures.Excepted, Reason: "rounding"},
	}
	tallies := figures.Count(results)
	var out bytes.Buffer
	for _, tally := range append(tallies, figures.Sum("all", tallies)) {
		if err := tally.Write(&out); err != nil {
			t.Fatal(err)
		}
	}
	want := `ch02: 1 of 3 reproduced
    2 skipped: needs it
ch03: 0 of 1 reproduced
    1 differs
ch05: 1 of 2 reproduced
    1 skipped: needs weights
    1 excepted: rounding
all: 2 of 6 reproduced
    2 skipped: needs it
    1 differs
    1 skipped: needs weights
    1 excepted: rounding
`
	if out.String() != want {
		t.Errorf("got\n%s\nwant\n%s", out.String(), want)
	}
	if tallies[1].Bad != 1 || tallies[0].Bad != 0 {
		t.Errorf("bad: %d in ch02, %d in ch03", tallies[0].Bad, tallies[1].Bad)
	}
}

func TestLineShowsWhereAFigureDiffers(t *testing.T) {
	f, err := book.Find("ch03.simple.scores2")
	if err != nil {
		t.Fatal(err)
	}
	got := []float64{0.9544, 1.495, 1.4754, 0.5, 0.707, 1.0865}
	var out bytes.Buffer
	if err := figures.WriteLine(&out, figures.Result{Figure: f, Status: figures.Differs, Got: got,
		Verdict: f.Compare(got)}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), "DIFFERS\n") ||
		!strings.Contains(out.String(), "differs at [3]: want 0.843400002, got 0.5") {
		t.Errorf("line:\n%s", out.String())
	}
}
