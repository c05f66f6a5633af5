package notebook

import (
	"fmt"
	"regexp"
	"strings"
)

// MaxLines is the largest number of lines of a code cell, imports and kernel commands aside: one idea fits in less.
const MaxLines = 15

// Problem is one broken rule. Cell counts from 1; 0 stands for the notebook as a whole.
type Problem struct {
	Cell int    `json:"cell"`
	Text string `json:"text"`
}

// String is the problem in one line.
func (p Problem) String() string {
	if p.Cell == 0 {
		return p.Text
	}
	return fmt.Sprintf("cell %d: %s", p.Cell, p.Text)
}

var (
	// Import declarations, alone or in a group, at the beginning of a line.
	imports = regexp.MustCompile(`(?m)^import (\((?s:.*?)^\)|.*)$`)
	validID = regexp.MustCompile(`^[a-zA-Z0-9_-]{1,64}$`)
	// An import with a dot or a blank name, alone or inside a group.
	dotImport = regexp.MustCompile(`(?m)^\s*(import\s+)?[._]\s+"`)
	// Places that exist on one machine only.
	machinePath = regexp.MustCompile(`(^|[\s"'=(:>,])(/(home|root|Users|tmp|var/folders)/|[A-Za-z]:\\Users\\)\S*`)
	// What stands before a compiler's message.
	compilePlace = regexp.MustCompile(`(?m)^# \S+$|^\S*main\.go:[\d:]+ `)
	// What GoNB prints when a line that starts with ! fails.
	shellFailed = regexp.MustCompile(`(?m)^(failed to run|exit status \d+|signal: )`)
)

// noCode is the problem of a notebook without code. The start page may be one.
const noCode = "there is no code cell"

// CheckSource lists where the notebook breaks the rules for its text: format 4.5 with valid, unique cell ids; the
// gonb kernel; a first code cell that starts with %noautoget; no dot or blank imports, which break later
// cells on GoNB; imports in the first cell alone; no cell longer than [MaxLines]; no path of one machine, such as root,
// the project's folder here.
func (nb *Notebook) CheckSource(root string) []Problem {
	var found []Problem
	add := func(cell int, format string, args ...any) {
		found = append(found, Problem{cell, fmt.Sprintf(format, args...)})
	}
	if nb.NBFormat != 4 || nb.NBFormatMinor != 5 {
		add(0, "the format is %d.%d, want 4.5", nb.NBFormat, nb.NBFormatMinor)
	}
	spec, _ := nb.Metadata["kernelspec"].(map[string]any)
	if spec["name"] != "gonb" {
		add(0, "the kernel is %v, want gonb", spec["name"])
	}
	ids, first := map[string]bool{}, true
	for i, c := range nb.Cells {
		n, src := i+1, string(c.Source)
		if !validID.MatchString(c.ID) {
			add(n, "id %q is not 1 to 64 letters, digits, - or _", c.ID)
		}
		if ids[c.ID] {
			add(n, "id %q is taken by an earlier cell", c.ID)
		}
		ids[c.ID] = true
		if p := ownPath(src, root); p != "" {
			add(n, "names the path %q of one machine", p)
		}
		switch c.Type {
		case Markdown, Raw:
			if c.ExecutionCount != nil || c.Outputs != nil {
				add(n, "a %s cell has outputs", c.Type)
			}
			continue
		case Code:
		default:
			add(n, "unknown type %q", c.Type)
			continue
		}
		if strings.TrimSpace(src) == "" {
			add(n, "the cell is empty")
		}
		if first && !strings.HasPrefix(src, "%noautoget") {
			add(n, "the first code cell does not start with %%noautoget: every cell would run go get")
		}
		if !first && imports.MatchString(src) {
			add(n, "imports stand in the first code cell, which the kernel keeps")
		}
		first = false
		if lines := codeLines(src); lines > MaxLines {
			add(n, "%d lines, at most %d", lines, MaxLines)
		}
		if dotImport.MatchString(src) {
			add(n, "a dot or blank import, which breaks later cells")
		}
	}
	if first {
		add(0, noCode)
	}
	return found
}

// codeLines counts the lines of a cell that are neither empty, nor imports, nor commands to the kernel.
func codeLines(src string) int {
	n := 0
	for line := range strings.Lines(imports.ReplaceAllString(src, "")) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "%") {
			n++
		}
	}
	return n
}

// CheckOutputs lists what is wrong with the outputs: a code cell that did not run or shows nothing, an error, a
// shell line that failed, a path of one machine, such as root, the project's folder here.
func (nb *Notebook) CheckOutputs(root string) []Problem {
	var found []Problem
	for i, c := range nb.Cells {
		if c.Type != Code {
			continue
		}
		add := func(format string, args ...any) {
			found = append(found, Problem{i + 1, fmt.Sprintf(format, args...)})
		}
		if c.ExecutionCount == nil {
			add("was not run")
		} else if len(c.Outputs) == 0 {
			add("shows nothing")
		}
		if o := c.failure(); o != "" {
			add("%s", o)
			continue
		}
		for _, o := range c.Outputs {
			if o.Type == Stream && o.Name == "stderr" && hasShellLine(c.Source) &&
				shellFailed.MatchString(string(o.Text)) {
				add("a shell line failed: %s", firstLine(string(o.Text)))
			}
			if p := ownPath(o.shown(), root); p != "" {
				add("shows the path %q of one machine", p)
			}
		}
	}
	return found
}

// ownPath is the first path in s that exists on one machine only: below root, or in somebody's own or temporary folder.
func ownPath(s, root string) string {
	if root != "" {
		if _, after, found := strings.Cut(s, root+"/"); found {
			return root + "/" + firstWord(after)
		}
	}
	return strings.TrimLeft(machinePath.FindString(s), " \t\n\"'=(:>,")
}

func firstWord(s string) string {
	if i := strings.IndexAny(s, " \t\n\"'<>"); i >= 0 {
		return s[:i]
	}
	return s
}

// failure is what went wrong in a cell that ended in an error, in its own words where it said any; else "".
func (c Cell) failure() string {
	var said string
	for _, o := range c.Outputs {
		if o.Type == Stream && o.Name == "stderr" && said == "" {
			said = firstLine(string(o.Text))
		}
		if o.Type == Error {
			if said == "" { // a compile error: "# package", then "place: message"
				said = firstLine(compilePlace.ReplaceAllString(o.EValue, ""))
			}
			return firstLine(o.EName + ": " + said)
		}
	}
	return ""
}

// hasShellLine reports whether a cell hands a line to the shell.
func hasShellLine(src Text) bool {
	for _, line := range src.Lines() {
		if strings.HasPrefix(line, "!") {
			return true
		}
	}
	return false
}

// shown is all text of an output, in a fixed order.
func (o Output) shown() string {
	parts := []string{string(o.Text), o.EValue, strings.Join(o.Traceback, "\n")}
	for _, mime := range []string{"text/plain", "text/html", "text/markdown", "image/svg+xml"} {
		if s, ok := o.Data[mime].(string); ok {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, "\n")
}

// firstLine is the first line that says something, cut at 160 characters.
func firstLine(s string) string {
	for line := range strings.Lines(s) {
		if line = strings.TrimSpace(plain(line)); line != "" {
			if r := []rune(line); len(r) > 160 {
				line = string(r[:160]) + "…"
			}
			return line
		}
	}
	return ""
}
