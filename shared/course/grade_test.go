package course

import (
	"html"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"llmfromscratch/shared/learn"
	"llmfromscratch/shared/project"
	"llmfromscratch/shared/quiz"
)

// inProject makes an empty folder the project's and returns it.
func inProject(t *testing.T) string {
	t.Helper()
	root := t.TempDir()
	if err := os.WriteFile(filepath.Join(root, "go.mod"), []byte("module "+project.Module+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	t.Chdir(root)
	return root
}

func TestACellIsGradedAndKept(t *testing.T) {
	root := inProject(t)
	lookup := func(weight [][]float64, ids []int) (rows [][]float64) {
		for _, id := range ids {
			rows = append(rows, weight[id])
		}
		return rows
	}
	Grade("2.7", func([][]float64, []int) [][]float64 { return nil })
	Grade("2.7", lookup)
	Parts()
	p, err := learn.LoadProgress(filepath.Join(root, learn.Folder))
	if err != nil || !p.Passed("2.7") || p.Of("2.7").Tries != 1 {
		t.Errorf("%+v, %v", p, err)
	}
}

func TestAVerdictIsEscaped(t *testing.T) {
	if got := verdictHTML("a < b\nc & d"); !strings.Contains(got, "<b>a &lt; b</b>\n<span") ||
		!strings.Contains(got, ">c &amp; d</span>") {
		t.Error(got)
	}
}

func TestAPageBreaksTheLinesOfAVerdict(t *testing.T) {
	for _, q := range quiz.Questions() {
		page := verdictHTML(q.Choose("").Text(learn.Unbroken))
		for _, c := range q.Choices {
			want := html.EscapeString(strings.Join(strings.Fields(c.Text), " ")) + "</span>"
			if !strings.Contains(page, want) {
				t.Errorf("%s: choice %q is no line of %s", q.ID, c.Text, page)
			}
		}
	}
	page := verdictHTML("✗ 1 F – f\n  It is <b>.\n  a) one\n    input  2\n  It ends.")
	for _, want := range []string{"<b>✗ 1 F – f</b>", `padding-left:2ch;text-indent:-2ch">  It is &lt;b&gt;.</span>`,
		`padding-left:5ch;text-indent:-5ch">  a) one</span>`, `padding-left:4ch;text-indent:-4ch">    input  2</span>`} {
		if !strings.Contains(page, want) {
			t.Errorf("no %s in %s", want, page)
		}
	}
}
