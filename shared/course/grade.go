package course

import (
	"fmt"
	"html"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/janpfeifer/gonb/gonbui/protocol"

	"llmfromscratch/shared/learn"
	"llmfromscratch/shared/project"
)

// Cases are the random cases of a part: package reference has the chapters' own.
type Cases interface {
	Cases(p *learn.Part, seed uint64) ([]learn.Case, error)
}

// gradeSeed is the seed of the random cases, that of "llm learn" too.
const gradeSeed = 123

// Grade tries a function that the reader has written for a part or an exercise of package learn, shows what came of it,
// and keeps it where "llm learn" does, in the project's folder my-llm:
//
//	course.Grade("3.5", CausalMask)
//	course.Grade("X3.1", Carry)
//
// With chapters, course.Grade("3.5", CausalMask, course.Must(reference.Open())), the answer is also compared with the
// chapter's own function on random cases.
func Grade(id string, answer any, chapters ...Cases) {
	p := Must(learn.FindAny(id))
	var cases []learn.Case
	for _, c := range chapters {
		cases = append(cases, Must(c.Cases(p, gradeSeed))...)
	}
	v := learn.Grade(p.ID, answer, cases)
	text, page := v.String(), v.Text(learn.Unbroken)
	dir := Must(learnFolder())
	progress := Must(learn.LoadProgress(dir))
	if v.Passed && !progress.Passed(p.ID) {
		text += "\n" + learn.Indent(p.Teaches)
		page += "\n" + learn.IndentTo(p.Teaches, learn.Unbroken)
	}
	progress.Add(v, time.Now())
	OK(progress.Save(dir))
	show(text, protocol.MIMETextHTML, verdictHTML(page))
}

// Parts shows which parts of a model the reader has written, in notebooks and in an editor.
func Parts() {
	progress := Must(learn.LoadProgress(Must(learnFolder())))
	passed, all := progress.Count()
	fmt.Printf("%d of %d parts are written\n", passed, all)
	var rows [][]any
	for _, p := range learn.Parts() {
		mark := ""
		if progress.Passed(p.ID) {
			mark = "✓"
		}
		rows = append(rows, []any{p.ID, p.Name, p.Title, mark})
	}
	Table([]string{"part", "function", "what it is", "done"}, rows...)
}

// learnFolder is the project's folder my-llm, which is made when needed.
func learnFolder() (string, error) {
	root, err := project.Root()
	if err != nil {
		return "", err
	}
	dir := filepath.Join(root, learn.Folder)
	return dir, os.MkdirAll(dir, 0o755)
}

// choice is a line of a verdict that begins with the letter of a choice.
var choice = regexp.MustCompile(`^ +[a-z]\) +`)

// verdictHTML is a verdict as a page shows it: with a bar at its side, its first line in bold. It takes one whose lines
// are not broken. Where the page is too narrow for a line, the rest of it stands below its beginning.
func verdictHTML(text string) string {
	first, rest, _ := strings.Cut(text, "\n")
	var b strings.Builder
	b.WriteString(`<pre style="margin:0.3em 0;padding:0.6em;border-left:3px solid #808080;background:transparent;` +
		`white-space:pre-wrap"><b>` + html.EscapeString(first) + "</b>\n")
	for line := range strings.Lines(rest) {
		begin := len(line) - len(strings.TrimLeft(line, " "))
		if found := choice.FindString(line); found != "" {
			begin = len(found)
		}
		fmt.Fprintf(&b, `<span style="display:block;max-width:100ch;padding-left:%[1]dch;text-indent:-%[1]dch">`+
			"%[2]s</span>", begin, html.EscapeString(strings.TrimSuffix(line, "\n")))
	}
	return b.String() + "</pre>"
}
