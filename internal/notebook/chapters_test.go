package notebook

import (
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Every notebook begins with links to what comes before and after, to the start page and to the exercises.
func TestEveryNotebookBeginsWithLinks(t *testing.T) {
	_, s := readStart(t)
	for _, name := range s.pages {
		nb, err := Read(filepath.Join(s.dir, filepath.FromSlash(name)+".ipynb"))
		if err != nil {
			t.Fatal(err)
		}
		nav := nb.Cells[0]
		if nav.ID != navID || nav.Type != Markdown {
			t.Errorf("%s: the first cell is %s %q, want the text %q", name, nav.Type, nav.ID, navID)
			continue
		}
		if got, want := string(nav.Source), s.markdown(name); got != want {
			t.Errorf("%s begins with %s, want %s", name, got, want)
		}
	}
}

// What every chapter has, by its name.
var features = map[string]func(nb *Notebook) bool{
	"a picture of where we are": func(nb *Notebook) bool {
		return slices.ContainsFunc(nb.Cells, func(c Cell) bool {
			return c.Type == Code && strings.Contains(string(c.Source), "pictures.Stages(")
		})
	},
	"goals, once": func(nb *Notebook) bool {
		return len(goals.FindAllString(markdownText(nb), -1)) == 1
	},
	"a summary": func(nb *Notebook) bool {
		text := markdownText(nb)
		return strings.Contains(text, "\n## Summary\n") || strings.Contains(text, "**In one line:**")
	},
	"questions to check oneself": func(nb *Notebook) bool {
		return len(question.FindAllString(markdownText(nb), -1)) >= 3
	},
}

var (
	goals    = regexp.MustCompile(`After this (chapter|appendix|notebook) you can`)
	question = regexp.MustCompile(`<details><summary>[^\n]*\?</summary>`)
)

// without are the features that a chapter lacks.
var without = map[string][]string{
	"ch00": {"a picture of where we are"}, // it stands before the way that the picture shows
}

func TestEveryChapterHasGoalsAMapASummaryAndQuestions(t *testing.T) {
	_, s := readStart(t)
	for _, name := range s.chapters {
		nb, err := Read(filepath.Join(s.dir, name+".ipynb"))
		if err != nil {
			t.Fatal(err)
		}
		for feature, has := range features {
			listed := slices.Contains(without[name], feature)
			switch {
			case has(nb) && listed:
				t.Errorf("%s has %s now: take it from the list of what is missing", name, feature)
			case !has(nb) && !listed:
				t.Errorf("%s lacks %s", name, feature)
			}
		}
	}
	for name, missing := range without {
		for _, feature := range missing {
			if features[feature] == nil || !slices.Contains(s.chapters, name) {
				t.Errorf("%s: %s stands in the list of what is missing, and is no feature of a chapter", name, feature)
			}
		}
	}
}
