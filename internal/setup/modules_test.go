package setup

import (
	"path/filepath"
	"strings"
	"testing"

	"llmfromscratch/shared/project"
)

// The tests of this project have built it, so its modules are here.
func TestModulesThatAreHereAreFoundWithoutANetwork(t *testing.T) {
	root, err := project.Root()
	if err != nil {
		t.Fatal(err)
	}
	if ok, what := Modules(root).Done(t.Context()); !ok {
		t.Error(what)
	}
}

func TestAMissingModuleIsNoticed(t *testing.T) {
	root := t.TempDir()
	writeFile(t, filepath.Join(root, "go.mod"),
		"module "+project.Module+"\n\ngo 1.26\n\nrequire example.org/none v1.2.3\n", 0o644)
	writeFile(t, filepath.Join(root, "a", "a.go"), "package a\n\nimport _ \"example.org/none\"\n", 0o644)
	ok, what := Modules(root).Done(t.Context())
	if ok || !strings.HasPrefix(what, "not all are here: ") || !strings.Contains(what, "example.org/none") {
		t.Errorf("%t, %q", ok, what)
	}
	if ok, _ := Modules(t.TempDir()).Done(t.Context()); ok {
		t.Error("a folder without a go.mod has all modules")
	}
}
