package notebook

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// cells is a notebook with these cells of code, as a file; of outputs there is one in the last cell.
func cells(t *testing.T, output string, sources ...string) string {
	t.Helper()
	nb := good()
	nb.Cells = nil
	for _, source := range sources {
		nb.Cells = append(nb.Cells, Cell{Type: Code, ID: source, Source: Text(source), Outputs: []Output{{Type: Stream,
			Name: "stdout", Text: Text(output)}}})
	}
	data, err := nb.Encode()
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestCopiesOfReadersAreNeverReplaced(t *testing.T) {
	from, to := t.TempDir(), filepath.Join(t.TempDir(), "lab")
	contents := func(name string) string {
		data, err := os.ReadFile(filepath.Join(to, name))
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	copied := func(newOnes, old []string) {
		t.Helper()
		c, err := Copy(from, to)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(c.New, newOnes) || !slices.Equal(c.Old, old) {
			t.Errorf("copied %q, old %q, want %q and %q", c.New, c.Old, newOnes, old)
		}
	}
	write(t, from, "ch02.ipynb", cells(t, "1", "a", "b"))
	write(t, from, "exercises/ch02.ipynb", cells(t, "1", "x"))
	write(t, from, "index.ipynb", cells(t, "1", "i"))
	write(t, from, "GLOSSARY.md", "terms")
	copied([]string{"ch02.ipynb", "exercises/ch02.ipynb", "index.ipynb", "GLOSSARY.md"}, nil)
	copied(nil, nil)

	write(t, to, "ch02.ipynb", cells(t, "run by me", "a", "b"))
	write(t, to, "exercises/ch02.ipynb", cells(t, "run by me", "my answer"))
	copied(nil, nil)
	if got := contents("ch02.ipynb"); !strings.Contains(got, "run by me") {
		t.Error("outputs were lost, and there was nothing newer")
	}

	write(t, from, "ch02.ipynb", cells(t, "2", "a", "better"))
	write(t, from, "exercises/ch02.ipynb", cells(t, "2", "better"))
	write(t, from, "GLOSSARY.md", "more terms")
	copied([]string{"ch02.ipynb", "GLOSSARY.md"}, []string{"exercises/ch02.ipynb"})
	if got := contents("exercises/ch02.ipynb"); !strings.Contains(got, "my answer") {
		t.Error("an answer was lost")
	}
	if got := contents("ch02.ipynb"); !strings.Contains(got, "better") {
		t.Error("a notebook that was only run is the old one")
	}
	copied(nil, []string{"exercises/ch02.ipynb"}) // until it is removed
	if err := os.Remove(filepath.Join(to, "exercises", "ch02.ipynb")); err != nil {
		t.Fatal(err)
	}
	copied([]string{"exercises/ch02.ipynb"}, nil)
}

func TestCopiesOfAnUnknownOriginAreKept(t *testing.T) {
	from, to := t.TempDir(), t.TempDir()
	write(t, from, "ch02.ipynb", cells(t, "1", "a"))
	write(t, to, "ch02.ipynb", "{ half a notebook")
	c, err := Copy(from, to)
	if err != nil || !slices.Equal(c.Old, []string{"ch02.ipynb"}) {
		t.Errorf("%+v, %v", c, err)
	}
	if got := c.String(); !strings.Contains(got, "remove yours") || !strings.Contains(got, "ch02.ipynb") {
		t.Error(got)
	}
	write(t, to, copiesFile, "{")
	if _, err := Copy(from, to); err == nil || !strings.Contains(err.Error(), copiesFile) {
		t.Errorf("a broken note: %v", err)
	}
}
