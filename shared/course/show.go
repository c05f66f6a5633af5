package course

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"html"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/janpfeifer/gonb/gonbui/protocol"

	"llmfromscratch/shared/project"
)

// Show shows the source of definitions of a package of this project, each with its doc comment, as it stands in its
// file:
//
//	course.Show("ch03_attention", "MultiHead", "NewMultiHead", "MultiHead.Forward")
//
// A symbol is a type, function, variable or constant, or a method written as Type.Method. The package is given by
// its folder, with or without the module's name.
func Show(pkg string, symbols ...string) {
	for _, symbol := range symbols {
		s, err := find(pkg, symbol)
		OK(err)
		show(s.place+"\n\n"+s.code, protocol.MIMETextHTML, s.html())
	}
}

// source is a definition in a file.
type source struct {
	place string // "ch03_attention/multihead.go:12"
	code  string
}

// find parses the package's files and takes out one definition.
func find(pkg, symbol string) (source, error) {
	root, err := project.Root()
	if err != nil {
		return source{}, err
	}
	folder := strings.TrimPrefix(pkg, project.Module+"/")
	dir := filepath.Join(root, filepath.FromSlash(folder))
	entries, err := os.ReadDir(dir)
	if err != nil {
		return source{}, fmt.Errorf("show %s: no package %s: %w", symbol, folder, err)
	}
	var names []string
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".go") || strings.HasSuffix(e.Name(), "_test.go") {
			continue
		}
		data, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			return source{}, err
		}
		fset := token.NewFileSet()
		file, err := parser.ParseFile(fset, e.Name(), data, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return source{}, fmt.Errorf("show %s: %w", symbol, err)
		}
		for _, d := range definitions(file) {
			names = append(names, d.name)
			if d.name == symbol {
				start, end := fset.Position(d.start), fset.Position(d.end)
				return source{
					place: fmt.Sprintf("%s:%d", path.Join(folder, e.Name()), start.Line),
					code:  unindent(string(data[start.Offset:end.Offset]), start.Column-1),
				}, nil
			}
		}
	}
	return source{}, fmt.Errorf("show: package %s has no %s; it has %s", folder, symbol,
		strings.Join(near(names, symbol), ", "))
}

// near are the names that begin like one that is not there, capitals aside; all exported ones where none does.
func near(names []string, symbol string) []string {
	begins := strings.ToLower(symbol)
	begins = begins[:min(3, len(begins))]
	slices.Sort(names)
	names = slices.Compact(names)
	alike := slices.DeleteFunc(slices.Clone(names), func(name string) bool {
		return !strings.HasPrefix(strings.ToLower(name), begins)
	})
	if len(alike) > 0 {
		return alike
	}
	return slices.DeleteFunc(names, func(name string) bool { return !ast.IsExported(name) })
}

// definition is the place of one name's declaration, doc comment included.
type definition struct {
	name       string
	start, end token.Pos
}

func definitions(file *ast.File) []definition {
	var all []definition
	add := func(name string, node ast.Node, doc *ast.CommentGroup) {
		start := node.Pos()
		if doc != nil {
			start = doc.Pos()
		}
		all = append(all, definition{name, start, node.End()})
	}
	for _, decl := range file.Decls {
		switch decl := decl.(type) {
		case *ast.FuncDecl:
			name := decl.Name.Name
			if decl.Recv != nil {
				name = receiver(decl.Recv.List[0].Type) + "." + name
			}
			add(name, decl, decl.Doc)
		case *ast.GenDecl:
			for _, spec := range decl.Specs {
				var names []*ast.Ident
				var doc *ast.CommentGroup
				switch spec := spec.(type) {
				case *ast.TypeSpec:
					names, doc = []*ast.Ident{spec.Name}, spec.Doc
				case *ast.ValueSpec:
					names, doc = spec.Names, spec.Doc
				}
				for _, name := range names {
					if decl.Lparen.IsValid() && doc != nil { // one of a group, with a comment of its own
						add(name.Name, spec, doc)
					} else { // alone, or a group that is described as a whole
						add(name.Name, decl, decl.Doc)
					}
				}
			}
		}
	}
	return all
}

// receiver is the name of a method's type: "MultiHead" for *MultiHead and for Loader[B].
func receiver(t ast.Expr) string {
	switch t := t.(type) {
	case *ast.StarExpr:
		return receiver(t.X)
	case *ast.IndexExpr:
		return receiver(t.X)
	case *ast.IndexListExpr:
		return receiver(t.X)
	case *ast.Ident:
		return t.Name
	}
	return ""
}

// unindent takes n tabs from the beginning of every line but the first, which has none.
func unindent(code string, n int) string {
	return strings.ReplaceAll(code, "\n"+strings.Repeat("\t", n), "\n")
}

// Colours that are readable on white and on black; everything else takes the notebook's own colour. Lines of
// code scroll where they do not fit, so that indentation stays what it is; lines of comment are sentences, and break.
const (
	keywordStyle  = `<span style="color:#2f80c4">`
	textStyle     = `<span style="color:#2f9e6b">`
	commentStyle  = `<span style="color:#808080">`
	sentenceStyle = `<span style="color:#808080;white-space:pre-wrap">`
)

// html is the source as a page shows it, with keywords, texts and comments in colour.
func (s source) html() string {
	var b strings.Builder
	fmt.Fprintf(&b, `<div><small style="color:#808080">%s</small><pre style="margin:0.3em 0;padding:0.6em;`+
		`border-left:3px solid #808080;background:transparent;white-space:pre;overflow-x:auto;word-break:normal;`+
		`tab-size:4">`, html.EscapeString(s.place))
	code := []byte(s.code)
	fset := token.NewFileSet()
	file := fset.AddFile("", fset.Base(), len(code))
	var scan scanner.Scanner
	scan.Init(file, code, func(token.Position, string) {}, scanner.ScanComments)
	done := 0
	for {
		pos, tok, lit := scan.Scan()
		if tok == token.EOF {
			break
		}
		style := ""
		switch {
		case tok.IsKeyword():
			style = keywordStyle
		case tok == token.STRING, tok == token.CHAR:
			style = textStyle
		case tok == token.COMMENT && alone(s.code[:file.Offset(pos)]):
			style = sentenceStyle
		case tok == token.COMMENT:
			style = commentStyle
		}
		if style == "" {
			continue
		}
		at := file.Offset(pos)
		b.WriteString(html.EscapeString(string(code[done:at])))
		b.WriteString(style + html.EscapeString(lit) + "</span>")
		done = at + len(lit)
	}
	b.WriteString(html.EscapeString(string(code[done:])) + "</pre></div>")
	return b.String()
}

// alone says whether what follows this code begins a line, indented or not.
func alone(before string) bool {
	return strings.TrimSpace(before[strings.LastIndexByte(before, '\n')+1:]) == ""
}
