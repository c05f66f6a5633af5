package notebook

import (
	"flag"
	"fmt"
	"math"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"llmfromscratch/shared/project"
)

var update = flag.Bool("update", false, "write anew what is made: reading times, the glossary's page, links to it")

// wordsPerMinute is how fast the start page takes its readers to be.
const wordsPerMinute = 200

// readStart is the start page of the project, and the site that it belongs to.
func readStart(t *testing.T) (*Notebook, *site) {
	t.Helper()
	root, err := project.Root()
	if err != nil {
		t.Fatal(err)
	}
	s, err := newSite(filepath.Join(root, "notebooks"))
	if err != nil {
		t.Fatal(err)
	}
	nb, err := Read(filepath.Join(s.dir, Start))
	if err != nil {
		t.Fatal(err)
	}
	return nb, s
}

func TestTheStartPageIsTextAloneAndInOrder(t *testing.T) {
	nb, s := readStart(t)
	for _, p := range nb.CheckSource(filepath.Dir(s.dir)) {
		if p.Text != noCode {
			t.Error(p)
		}
	}
	for i, c := range nb.Cells {
		if c.Type != Markdown {
			t.Errorf("cell %d is no text", i+1)
		}
	}
	before, err := nb.Encode()
	if err != nil {
		t.Fatal(err)
	}
	nb.Clean()
	if after, err := nb.Encode(); err != nil || string(after) != string(before) {
		t.Errorf("not in the form of the other notebooks: %v", err)
	}
}

func TestTheStartPageLinksToEveryNotebookInOrder(t *testing.T) {
	nb, s := readStart(t)
	text := markdownText(nb)
	at := 0
	for _, name := range s.chapters {
		next := strings.Index(text, "]("+name+".ipynb)")
		if next < at {
			t.Errorf("no link to %s, or before what comes first", name)
			continue
		}
		at = next
	}
	for _, name := range append(s.pages, "GLOSSARY") {
		ending := ".ipynb"
		if name == "GLOSSARY" {
			ending = ".md"
		}
		if !strings.Contains(text, "]("+name+ending+")") {
			t.Errorf("no link to %s", name)
		}
	}
	for _, m := range regexp.MustCompile(`\]\(([^):]+)\)`).FindAllStringSubmatch(text, -1) {
		if !exists(filepath.Join(s.dir, m[1])) {
			t.Errorf("links to %s, which is not there", m[1])
		}
	}
}

// markdownText is all text of a notebook.
func markdownText(nb *Notebook) string {
	var all []string
	for _, c := range nb.Cells {
		if c.Type == Markdown {
			all = append(all, string(c.Source))
		}
	}
	return strings.Join(all, "\n")
}

var readingRow = regexp.MustCompile(`(?m)^(\| \[[^\]]*\]\((\w+)\.ipynb\) \|[^|]*\| )(\d+)( min \|)$`)

// The times are rounded to five minutes and may be off by as much, so that not every new sentence changes them.
func TestTheStartPageSaysHowLongTheReadingTakes(t *testing.T) {
	nb, s := readStart(t)
	seen := 0
	for i, c := range nb.Cells {
		nb.Cells[i].Source = Text(readingRow.ReplaceAllStringFunc(string(c.Source), func(row string) string {
			m := readingRow.FindStringSubmatch(row)
			of, err := Read(filepath.Join(s.dir, m[2]+".ipynb"))
			if err != nil {
				t.Fatal(err)
			}
			seen++
			minutes := float64(len(strings.Fields(markdownText(of)))) / wordsPerMinute
			rounded := max(5, 5*int(math.Round(minutes/5)))
			if said, err := strconv.Atoi(m[3]); err != nil || math.Abs(float64(said)-max(minutes, 5)) > 5 {
				if !*update {
					t.Errorf("%s: said to take %s minutes, takes %.0f: go test ./internal/notebook -update", m[2], m[3],
						minutes)
				}
				return fmt.Sprint(m[1], rounded, m[4])
			}
			return row
		}))
	}
	if seen != len(s.chapters) {
		t.Errorf("times of %d notebooks, want %d", seen, len(s.chapters))
	}
	if *update {
		if err := nb.Write(filepath.Join(s.dir, Start)); err != nil {
			t.Fatal(err)
		}
	}
}
