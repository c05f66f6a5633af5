package figures

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"llmfromscratch/shared/book"
)

// Columns of a line.
const (
	idWidth    = 38
	valueWidth = 36
)

// WriteLine prints a result in one line: id, expected, got, verdict. A second line says where a figure differs, or
// why the book's own print is another one.
func WriteLine(w io.Writer, r Result) error {
	want, got := "", ""
	if r.Figure.Want != nil {
		want = column(book.Format(r.Figure.Want, valueWidth))
	}
	if r.Status.Computed() {
		got = column(r.Figure.FormatGot(r.Got, valueWidth))
	}
	_, err := fmt.Fprintf(w, "%-*s  %s  %s  %s\n", idWidth, r.Figure.ID, pad(want), pad(got), r.words())
	if err == nil && r.Status == Differs {
		_, err = fmt.Fprintf(w, "%*s  %v; tolerance %g + %g·|want|\n", idWidth, "", r.Verdict, r.Figure.Abs,
			r.Figure.Rel)
	}
	if err == nil && r.Status == Reproduced && r.Figure.Differs != "" {
		_, err = fmt.Fprintf(w, "%*s  the book's own print: %s\n", idWidth, "", r.Figure.Differs)
	}
	return err
}

// words is the verdict at the end of a line.
func (r Result) words() string {
	switch r.Status {
	case Reproduced:
		s := string(Reproduced)
		if r.Verdict.MaxErr > 0 {
			s += fmt.Sprintf(", off by at most %.1g", r.Verdict.MaxErr)
		}
		return s
	case Differs:
		return "DIFFERS"
	case Failed:
		return "FAILED: " + r.Reason
	case Skipped:
		return "skipped: needs " + r.Missing // the whole reason stands in the tally
	}
	return string(r.Status) + ": " + r.Reason
}

// column cuts a value to the width of a column, in one line.
func column(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if utf8.RuneCountInString(s) <= valueWidth {
		return s
	}
	return string([]rune(s)[:valueWidth-1]) + "…"
}

func pad(s string) string {
	return s + strings.Repeat(" ", max(0, valueWidth-utf8.RuneCountInString(s)))
}

// Tally counts what became of the figures of a chapter.
type Tally struct {
	Chapter    string `json:"chapter"`
	Reproduced int    `json:"reproduced"`
	// those that need neither a whole training run nor weights that are not here
	Of     int            `json:"of"`
	Bad    int            `json:"bad"`              // differ or failed
	Others map[string]int `json:"others,omitempty"` // how many were not reproduced, by the reason
	order  []string
}

// Count adds results up by chapter, in the order of their first figures.
func Count(results []Result) []Tally {
	var tallies []Tally
	for _, r := range results {
		i := slices.IndexFunc(tallies, func(t Tally) bool { return t.Chapter == r.Figure.Chapter })
		if i < 0 {
			i = len(tallies)
			tallies = append(tallies, Tally{Chapter: r.Figure.Chapter, Others: map[string]int{}})
		}
		tallies[i].add(r)
	}
	return tallies
}

func (t *Tally) add(r Result) {
	if r.Figure.Computable() || r.Status.Computed() || r.Status == Failed {
		t.Of++
	}
	if r.Status == Reproduced {
		t.Reproduced++
		return
	}
	if r.Status.Bad() {
		t.Bad++
	}
	reason := string(r.Status)
	switch r.Status {
	case Skipped, NotComputed, Excepted:
		reason += ": " + r.Reason
	}
	if t.Others[reason] == 0 {
		t.order = append(t.order, reason)
	}
	t.Others[reason]++
}

// Write prints the tally: a line, and one for each reason why figures were not reproduced.
func (t Tally) Write(w io.Writer) error {
	_, err := fmt.Fprintf(w, "%s: %d of %d reproduced\n", t.Chapter, t.Reproduced, t.Of)
	for _, reason := range t.order {
		if err == nil {
			_, err = fmt.Fprintf(w, "    %d %s\n", t.Others[reason], reason)
		}
	}
	return err
}

// Sum adds tallies up under a name.
func Sum(name string, tallies []Tally) Tally {
	total := Tally{Chapter: name, Others: map[string]int{}}
	for _, t := range tallies {
		total.Reproduced, total.Of, total.Bad = total.Reproduced+t.Reproduced, total.Of+t.Of, total.Bad+t.Bad
		for _, reason := range t.order {
			if total.Others[reason] == 0 {
				total.order = append(total.order, reason)
			}
			total.Others[reason] += t.Others[reason]
		}
	}
	return total
}
