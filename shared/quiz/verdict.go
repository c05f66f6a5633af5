package quiz

import (
	"fmt"
	"strings"

	"llmfromscratch/shared/learn"
)

// Verdict is what came of a choice or an answer.
type Verdict struct {
	ID, Title string
	Passed    bool
	Empty     bool     // nothing was chosen or answered yet
	Choice    string   // letter that was chosen
	Mistake   string   // a wrong letter, or the name of a mistake that was recognised
	Lines     []string // the choices, or the one that was made
	Says      string
	Next      string // what to do now
}

// String is the verdict in lines of at most 100 characters.
func (v Verdict) String() string { return v.Text(learn.Width) }

// Text is the verdict with its sentences broken into lines of at most so many characters.
func (v Verdict) Text(width int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s – %s", learn.Mark(v.Passed, v.Empty), v.ID, v.Title)
	said := []string{learn.IndentTo(v.Says, width)}
	for _, line := range v.Lines {
		said = append(said, indent(line, width))
	}
	if v.Choice != "" { // what was chosen, then what there is to say about it
		said[0], said[1] = said[1], said[0]
	}
	if v.Next != "" {
		said = append(said, learn.IndentTo(v.Next, width))
	}
	for _, s := range said {
		b.WriteString("\n" + s)
	}
	return b.String()
}
