package notebook

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"llmfromscratch/internal/glossary"
	"llmfromscratch/shared/atomicfile"
)

// reading are a site's notebooks in the order in which they are read: exercises come after their chapter.
func (s *site) reading() []string {
	var names []string
	for _, chapter := range s.chapters {
		names = append(names, chapter)
		if slices.Contains(s.pages, exercisesDir+chapter) {
			names = append(names, exercisesDir+chapter)
		}
	}
	return names
}

// readGlossary reads the terms, and the texts of all notebooks in the order in which they are read.
func readGlossary(t *testing.T) (s *site, terms []glossary.Term, cells []glossary.Cell) {
	t.Helper()
	_, s = readStart(t)
	terms, err := glossary.Read(s.dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range s.reading() {
		nb, err := Read(filepath.Join(s.dir, filepath.FromSlash(name)+".ipynb"))
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range nb.Cells {
			if c.Type == Markdown && c.ID != navID {
				at := glossary.Place{Page: name, Cell: c.ID}
				cells = append(cells, glossary.Cell{Place: at, Text: string(c.Source)})
			}
		}
	}
	return s, terms, cells
}

func TestEveryTermIsExplainedBeforeItIsUsed(t *testing.T) {
	_, terms, cells := readGlossary(t)
	for _, problem := range glossary.Check(terms, cells) {
		t.Error(problem)
	}
	if len(terms) < 200 {
		t.Errorf("the glossary has %d terms only", len(terms))
	}
}

func TestTheGlossaryPageHasItsTerms(t *testing.T) {
	s, terms, _ := readGlossary(t)
	path := filepath.Join(s.dir, glossary.PageName)
	want := glossary.Page(terms)
	if *update {
		if err := atomicfile.WriteBytes(path, []byte(want)); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Errorf("%s is not what %s says: go test ./internal/notebook -update", glossary.PageName, glossary.FileName)
	}
	if !slices.IsSortedFunc(terms, func(a, b glossary.Term) int { return strings.Compare(sortKey(a), sortKey(b)) }) {
		t.Error("the terms are not in the order of their letters")
	}
}

// sortKey is what terms are sorted by: their letters, Greek ones last.
func sortKey(t glossary.Term) string {
	return strings.ToLower(strings.TrimLeft(t.Term, "<|−"))
}

// The links of a notebook are those that the glossary gives it, no more and no less.
func TestTextsLinkToTheGlossary(t *testing.T) {
	s, terms, cells := readGlossary(t)
	texts := map[glossary.Place]string{}
	for i, text := range glossary.Link(terms, cells) {
		texts[cells[i].Place] = text
	}
	for _, name := range s.reading() {
		path := filepath.Join(s.dir, filepath.FromSlash(name)+".ipynb")
		nb, err := Read(path)
		if err != nil {
			t.Fatal(err)
		}
		changed := 0
		for i := range nb.Cells {
			c := &nb.Cells[i]
			text, ok := texts[glossary.Place{Page: name, Cell: c.ID}]
			if ok && text != string(c.Source) {
				c.Source = Text(text)
				changed++
			}
		}
		switch {
		case changed == 0:
		case *update:
			if err := nb.Write(path); err != nil {
				t.Fatal(err)
			}
		default:
			t.Errorf("%s: links to the glossary are missing or too many in %d cells: "+
				"go test ./internal/notebook -update", name, changed)
		}
	}
}
