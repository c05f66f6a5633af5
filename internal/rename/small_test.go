package main

import (
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// small is a project with every kind of file that a rename meets.
var small = map[string]string{
	"go.mod": "module llm\n\ngo 1.26\n\nrequire github.com/gomlx/gomlx v0.28.2\n",
	"shared/nn/nn.go": "// Package nn is llm/shared/nn.\npackage nn\n\n" +
		"import (\n\t\"github.com/gomlx/gomlx/core/graph\"\n\t\"llm/text\"\n)\n\nvar _, _ = graph.Dot, text.Split\n",
	"shared/nn/nn_test.go":    "package nn\n\nconst gomod = \"// a copy\\nmodule llm\\n\"\n",
	"shared/project/root.go":  "package project\n\n// Module is the module's path.\nconst Module = \"llm\"\n",
	"internal/rename/main.go": "package main\n\nimport _ \"llm/text\"\n",
	"internal/layout/a.go":    "package layout\n\nconst module = \"llm/\"\n",
	"text/text.go": "package text\n\n// Cache is ~/.cache/llm.\n" +
		"const Cache, Split = \"llm\", `llm/1.0 of llm`\n",
	"tools/go.mod": "module llm/tools\n\nrequire llm v0.0.0\n\nreplace llm => ../\n",
	"notebooks/a.ipynb": "   \"import (\\n\\t\\\"llm/text\\\"\\n\",\n" +
		"   \"Go 1.26, llm from this folder\\n\"\n",
	"README.md":       "# llm\n\nThe llm command of llm/text. llm/.../x\n",
	"figure.bin":      "\x00llm/text",
	"build/saved.txt": "llm/text",
}

// renamed is small with the path example.org/you/llm.
var renamed = map[string]string{
	"go.mod": "module example.org/you/llm\n\ngo 1.26\n\nrequire github.com/gomlx/gomlx v0.28.2\n",
	"shared/nn/nn.go": "// Package nn is example.org/you/llm/shared/nn.\npackage nn\n\n" + // now sorted the other way
		"import (\n\t\"example.org/you/llm/text\"\n\t\"github.com/gomlx/gomlx/core/graph\"\n)\n\n" +
		"var _, _ = graph.Dot, text.Split\n",
	"shared/nn/nn_test.go": "package nn\n\nconst gomod = \"// a copy\\nmodule example.org/you/llm\\n\"\n",
	"shared/project/root.go": "package project\n\n// Module is the module's path.\n" +
		"const Module = \"example.org/you/llm\"\n",
	"internal/rename/main.go": "package main\n\nimport _ \"example.org/you/llm/text\"\n",
	"internal/layout/a.go":    "package layout\n\nconst module = \"example.org/you/llm/\"\n",
	"text/text.go":            small["text/text.go"],
	"tools/go.mod": "module example.org/you/llm/tools\n\nrequire example.org/you/llm v0.0.0\n\n" +
		"replace example.org/you/llm => ../\n",
	"notebooks/a.ipynb": "   \"import (\\n\\t\\\"example.org/you/llm/text\\\"\\n\",\n" +
		"   \"Go 1.26, example.org/you/llm from this folder\\n\"\n",
	"README.md":       "# llm\n\nThe llm command of example.org/you/llm/text. example.org/you/llm/.../x\n",
	"figure.bin":      small["figure.bin"],
	"build/saved.txt": small["build/saved.txt"],
}

// project writes files into a new folder.
func project(t *testing.T, files map[string]string) string {
	t.Helper()
	root := t.TempDir()
	for name, content := range files {
		path := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

// content is what project wrote, as it is now.
func content(t *testing.T, root string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		name, _ := filepath.Rel(root, path)
		files[filepath.ToSlash(name)] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// same compares two projects.
func same(t *testing.T, got, want map[string]string) {
	t.Helper()
	for _, name := range slices.Sorted(maps.Keys(want)) {
		if got[name] != want[name] {
			t.Errorf("%s:\n%s\nwant:\n%s", name, got[name], want[name])
		}
	}
	if len(got) != len(want) {
		t.Errorf("%d files, want %d", len(got), len(want))
	}
}
