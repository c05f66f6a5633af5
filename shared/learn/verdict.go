package learn

import (
	"fmt"
	"math"
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

// Uncompiled is the verdict on a part whose file does not compile; lines are what the compiler says.
func (p *Part) Uncompiled(lines []string) Verdict {
	says := "It does not compile yet. In " + p.File() + ", " + strings.Join(lines[:min(len(lines), 5)], "\n") + "."
	return p.failed(strings.ReplaceAll(says, "\n.", "."))
}

// Died is the verdict on a part whose checks ended the whole program; stderr is what it printed then.
func (p *Part) Died(stderr string, err error) Verdict {
	switch {
	case strings.Contains(stderr, "stack overflow") || strings.Contains(stderr, "stack exceeds"):
		return p.failed(endlessCalls)
	case strings.Contains(stderr, "out of memory") || strings.Contains(stderr, "cannot allocate"):
		return p.failed("The function took all the memory there is: a loop that appends does not end.")
	case strings.Contains(stderr, "concurrent map"):
		return p.failed("Two goroutines use one map at once. These parts need no goroutines.")
	case strings.Contains(stderr, "panic: "):
		_, text, _ := strings.Cut(stderr, "panic: ")
		text, _, _ = strings.Cut(text, "\n")
		return p.failed("The program panics in a goroutine that the function has started: " + text + ".")
	case err != nil:
		return p.failed("The program ended before the checks did: " + err.Error() + ". Does the function call os.Exit?")
	}
	return p.failed("The program ended before the checks did. Does the function call os.Exit?")
}

// on adds an input.
func (v Verdict) on(input string) Verdict {
	v.Input = input
	return v
}

// Mark begins a verdict: a tick for what is right, a dot for what is not written yet, else a cross.
func Mark(passed, empty bool) string {
	switch {
	case passed:
		return "✓"
	case empty:
		return "·"
	}
	return "✗"
}

// String is the verdict as a terminal shows it, without colours, at most 100 characters wide where the values allow it.
func (v Verdict) String() string { return v.Text(Width) }

// Text is the verdict with its sentences broken into lines of at most so many characters.
func (v Verdict) Text(width int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s %s – %s", Mark(v.Passed, v.Empty), v.ID, v.Name, v.Title)
	for _, line := range wrap(v.Says, width) {
		b.WriteString("\n  " + line)
	}
	for _, field := range []struct{ name, value string }{{"input", v.Input}, {"yours", v.Got}, {"right", v.Want}} {
		if field.value != "" {
			fmt.Fprintf(&b, "\n    %s  %s", field.name, field.value)
		}
	}
	return b.String()
}

// Width is how many characters a line of a verdict has at most, and Unbroken the width that breaks none: a page breaks
// them itself where it is narrow.
const (
	Width    = 96
	Unbroken = math.MaxInt
)

// Indent breaks a text into lines like those of a verdict, set in by two spaces.
func Indent(text string) string { return IndentTo(text, Width) }

// IndentTo is Indent with lines of at most so many characters.
func IndentTo(text string, width int) string { return "  " + strings.Join(wrap(text, width), "\n  ") }

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
