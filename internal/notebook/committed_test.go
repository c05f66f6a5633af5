package notebook_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"llmfromscratch/internal/notebook"
	"llmfromscratch/shared/project"
)

// committed are the project's notebooks, by their paths below their folder.
func committed(t *testing.T) (dir string, names []string) {
	t.Helper()
	root, err := project.Root()
	if err != nil {
		t.Fatal(err)
	}
	dir = filepath.Join(root, "notebooks")
	names, err = notebook.Find(dir, nil)
	if errors.Is(err, notebook.ErrNone) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	return dir, names
}

// TestCommittedNotebooksAreInOrder holds every notebook of the project to the rules: valid format, gonb kernel, outputs
// from a real run in every code cell, none of them an error, nothing of one machine, no line of code wider than a page,
// and the form that Clean leaves.
func TestCommittedNotebooksAreInOrder(t *testing.T) {
	dir, names := committed(t)
	root := filepath.Dir(dir)
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(dir, name)
			nb, err := notebook.Read(path)
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range append(nb.CheckSource(root), nb.CheckOutputs(root)...) {
				t.Error(p)
			}
			wide(t, nb)
			before, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			nb.Clean()
			after, err := nb.Encode()
			if err != nil {
				t.Fatal(err)
			}
			if string(before) != string(after) {
				t.Error("not as \"llm notebooks --in-place\" writes it: run that again")
			}
		})
	}
}

// wide reports lines of code cells of more than 120 columns, which a page cuts off; a tab takes 4.
func wide(t *testing.T, nb *notebook.Notebook) {
	t.Helper()
	for _, c := range nb.Cells {
		if c.Type != notebook.Code {
			continue
		}
		for line := range strings.Lines(string(c.Source)) {
			line = strings.ReplaceAll(strings.TrimRight(line, "\n"), "\t", "    ")
			if n := utf8.RuneCountInString(line); n > 120 {
				t.Errorf("cell %s: a line of %d columns, at most 120: %s", c.ID, n, strings.TrimSpace(line))
			}
		}
	}
}
