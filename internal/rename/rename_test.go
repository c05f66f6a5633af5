package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func TestPathChangesEverywhereAndWordsStay(t *testing.T) {
	root := project(t, small)
	var out bytes.Buffer
	if err := run(&out, root, []string{"example.org/you/llm"}); err != nil {
		t.Fatal(err)
	}
	same(t, content(t, root), renamed)
	for _, want := range []string{
		"   2  notebooks/a.ipynb\n", "llm is now example.org/you/llm, in 14 places of 9 files\n",
		"no path: README.md:1, README.md:3, text/text.go:3, text/text.go:4, text/text.go:4, text/text.go:4\n",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("printed\n%s, want %q", &out, want)
		}
	}
}

func TestRenameTwiceIsRenameOnce(t *testing.T) {
	once, twice := project(t, small), project(t, small)
	for root, paths := range map[string][]string{
		once: {"example.org/b"}, twice: {"example.org/you/llm", "example.org/you/llm", "example.org/b"},
	} {
		for _, path := range paths {
			if err := run(&bytes.Buffer{}, root, []string{path}); err != nil {
				t.Fatal(err)
			}
		}
	}
	same(t, content(t, twice), content(t, once))
}

func TestPathsThatCannotServeAreRefused(t *testing.T) {
	root := project(t, renamed)
	for path, want := range map[string]string{
		"":                         "which path",
		"llm":                      "missing dot",
		"example.org/my model":     "invalid char",
		"example.org/llm/":         "trailing slash",
		"github.com/gomlx":         "holds the module github.com/gomlx/gomlx",
		"github.com/gomlx/gomlx":   "holds the module github.com/gomlx/gomlx",
		"example.org/you/llm/text": "example.org/you/llm/text is in this module already",
	} {
		if err := run(&bytes.Buffer{}, root, []string{path}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("path %q: %v, want an error with %q", path, err, want)
		}
	}
	same(t, content(t, root), renamed)
}

func TestProjectThatDoesNotHoldTogetherIsRefused(t *testing.T) {
	for name, c := range map[string]struct{ file, content, want string }{
		"a folder that is not there": {"text/b.go", "package b\n\nimport _ \"llm/gone\"\n", "no folder gone"},
		"a file that is no Go":       {"text/b.go", "package b\n\nfunc {\n", "text/b.go:3"},
		"another module's package": {"text/b.go", "package b\n\nimport _ \"example.org/a/shared/nn\"\n",
			"rename to example.org/a first"},
		"no module": {"go.mod", "go 1.26\n", "declares no module"},
	} {
		files := maps.Clone(small)
		files[c.file] = c.content
		root := project(t, files)
		err := run(&bytes.Buffer{}, root, []string{"example.org/b"})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want an error with %q", name, err, c.want)
		}
		same(t, content(t, root), files)
	}
}

func TestFileThatCannotBeWrittenBringsTheOldOnesBack(t *testing.T) {
	for bad := range 9 {
		root := project(t, small)
		p, err := newPlan(root, "example.org/you/llm")
		if err != nil {
			t.Fatal(err)
		}
		full, calls := errors.New("disk full"), 0
		err = p.write(func(path string, content []byte) error {
			calls++
			if calls == bad+1 {
				return full
			}
			return os.WriteFile(filepath.Join(root, filepath.FromSlash(path)), content, 0o644)
		})
		if !errors.Is(err, full) {
			t.Errorf("file %d: %v", bad, err)
		}
		same(t, content(t, root), small)
	}
}

func TestKilledRenameIsFinishedByTheSameCommandAlone(t *testing.T) {
	for written := range 10 {
		root := project(t, small)
		p, err := newPlan(root, "example.org/you/llm")
		if err != nil {
			t.Fatal(err)
		}
		func() {
			defer func() { _ = recover() }()
			calls := 0
			_ = p.write(func(path string, content []byte) error {
				if calls++; calls > written {
					panic("killed")
				}
				return os.WriteFile(filepath.Join(root, filepath.FromSlash(path)), content, 0o644)
			})
		}()
		_, err = newPlan(root, "example.org/b")
		if half := 0 < written && written < 9; (err != nil) != half {
			t.Errorf("after %d files another path: %v", written, err)
		}
		if err := run(&bytes.Buffer{}, root, []string{"example.org/you/llm"}); err != nil {
			t.Fatalf("after %d files: %v", written, err)
		}
		same(t, content(t, root), renamed)
	}
}

func TestRenamedProjectBuilds(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles the whole project once more, under another path")
	}
	from, root := filepath.Join("..", ".."), t.TempDir()
	copyProject(t, from, root)
	var out bytes.Buffer
	if err := run(&out, root, []string{"example.org/you/llm"}); err != nil {
		t.Fatal(err)
	}
	t.Log(out.String())
	for _, args := range [][]string{{"build", "-ldflags=-w", "./..."}, {"vet", "./internal/layout"}} {
		cmd := exec.Command("go", args...)
		cmd.Dir = root
		cmd.Env = append(os.Environ(), "GOWORK=off", "GOPROXY=off") // this test was built with the same modules
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%v: %v\n%s", cmd, err, out)
		}
	}
}

// copyProject copies the files that make the project: no build folder, nothing of git.
func copyProject(t *testing.T, from, to string) {
	t.Helper()
	err := filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		switch {
		case rel == "build" || d.Name() == ".git" || d.Name() == ".ipynb_checkpoints":
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		case d.IsDir():
			return os.MkdirAll(filepath.Join(to, rel), 0o755)
		case !d.Type().IsRegular():
			return nil
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(to, rel), data, 0o644)
	})
	if err != nil {
		t.Fatal(fmt.Errorf("copy the project: %w", err))
	}
}
