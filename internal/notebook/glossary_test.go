package notebook_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// glossaryEntry is a term of the course, and the cell that defines it.
type glossaryEntry struct{ Term, Meaning, Go, Notebook, Section, Cell string }

// markdownOf are the texts of a notebook's markdown cells by their ids.
func markdownOf(t *testing.T, path string) map[string]string {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var nb struct {
		Cells []struct {
			ID     string   `json:"id"`
			Kind   string   `json:"cell_type"`
			Source []string `json:"source"`
		} `json:"cells"`
	}
	if err := json.Unmarshal(content, &nb); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	texts := map[string]string{}
	for _, c := range nb.Cells {
		if c.Kind == "markdown" {
			texts[c.ID] = strings.Join(c.Source, "")
		}
	}
	return texts
}

// row is the entry's row in the glossary's table.
func (e glossaryEntry) row() string {
	plain := strings.NewReplacer("|", `\|`, "<", "&lt;").Replace
	name := ""
	if e.Go != "" {
		name = "`" + e.Go + "`"
	}
	return fmt.Sprintf("| **%s** | %s | %s | [%s](%s.ipynb) |", plain(e.Term), plain(e.Meaning), name, e.Section,
		e.Notebook)
}

// Each term stands in the cell that is said to define it, and the page has a row for each, in the order of the terms.
func TestGlossaryNamesTheCellsThatDefineItsTerms(t *testing.T) {
	notebooks := filepath.Join("..", "..", "notebooks")
	content, err := os.ReadFile(filepath.Join(notebooks, "glossary.json"))
	if err != nil {
		t.Fatal(err)
	}
	var entries []glossaryEntry
	if err := json.Unmarshal(content, &entries); err != nil {
		t.Fatal(err)
	}
	texts := map[string]map[string]string{}
	var rows []string
	for _, e := range entries {
		if texts[e.Notebook] == nil {
			texts[e.Notebook] = markdownOf(t, filepath.Join(notebooks, e.Notebook+".ipynb"))
		}
		term, _, _ := strings.Cut(e.Term, " (")
		term, _, _ = strings.Cut(term, ",")
		cell := strings.NewReplacer("*", "", "`", "").Replace(texts[e.Notebook][e.Cell])
		if !strings.Contains(strings.ToLower(cell), strings.ToLower(term)) {
			t.Errorf("%q does not stand in cell %s of %s", term, e.Cell, e.Notebook)
		}
		rows = append(rows, e.row())
	}
	page, err := os.ReadFile(filepath.Join(notebooks, "GLOSSARY.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(page), "|---|---|---|---|\n")
	if got := strings.Split(strings.TrimSuffix(table, "\n"), "\n"); !slices.Equal(got, rows) || len(rows) < 90 {
		t.Errorf("GLOSSARY.md has %d rows, glossary.json %d terms; they differ", len(got), len(rows))
	}
}
