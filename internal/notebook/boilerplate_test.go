package notebook_test

import (
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"llmfromscratch/internal/notebook"
)

const (
	// mostBoilerplate is the largest share, in percent, of all notebooks' code lines that are imports, commands to the
	// kernel other than %%, or do nothing but end the cell on an error.
	mostBoilerplate = 6.2
	// longestMean is the largest mean of a cell's lines of code, counted as for [notebook.MaxLines].
	longestMean = 8.0
)

var (
	importGroup = regexp.MustCompile(`(?m)^import (\((?s:.*?)^\)|.*)$`)
	startOfLine = regexp.MustCompile(`(?m)^\s*\S`)
	errorLine   = regexp.MustCompile(`^(course\.OK\(\w+\)|if err != nil \{|return err)$`)
)

// codeCount says what the lines of code cells are, empty ones aside.
type codeCount struct {
	Cells, Lines int
	Marks        int // %%, which begins the program of a cell: a cell that computes cannot do without
	Imports      int
	Commands     int // other commands to the kernel
	Errors       int // lines that only handle an error
	Longest      int // lines of code of the longest cell
}

// add counts a cell.
func (c *codeCount) add(src string) {
	c.Cells++
	for _, group := range importGroup.FindAllString(src, -1) {
		c.Imports += len(startOfLine.FindAllString(group, -1))
	}
	c.Lines += len(startOfLine.FindAllString(src, -1))
	code := 0
	for line := range strings.Lines(importGroup.ReplaceAllString(src, "")) {
		switch line = strings.TrimSpace(line); {
		case line == "":
			continue
		case line == "%%":
			c.Marks++
			continue
		case strings.HasPrefix(line, "%"):
			c.Commands++
			continue
		case errorLine.MatchString(line):
			c.Errors++
		}
		code++
	}
	c.Longest = max(c.Longest, code)
}

// boilerplate is the share of imports, commands and handling of errors, in percent, and that of %%.
func (c *codeCount) boilerplate() (bare, marks float64) {
	lines := float64(c.Lines)
	return 100 * float64(c.Imports+c.Commands+c.Errors) / lines, 100 * float64(c.Marks) / lines
}

// mean is how many lines of code a cell has.
func (c *codeCount) mean() float64 {
	return float64(c.Lines-c.Imports-c.Commands-c.Marks) / float64(c.Cells)
}

func TestBoilerplateIsCounted(t *testing.T) {
	var got codeCount
	got.add("%noautoget\n\nimport (\n\t\"math\"\n\n\t\"x/y\"\n)\n\n%%\nv, err := f()\ncourse.OK(err)\n" +
		"course.OK(g(v))\nif err != nil {\n\treturn err\n}\n")
	want := codeCount{Cells: 1, Lines: 12, Marks: 1, Imports: 4, Commands: 1, Errors: 3, Longest: 6}
	if got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	got.add("%%\nfmt.Println(1)\nfmt.Println(2)")
	want = codeCount{Cells: 2, Lines: 15, Marks: 2, Imports: 4, Commands: 1, Errors: 3, Longest: 6}
	if got != want {
		t.Errorf("then %+v, want %+v", got, want)
	}
	if bare, marks := got.boilerplate(); bare != 100*8/15.0 || marks != 100*2/15.0 || got.mean() != 4 {
		t.Errorf("%v %%, %v %%, mean %v", bare, marks, got.mean())
	}
}

// Imports, commands and lines that only handle an error take space from what a reader wants to see. %% is counted
// apart: it stands in every cell that computes, so that its share is that of short cells, which are wanted.
func TestNotebooksHaveLittleBoilerplate(t *testing.T) {
	dir, names := committed(t)
	var all codeCount
	for _, name := range names {
		nb, err := notebook.Read(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range nb.Cells {
			if c.Type == notebook.Code {
				all.add(string(c.Source))
			}
		}
	}
	bare, marks := all.boilerplate()
	t.Logf("%d code cells of %.2f lines on average, at most %d; of %d lines %.2f %% are %%%%, %.2f %% imports (%d), "+
		"other commands (%d) and handling of errors (%d)", all.Cells, all.mean(), all.Longest, all.Lines, marks, bare,
		all.Imports, all.Commands, all.Errors)
	if bare > mostBoilerplate {
		t.Errorf("%.2f %% of the code lines are imports, commands or handling of errors, want at most %v %%", bare,
			mostBoilerplate)
	}
	if all.mean() > longestMean {
		t.Errorf("a code cell has %.2f lines on average, want at most %v", all.mean(), longestMean)
	}
}
