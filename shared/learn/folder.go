package learn

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"llmfromscratch/shared/atomicfile"
	"llmfromscratch/shared/project"
)

// Folder is the name of a learner's folder that is made where none is named.
const Folder = "my-llm"

// module is the module of a learner's folder.
const module = "myllm"

// mainFile is the file of a learner's folder that the learner need not touch.
const mainFile = "main.go"

// Setup makes a learner's folder: a module of its own with a stub for each part and a program that grades them. course
// is the folder of this project, which the module uses as it lies there. Files of parts that are there already stay as
// they are; Setup returns how many it has written.
func Setup(dir, course string) (written int, err error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return 0, err
	}
	goMod, err := moduleFile(dir, course)
	if err != nil {
		return 0, err
	}
	for name, content := range map[string]string{"go.mod": goMod, mainFile: mainSource()} {
		if err := atomicfile.WriteBytes(filepath.Join(dir, name), []byte(content)); err != nil {
			return 0, err
		}
	}
	for _, p := range All() {
		path := filepath.Join(dir, p.File())
		if _, err := os.Stat(path); err == nil {
			continue
		} else if !errors.Is(err, fs.ErrNotExist) {
			return written, err
		}
		if err := atomicfile.WriteBytes(path, []byte(p.FileSource())); err != nil {
			return written, err
		}
		written++
	}
	return written, nil
}

// FileSource is a part's file as it is at first.
func (p *Part) FileSource() string {
	if p.Body != "" {
		return fmt.Sprintf("package main\n\n%s// llm learn check %s, llm learn hint %s\n\n%s", p.imports(), p.ID, p.ID,
			p.Source())
	}
	return fmt.Sprintf("package main\n\n// Part %s: %s. Its package in the course is %s.\n"+
		"// llm learn check %s, llm learn hint %s\n\n%s", p.ID, p.Title, p.Chapter, p.ID, p.ID, p.Source())
}

// imports are those that a lab's body needs.
func (p *Part) imports() string {
	var all string
	for _, name := range []string{"math", "slices", "strings"} {
		if strings.Contains(p.Body, name+".") {
			all += fmt.Sprintf("\t%q\n", name)
		}
	}
	if all == "" {
		return ""
	}
	return "import (\n" + all + ")\n\n"
}

// Reset puts a part's stub back into a learner's folder. What was there is kept beside it, with .old behind its name;
// Reset returns that name, "" when there was nothing.
func Reset(dir string, p *Part) (kept string, err error) {
	path := filepath.Join(dir, p.File())
	if _, err := os.Stat(path); err == nil {
		kept = path + ".old"
		if err := os.Rename(path, kept); err != nil {
			return "", err
		}
	}
	return kept, atomicfile.WriteBytes(path, []byte(p.FileSource()))
}

// moduleFile is the go.mod of a learner's folder. The course is named by its way from there, unless it lies on another
// drive.
func moduleFile(dir, course string) (string, error) {
	version, err := lineOf(filepath.Join(course, "go.mod"), "go ")
	if err != nil {
		return "", err
	}
	absolute, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	if course, err = filepath.Abs(course); err != nil {
		return "", err
	}
	if way, err := filepath.Rel(absolute, course); err == nil {
		course = way
	}
	course = filepath.ToSlash(course)
	if !strings.HasPrefix(course, ".") && !filepath.IsAbs(course) {
		course = "./" + course
	}
	return fmt.Sprintf("module %s\n\ngo %s\n\nrequire %s v0.0.0\n\nreplace %s => %q\n", module, version, project.Module,
		project.Module, course), nil
}

// lineOf is the rest of the first line of a file that begins in this way.
func lineOf(path, begins string) (string, error) {
	file, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		if rest, ok := strings.CutPrefix(lines.Text(), begins); ok {
			return strings.TrimSpace(rest), nil
		}
	}
	return "", errors.Join(lines.Err(), fmt.Errorf("%s has no line %q", path, begins))
}

// Course is the folder of this project that a learner's folder belongs to.
func Course(dir string) (string, error) {
	rest, err := lineOf(filepath.Join(dir, "go.mod"), "replace "+project.Module+" => ")
	if err != nil {
		return "", fmt.Errorf("%s is no folder of \"llm learn\": %w", dir, err)
	}
	if unquoted, err := strconv.Unquote(rest); err == nil {
		rest = unquoted
	}
	course := filepath.FromSlash(rest)
	if !filepath.IsAbs(course) {
		course = filepath.Join(dir, course)
	}
	if _, err := os.Stat(filepath.Join(course, "go.mod")); err != nil {
		return "", fmt.Errorf("the course was in %s and is not there any more: \"llm learn init %s\" in its new place "+
			"sets this folder to it, and leaves your parts as they are", course, dir)
	}
	return course, nil
}

// IsFolder reports whether dir is a learner's folder.
func IsFolder(dir string) bool {
	name, err := lineOf(filepath.Join(dir, "go.mod"), "module ")
	return err == nil && name == module
}

// mainSource is the program of a learner's folder.
func mainSource() string {
	var b strings.Builder
	b.WriteString("// A model of your own parts: one file for each. This file is made by \"llm learn\"; " +
		"leave it as it is.\n" +
		"//\n//\tgo run . 3.5   grades a part, go run . all of them\npackage main\n\nimport \"" + project.Module +
		"/shared/learn\"\n\nfunc main() {\n\tlearn.Main(map[string]any{\n")
	for _, p := range All() {
		fmt.Fprintf(&b, "\t\t%-7s %s,\n", fmt.Sprintf("%q:", p.ID), p.Name)
	}
	b.WriteString("\t})\n}\n")
	return b.String()
}
