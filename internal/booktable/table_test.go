package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var root = filepath.Join("..", "..")

// read is the project's table.
func read(t *testing.T) *table {
	t.Helper()
	table, err := readTable(filepath.Join(root, tableFile))
	if err != nil {
		t.Fatal(err)
	}
	return table
}

func TestTheTableNamesOnlyWhatIsThereAndLeavesNoCodeOut(t *testing.T) {
	for _, p := range read(t).problems(root) {
		t.Error(p)
	}
}

func TestThePageIsWhatTheToolMakes(t *testing.T) {
	page, err := os.ReadFile(filepath.Join(root, pageFile))
	if err != nil {
		t.Fatal(err)
	}
	if string(page) != read(t).page() {
		t.Error("docs/BOOK.md is not that of docs/book-table.json: make book-table")
	}
}

// These are promised: all chapters with code, and nearly every cell.
func TestTheTableHasTheWholeBook(t *testing.T) {
	table := read(t)
	var chapters []string
	for _, c := range table.Chapters {
		chapters = append(chapters, c.Number)
	}
	want := []string{"1", "A", "2", "3", "4", "5", "6", "7", "D", "E"}
	if !slices.Equal(chapters, want) {
		t.Errorf("chapters %v, want %v", chapters, want)
	}
	if n := table.count(); n.cells < 370 || n.mapped < n.cells*95/100 || n.solved < n.exercises-2 {
		t.Error(n)
	}
}

func TestEveryFaultOfATableIsFound(t *testing.T) {
	for want, spoil := range map[string]func(c *chapter, r *row){
		"ch03-cell-02 stands 0 times":        func(c *chapter, r *row) { r.Book[0] = "ch03-cell-99" },
		"ch03-cell-99: the book's notebooks": func(c *chapter, r *row) { r.Book[0] = "ch03-cell-99" },
		"has neither a cell nor a reason":    func(c *chapter, r *row) { r.Cells = nil },
		`no code cell "nothing"`:             func(c *chapter, r *row) { r.Cells[0] = "ch03#nothing" },
		`no code cell "text-01"`:             func(c *chapter, r *row) { c.Pictures = []string{"ch03#text-01"} },
		"ch99.ipynb":                         func(c *chapter, r *row) { r.Cells[0] = "ch99#dot" },
		"exports no Dit":                     func(c *chapter, r *row) { r.Go = []string{"ch03_attention.Dit"} },
		"exports no Dot.Foward":              func(c *chapter, r *row) { r.Go = []string{"ch03_attention.Dot.Foward"} },
		"ch09_none":                          func(c *chapter, r *row) { r.Go = []string{"ch09_none.Dot"} },
		"graph.Cosine is in none":            func(c *chapter, r *row) { r.Library = []string{"graph.Cosine"} },
		`no figure "ch03.simple.dott"`:       func(c *chapter, r *row) { r.Figures = []string{"ch03.simple.dott"} },
		"name none of ch03_attention.Causal": func(c *chapter, r *row) { r.Go = []string{"ch03_attention.Causal"} },
		"rows for 0 code cells":              func(c *chapter, r *row) { c.Sections[1].Rows = nil },
		"names no cell of the book":          func(c *chapter, r *row) { r.Book = nil },
		`has no section "3.9"`:               func(c *chapter, r *row) { c.Exercises[0].Section = "3.9" },
	} {
		ch := chapter{Number: "3", Sources: []source{{"ch03", 2}}, Sections: []section{
			{Code: 1, Rows: []row{{Book: []string{"ch03-cell-01"}, Note: "versions"}}},
			{Number: "3.3.1", Code: 1, Rows: []row{{Book: []string{"ch03-cell-02"}, Cells: []string{"ch03#dot"}}}},
		}, Exercises: []exercise{{Number: "3.1", Section: "3.3.1", Cells: []string{"exercises/ch03#answer-1"}}}}
		spoil(&ch, &ch.Sections[1].Rows[0])
		problems := (&table{Chapters: []chapter{ch}}).problems(root)
		if !slices.ContainsFunc(problems, func(p string) bool { return strings.Contains(p, want) }) {
			t.Errorf("%s: found %q", want, problems)
		}
	}
}

func TestSymbolsAreSplitAtThePackage(t *testing.T) {
	for symbol, want := range map[string][2]string{
		"ch03_attention.Dot":               {"ch03_attention", "Dot"},
		"ch05_pretrain/lora.Layer.Forward": {"ch05_pretrain/lora", "Layer.Forward"},
	} {
		if folder, name := splitSymbol(symbol); folder != want[0] || name != want[1] {
			t.Errorf("%s: %q, %q", symbol, folder, name)
		}
	}
}

// An exercise that is added to a notebook has to be added here, too.
func TestEveryExerciseStandsInTheTable(t *testing.T) {
	heading := regexp.MustCompile(`(?m)^ *"## Exercise ([0-9A-E]\.\d+):`)
	for _, c := range read(t).Chapters {
		if len(c.Exercises) == 0 {
			continue
		}
		data, err := os.ReadFile(filepath.Join(root, "notebooks", "exercises", c.Notebook+".ipynb"))
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range heading.FindAllStringSubmatch(string(data), -1) {
			here := func(e exercise) bool { return e.Number == m[1] && len(e.Cells) > 0 }
			if !slices.ContainsFunc(c.Exercises, here) {
				t.Errorf("exercise %s of %s is not in the table", m[1], c.Notebook)
			}
		}
	}
}
