package layout

import (
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"
)

// A package's comment promises a program that does the whole chapter, and the first example is one: a file of its own,
// which documentation shows whole, imports and all, and whose output is checked. Package onepage is a program
// itself.
func TestEveryChapterBeginsWithAWholeProgram(t *testing.T) {
	for path := range chapters {
		if path == "ch00_tools/onepage" {
			continue
		}
		dir := filepath.Join("..", "..", filepath.FromSlash(path))
		tests, err := filepath.Glob(filepath.Join(dir, "*_test.go"))
		if err != nil {
			t.Fatal(err)
		}
		var files []*ast.File
		fset := token.NewFileSet()
		for _, test := range append(tests, filepath.Join(dir, "doc.go")) {
			file, err := parser.ParseFile(fset, test, nil, parser.ParseComments)
			if err != nil {
				t.Fatal(err)
			}
			files = append(files, file)
		}
		comment := files[len(files)-1].Doc.Text()
		if !strings.Contains(comment, "\nA program that ") ||
			!strings.Contains(comment, " is the first example below") {
			t.Errorf("the comment of %s does not speak of the program", path)
		}
		first := doc.Examples(files...)[0]
		_, whole := first.Code.(*ast.File)
		switch {
		case first.Name != "":
			t.Errorf("%s has no example of the whole package, the first is that of %s", path, first.Name)
		case !whole:
			t.Errorf("the first example of %s is shown as a function: give it a file of its own, with a helper "+
				"beside it", path)
		case first.Output == "":
			t.Errorf("the output of the program of %s is not checked", path)
		}
	}
}
