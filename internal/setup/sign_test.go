package setup

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// repository is a folder with a git repository in which these files are committed.
func repository(t *testing.T, files ...string) string {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("no git on the PATH")
	}
	dir := t.TempDir()
	for name, value := range map[string]string{"GIT_CONFIG_GLOBAL": os.DevNull, "GIT_CONFIG_NOSYSTEM": "1",
		"GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.org", "GIT_COMMITTER_NAME": "a",
		"GIT_COMMITTER_EMAIL": "a@example.org"} {
		t.Setenv(name, value)
	}
	for _, file := range files {
		writeFile(t, filepath.Join(dir, file), file, 0o644)
	}
	for _, args := range [][]string{{"init", "-q"}, {"add", "."}, {"commit", "-q", "-m", "all"}} {
		if out, err := exec.CommandContext(t.Context(), "git", append([]string{"-C", dir}, args...)...).
			CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v: %s", args, err, out)
		}
	}
	return dir
}

// writeFile writes a file and the folders above it.
func writeFile(t *testing.T, path, text string, mode os.FileMode) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
}

// fakeSigner puts a Jupyter on the PATH whose Python writes down what it is told, and returns a function that reads it.
func fakeSigner(t *testing.T) func() string {
	t.Helper()
	shell, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("no sh on the PATH")
	}
	bin := t.TempDir()
	log, python := filepath.Join(bin, "log"), filepath.Join(bin, "python3")
	writeFile(t, python, "#!"+shell+"\necho \"$@\" >> "+log+"\n", 0o755)
	writeFile(t, filepath.Join(bin, "jupyter"), "#!"+python+"\nimport this\n", 0o755)
	t.Setenv("PATH", bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	return func() string {
		data, _ := os.ReadFile(log) // absent when nothing was signed
		return string(data)
	}
}

func TestOnlyNotebooksAsCommittedAreSigned(t *testing.T) {
	root := repository(t, "notebooks/ch02.ipynb", "notebooks/ch03.ipynb")
	signed := fakeSigner(t)
	files := []string{"notebooks/ch02.ipynb", "notebooks/ch03.ipynb", "notebooks/mine.ipynb"}
	writeFile(t, filepath.Join(root, files[1]), "changed", 0o644)
	writeFile(t, filepath.Join(root, files[2]), "new", 0o644)
	var out strings.Builder
	Sign(t.Context(), &out, root, files)
	want := "-c " + trustProgram + " notebooks/ch02.ipynb\n"
	if got := signed(); got != want {
		t.Errorf("started %q, want %q", got, want)
	}
	if !strings.Contains(out.String(), "1 notebooks; the other 2 are not as committed") {
		t.Errorf("said %q", out.String())
	}
}

func TestWithoutARepositoryNothingIsSigned(t *testing.T) {
	repository(t, "x") // for its environment
	signed := fakeSigner(t)
	root := t.TempDir()
	t.Setenv("GIT_CEILING_DIRECTORIES", filepath.Dir(root))
	writeFile(t, filepath.Join(root, "ch02.ipynb"), "x", 0o644)
	var out strings.Builder
	Sign(t.Context(), &out, root, []string{"ch02.ipynb"})
	if got := signed(); got != "" || !strings.HasPrefix(out.String(), "signed   none, so plots are shown when") {
		t.Errorf("started %q, said %q", got, out.String())
	}
}

func TestInterpreterIsThePythonOfAScript(t *testing.T) {
	for text, want := range map[string][]string{
		"#!/usr/bin/python3\nimport x\n":         {"/usr/bin/python3"},
		"#!/usr/bin/env python3\n":               {"python3"},
		"#!/opt/jupyter/bin/python3.12 -E\n\n":   {"/opt/jupyter/bin/python3.12", "-E"},
		"#!/usr/bin/env bash\nexec pyenv\n":      nil,
		"#!/bin/sh\n'''exec' /opt/python \"$0\"": nil,
		"MZ\x90\x00":                             nil,
		"#!\n":                                   nil,
	} {
		path := filepath.Join(t.TempDir(), "jupyter")
		writeFile(t, path, text, 0o755)
		if got := interpreter(path); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
	if got := interpreter(filepath.Join(t.TempDir(), "none")); got != nil {
		t.Errorf("of no file: %q", got)
	}
}
