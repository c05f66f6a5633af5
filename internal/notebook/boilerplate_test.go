package notebook_test

import (
	"errors"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"llmfromscratch/internal/notebook"
	"llmfromscratch/shared/project"
)

// mostBoilerplate is the largest share, in percent, of all notebooks' code lines that say nothing about their subject.
// Most of it is %%, one line for each cell; the exercises' cells, which ask for a letter or a number, are short.
const mostBoilerplate = 18.3

var (
	importGroup = regexp.MustCompile(`(?m)^import (\((?s:.*?)^\)|.*)$`)
	startOfLine = regexp.MustCompile(`(?m)^\s*\S`)
	errorLine   = regexp.MustCompile(`^(course\.OK\(\w+\)|if err != nil \{|return err)$`)
)

// boilerplate counts the lines of a code cell, empty ones aside, and those of them that are imports, commands to the
// kernel, or do nothing but end the cell on an error.
func boilerplate(src string) (lines, bare int) {
	for _, group := range importGroup.FindAllString(src, -1) {
		bare += len(startOfLine.FindAllString(group, -1))
	}
	lines = bare
	for line := range strings.Lines(importGroup.ReplaceAllString(src, "")) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		lines++
		if strings.HasPrefix(line, "%") || errorLine.MatchString(line) {
			bare++
		}
	}
	return lines, bare
}

func TestBoilerplateIsCounted(t *testing.T) {
	const src = "%noautoget\n\nimport (\n\t\"math\"\n\n\t\"x/y\"\n)\n\n%%\nv, err := f()\ncourse.OK(err)\n" +
		"course.OK(g(v))\nif err != nil {\n\treturn err\n}\n"
	if lines, bare := boilerplate(src); lines != 12 || bare != 9 {
		t.Errorf("%d lines, %d of them boilerplate, want 12 and 9", lines, bare)
	}
}

// Imports, %% and lines that only handle an error take space from what a reader wants to see.
func TestNotebooksHaveNoMoreBoilerplateThanNow(t *testing.T) {
	root, err := project.Root()
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(root, "notebooks")
	names, err := notebook.Find(dir, nil)
	if errors.Is(err, notebook.ErrNone) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	var lines, bare int
	for _, name := range names {
		nb, err := notebook.Read(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range nb.Cells {
			if c.Type == notebook.Code {
				n, m := boilerplate(string(c.Source))
				lines, bare = lines+n, bare+m
			}
		}
	}
	if share := 100 * float64(bare) / float64(lines); share > mostBoilerplate {
		t.Errorf("%d of %d code lines are imports, commands to the kernel or handling of errors: %.2f %%, want at "+
			"most %v %%", bare, lines, share, mostBoilerplate)
	}
}
