package notebook

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"llmfromscratch/shared/learn"
	"llmfromscratch/shared/project"
	"llmfromscratch/shared/quiz"
)

// exercise is an exercise of docs/book-table.json.
type exercise struct {
	id, notebook string
	cells        []string
}

// exercisesOf reads the exercises of the table. Those without a number go on counting in their chapter.
func exercisesOf(t *testing.T, root string) (all []exercise) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(root, "docs", "book-table.json"))
	if err != nil {
		t.Fatal(err)
	}
	var table struct {
		Chapters []struct {
			Number, Notebook string
			Exercises        []struct {
				Number string
				Cells  []string
			}
		}
	}
	if err := json.Unmarshal(data, &table); err != nil {
		t.Fatal(err)
	}
	for _, c := range table.Chapters {
		for i, e := range c.Exercises {
			if e.Number == "" {
				e.Number = fmt.Sprintf("%s.%d", c.Number, i+1)
			}
			all = append(all, exercise{e.Number, exercisesDir + c.Notebook, e.Cells})
		}
	}
	return all
}

// asked is a cell that asks, with what stands before it in its exercise.
type asked struct {
	notebook *Notebook
	name     string // of the notebook: "exercises/ch05"
	at       int    // its cell
	before   string // outputs, code and unfolded text from the exercise's heading on
}

// asking finds the cells of the exercise notebooks that call a helper, by the id that they name. It is called with
// that id and nothing that is filled in.
var asking = regexp.MustCompile(`course\.(Predict|Answer|Grade)\("([^"]+)", *(""\))?`)

var folded = regexp.MustCompile(`(?s)<details>.*?</details>`)

func askedCells(t *testing.T, root string) map[string]asked {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(root, "notebooks", "exercises", "*.ipynb"))
	if err != nil || len(names) == 0 {
		t.Fatal(names, err)
	}
	all := map[string]asked{}
	for _, path := range names {
		nb, err := Read(path)
		if err != nil {
			t.Fatal(err)
		}
		name, before := exercisesDir+strings.TrimSuffix(filepath.Base(path), ".ipynb"), ""
		for i, c := range nb.Cells {
			if c.Type == Markdown {
				if strings.HasPrefix(string(c.Source), "## ") {
					before = ""
				}
				before += folded.ReplaceAllString(string(c.Source), "") + "\n"
				continue
			}
			if m := asking.FindStringSubmatch(string(c.Source)); m != nil {
				key := m[1] + " " + m[2]
				if _, twice := all[key]; twice {
					t.Errorf("%s comes twice", key)
				}
				if m[1] == "Predict" && m[3] == "" {
					t.Errorf("%s, cell %s: a letter is filled in", name, c.ID)
				}
				all[key] = asked{nb, name, i, before}
			}
			before += string(c.Source) + "\n" + shownBy(c)
		}
	}
	return all
}

// shownBy is all text of a cell's outputs.
func shownBy(c Cell) string {
	var all string
	for _, o := range c.Outputs {
		all += o.shown() + "\n"
	}
	return all
}

// plainly is the plain form of what a cell shows.
func plainly(c Cell) string {
	var all string
	for _, o := range c.Outputs {
		text, _ := o.Data["text/plain"].(string)
		all += text
	}
	return all
}

func TestEveryExerciseAsksBeforeItTells(t *testing.T) {
	root, err := project.Root()
	if err != nil {
		t.Fatal(err)
	}
	cells := askedCells(t, root)
	list := exercisesOf(t, root)
	if len(list) < 30 {
		t.Errorf("%d exercises", len(list))
	}
	for _, e := range list {
		if len(e.cells) == 0 {
			continue // to set up Python, A.1 and A.2, is nothing to be done here
		}
		q, ok := cells["Predict "+e.id]
		if !ok || q.name != e.notebook {
			t.Errorf("exercise %s asks for no prediction", e.id)
			continue
		}
		if id := q.name + "#" + q.notebook.Cells[q.at].ID; !slices.Contains(e.cells, id) {
			t.Errorf("exercise %s: the book's table has no %s", e.id, id)
		}
		if strings.Contains(q.before, "Solution") {
			t.Errorf("exercise %s: the solution comes before the prediction", e.id)
		}
	}
	for _, q := range quiz.Questions() {
		whose := func(e exercise) bool { return e.id == strings.TrimRight(q.ID, "b") }
		if _, ok := cells["Predict "+q.ID]; !ok || !slices.ContainsFunc(list, whose) {
			t.Errorf("question %s is asked in no notebook, or is of no exercise", q.ID)
		}
	}
}

// The cell that shows what is right does show it, and nothing before the question does.
func TestQuestionsAreAnsweredByTheCellsThatTheyName(t *testing.T) {
	root, err := project.Root()
	if err != nil {
		t.Fatal(err)
	}
	cells := askedCells(t, root)
	for _, q := range quiz.Questions() {
		c, ok := cells["Predict "+q.ID]
		if !ok {
			continue // the test above
		}
		if got, want := plainly(c.notebook.Cells[c.at]), q.Choose("").String(); got != want {
			t.Errorf("question %s shows\n%s\nwant\n%s", q.ID, got, want)
		}
		name, id, _ := strings.Cut(q.Cell, "#")
		i := slices.IndexFunc(c.notebook.Cells, func(c Cell) bool { return c.ID == id })
		if name != c.name || i <= c.at {
			t.Errorf("question %s: %s does not come behind it", q.ID, q.Cell)
			continue
		}
		if !strings.Contains(shownBy(c.notebook.Cells[i]), q.Shows) {
			t.Errorf("question %s: %s does not show %q", q.ID, q.Cell, q.Shows)
		}
		if q.Shows != "" && strings.Contains(c.before, q.Shows) {
			t.Errorf("question %s: %q stands before it", q.ID, q.Shows)
		}
	}
}

// given are answers that the question itself has in a table: what is asked for is what to do with them.
var given = []string{"4.2"}

func TestAnswersDoNotStandBeforeTheCellThatAsksForThem(t *testing.T) {
	root, err := project.Root()
	if err != nil {
		t.Fatal(err)
	}
	cells := askedCells(t, root)
	for _, a := range quiz.Answers() {
		c, ok := cells["Answer "+a.ID]
		if !ok {
			t.Errorf("answer %s is asked for in no notebook", a.ID)
			continue
		}
		none := slices.Clone(a.Right)
		for i, x := range none {
			none[i] = reflect.Zero(reflect.TypeOf(x)).Interface()
		}
		cell := c.notebook.Cells[c.at]
		if got, want := plainly(cell), a.Judge(none...).String(); got != want {
			t.Errorf("answer %s shows\n%s\nwant\n%s", a.ID, got, want)
		}
		if slices.Contains(given, a.ID) {
			continue
		}
		for _, right := range a.Right {
			text := written(right)
			if len(text) > 3 && strings.Contains(strings.ReplaceAll(c.before+string(cell.Source), ",", ""), text) {
				t.Errorf("answer %s: %s stands before it", a.ID, text)
			}
		}
	}
	for _, p := range learn.Exercises() {
		c, ok := cells["Grade "+p.ID]
		if !ok || !strings.HasPrefix(plainly(c.notebook.Cells[c.at]), "· "+p.ID) {
			t.Errorf("exercise %s is graded in no notebook, or is filled in", p.ID)
		}
	}
}

// written is a value as notebooks write it: 33901 86 343 is a list.
func written(x any) string { return strings.Trim(fmt.Sprint(x), "[]") }
