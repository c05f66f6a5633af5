package learn

import (
	"fmt"
	"strings"
)

// Verdict is what came of an answer.
type Verdict struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	Title   string `json:"title"`
	Passed  bool   `json:"passed"`
	Empty   bool   `json:"empty,omitempty"`   // not written yet
	Calls   int    `json:"calls,omitempty"`   // how often the function was tried
	Mistake string `json:"mistake,omitempty"` // name of a mistake that was recognised
	Says    string `json:"says"`
	Input   string `json:"input,omitempty"` // the smallest that shows it
	Got     string `json:"got,omitempty"`
	Want    string `json:"want,omitempty"`
}

func (p *Part) verdict() Verdict { return Verdict{ID: p.ID, Name: p.Name, Title: p.Title} }

// failed is a verdict with a sentence.
func (p *Part) failed(says string) Verdict {
	v := p.verdict()
	v.Says = says
	return v
}

// on adds an input.
func (v Verdict) on(input string) Verdict {
	v.Input = input
	return v
}

// String is the verdict as a terminal and a notebook show it, without colours, at most 100 characters wide where the
// values allow it.
func (v Verdict) String() string {
	var b strings.Builder
	mark := "✗"
	switch {
	case v.Passed:
		mark = "✓"
	case v.Empty:
		mark = "·"
	}
	fmt.Fprintf(&b, "%s %s %s – %s", mark, v.ID, v.Name, v.Title)
	for _, line := range wrap(v.Says, 96) {
		b.WriteString("\n  " + line)
	}
	for _, field := range []struct{ name, value string }{{"input", v.Input}, {"yours", v.Got}, {"right", v.Want}} {
		if field.value != "" {
			fmt.Fprintf(&b, "\n    %s  %s", field.name, field.value)
		}
	}
	return b.String()
}

// wrap breaks a text into lines of at most so many characters, at its spaces; line breaks of its own stay.
func wrap(text string, width int) (lines []string) {
	for part := range strings.SplitSeq(text, "\n") {
		line, n := "", 0
		for _, word := range strings.Fields(part) {
			long := len([]rune(word))
			if n > 0 && n+1+long > width {
				lines, line, n = append(lines, line), "", 0
			}
			if n > 0 {
				line, n = line+" ", n+1
			}
			line, n = line+word, n+long
		}
		lines = append(lines, line)
	}
	return lines
}
