package project_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"llmfromscratch/shared/project"
)

// fakeProject makes a folder with a go.mod of this module and returns its path free of symbolic links.
func fakeProject(t *testing.T) string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "go.mod"), "// comment\nmodule llmfromscratch\n\ngo 1.26\n")
	return dir
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestRootIsFoundFromAnyFolderBelow(t *testing.T) {
	root := fakeProject(t)
	write(t, filepath.Join(root, "tools", "go.mod"), "module llmfromscratch/tools\n")
	for _, sub := range []string{".", "notebooks/exercises", "tools"} {
		dir := filepath.Join(root, sub)
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		t.Chdir(dir)
		got, err := project.Root()
		if err != nil || got != root {
			t.Errorf("Root() in %s = %q, %v; want %q", sub, got, err, root)
		}
	}
}

func TestRootFallsBackToTheNotebooksFolderThenTheVariable(t *testing.T) {
	root := fakeProject(t)
	t.Chdir(t.TempDir())
	t.Setenv("GONB_DIR", "")
	t.Setenv(project.EnvRoot, "")
	if _, err := project.Root(); err == nil || !strings.Contains(err.Error(), project.EnvRoot) {
		t.Errorf("outside the project the error must name %s, got %v", project.EnvRoot, err)
	}
	for _, name := range []string{"GONB_DIR", project.EnvRoot} {
		t.Setenv("GONB_DIR", "")
		t.Setenv(project.EnvRoot, "")
		t.Setenv(name, root)
		if got, err := project.Root(); err != nil || got != root {
			t.Errorf("with %s: Root() = %q, %v; want %q", name, got, err, root)
		}
	}
}

func TestBuildMakesTheFolderAndRelHidesTheRoot(t *testing.T) {
	root := fakeProject(t)
	t.Chdir(root)
	path, err := project.Build("ch05", "model.safetensors")
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(filepath.Dir(path)); err != nil || !info.IsDir() {
		t.Errorf("Build did not make the folder: %v", err)
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("Build made the file itself")
	}
	if got, want := project.Rel(path), "build/ch05/model.safetensors"; got != want {
		t.Errorf("Rel = %q, want %q", got, want)
	}
	outside := filepath.Join(filepath.Dir(root), "elsewhere")
	if got := project.Rel(outside); got != outside {
		t.Errorf("Rel of a path outside = %q, want it unchanged", got)
	}
}
