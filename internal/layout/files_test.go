package layout

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"

	"llmfromscratch/shared/learn"
)

var root = filepath.Join("..", "..")

// goFiles are the project's Go files, seen from here: "../../ch04_gpt/block.go".
func goFiles(t *testing.T) []string {
	t.Helper()
	var files []string
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "build" || d.Name() == learn.Folder ||
			path != root && strings.HasPrefix(d.Name(), ".")) {
			return fs.SkipDir
		}
		if !d.IsDir() && filepath.Ext(path) == ".go" {
			files = append(files, path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Fatal("no Go files found")
	}
	return files
}

// name is a file's path from the project's root, with slashes.
func name(path string) string {
	return strings.TrimPrefix(filepath.ToSlash(path), filepath.ToSlash(root)+"/")
}

// parse reads a Go file, or source when that is not nil.
func parse(t *testing.T, path string, source any) (*token.FileSet, *ast.File) {
	t.Helper()
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, path, source, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	return fset, file
}
