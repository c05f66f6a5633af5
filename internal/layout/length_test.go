package layout

import (
	"go/ast"
	"strings"
	"testing"
)

// maxLines is the length of a function, from "func" to the closing brace: what a reader sees at once.
const maxLines = 60

func TestFunctionsFitTheScreen(t *testing.T) {
	for _, path := range goFiles(t) {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		for function, lines := range lengths(t, path, nil) {
			if lines > maxLines {
				t.Errorf("%s: %s has %d lines, want at most %d", name(path), function, lines, maxLines)
			}
		}
	}
}

func TestLengthGoesFromFuncToTheClosingBrace(t *testing.T) {
	source := "package p\n\n// F is here.\nfunc F() {\n\tG()\n}\n\n" +
		"type T[P any] int\n\nfunc (t *T[P]) M() {}\n\nfunc G()\n"
	want := map[string]int{"p.F": 3, "p.T.M": 1, "p.G": 1}
	got := lengths(t, "p.go", source)
	for function, lines := range want {
		if got[function] != lines {
			t.Errorf("%s: %d lines, want %d", function, got[function], lines)
		}
	}
	if len(got) != len(want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// lengths are the lines of every function of a file: "pretrain.Train", "pretrain.Trainer.Step".
func lengths(t *testing.T, path string, source any) map[string]int {
	t.Helper()
	fset, file := parse(t, path, source)
	lines := map[string]int{}
	for _, d := range file.Decls {
		if f, ok := d.(*ast.FuncDecl); ok {
			function := file.Name.Name + "." + receiver(f) + f.Name.Name
			lines[function] = max(lines[function], fset.Position(f.End()).Line-fset.Position(f.Pos()).Line+1)
		}
	}
	return lines
}

// receiver is the type of a method with a dot behind it, "" of a function.
func receiver(f *ast.FuncDecl) string {
	if f.Recv == nil {
		return ""
	}
	name := ""
	ast.Inspect(f.Recv.List[0].Type, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && name == "" {
			name = id.Name + "."
		}
		return name == ""
	})
	return name
}
