package layout

import (
	"go/ast"
	"go/token"
	"os"
	"regexp"
	"strings"
	"testing"
)

// maxWidth is the number of columns of a line of Go. A tab leads to the next of the columns 4, 8, 12, …
const maxWidth, tabWidth = 120, 4

func TestLinesFitTheScreen(t *testing.T) {
	for _, path := range goFiles(t) {
		source, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		free := verbatim(t, path, source)
		for i, line := range strings.Split(string(source), "\n") {
			if n := width(line); n > maxWidth && !free[i+1] {
				t.Errorf("%s:%d: %d columns, want at most %d", name(path), i+1, n, maxWidth)
			}
		}
	}
}

func TestWidthCountsCharactersAndTabs(t *testing.T) {
	for line, want := range map[string]int{
		"": 0, "abc": 3, "\tabc": 7, "\t\tx": 9, "//\tabc": 7, "Größe – 4 → 2": 13, "windows\r": 7,
	} {
		if got := width(line); got != want {
			t.Errorf("%q: %d, want %d", line, got, want)
		}
	}
}

func TestWhatIsPrintedOrReadMayBeOfAnyWidth(t *testing.T) {
	source := "package p\n\nvar a, b = `one\ntwo`, \"one\"\n\n// Output: of nothing\n\n" +
		"func ExampleA() {\n\t// first\n\n\t// Output:\n\t// 1\n}\n\n" +
		"func ExampleB() {\n\t// Output: 1\n\n\t// last\n}\n"
	free := verbatim(t, "p_test.go", source)
	for i, line := range strings.Split(source, "\n") {
		if want := i+1 == 3 || i+1 == 4 || i+1 == 11 || i+1 == 12; free[i+1] != want {
			t.Errorf("line %d, %q: may be of any width: %t, want %t", i+1, line, free[i+1], want)
		}
	}
}

// width is the number of columns of a line.
func width(line string) int {
	n := 0
	for _, r := range strings.TrimSuffix(line, "\r") {
		if r == '\t' {
			n += tabWidth - n%tabWidth
		} else {
			n++
		}
	}
	return n
}

// output is the beginning of the comment that go test compares with what an example prints.
var output = regexp.MustCompile(`(?i)^//[[:space:]]*(unordered )?output:`)

// verbatim is the set of lines, from 1, that are as wide as what is printed or read: raw strings and the output of
// examples, which is the last comment in their body.
func verbatim(t *testing.T, path string, source any) map[int]bool {
	t.Helper()
	fset, file := parse(t, path, source)
	lines := map[int]bool{}
	mark := func(n ast.Node) {
		for line := fset.Position(n.Pos()).Line; line <= fset.Position(n.End()).Line; line++ {
			lines[line] = true
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BasicLit:
			if n.Kind == token.STRING && n.Value[0] == '`' {
				mark(n)
			}
		case *ast.FuncDecl:
			if last := lastComment(file, n); last != nil && output.MatchString(last.List[0].Text) {
				mark(last)
			}
		}
		return true
	})
	return lines
}

// lastComment is the last comment in the body of an example, nil when there is none.
func lastComment(file *ast.File, f *ast.FuncDecl) (last *ast.CommentGroup) {
	if f.Body == nil || !strings.HasPrefix(f.Name.Name, "Example") {
		return nil
	}
	for _, c := range file.Comments {
		if f.Body.Pos() < c.Pos() && c.End() < f.Body.End() {
			last = c
		}
	}
	return last
}
