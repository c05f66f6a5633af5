package main

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"strings"
)

// inspect checks a Go file's imports, and returns the offsets at which it spells the module's path although that looks
// like a mere word: an import of the module's root, and the constant Module.
func (p *plan) inspect(c *change) (places map[int]bool, err error) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, c.path, c.old, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	places = map[int]bool{}
	for _, spec := range file.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		if err == nil {
			err = p.checkImport(imported)
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", fset.Position(spec.Pos()), err)
		}
		c.imports = c.imports || within(imported, p.from)
		places[p.place(fset, spec.Path)] = true
	}
	ast.Inspect(file, func(n ast.Node) bool {
		if spec, ok := n.(*ast.ValueSpec); ok {
			for i, v := range spec.Values {
				if strings.EqualFold(spec.Names[i].Name, "module") {
					places[p.place(fset, v)] = true
				}
			}
		}
		return true
	})
	return places, nil
}

// place is the offset of the module's path in a string that is nothing else, but for a slash at its end; else -1.
func (p *plan) place(fset *token.FileSet, e ast.Expr) int {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING || strings.TrimSuffix(lit.Value[1:len(lit.Value)-1], "/") != p.from {
		return -1
	}
	return fset.Position(lit.Pos()).Offset + 1
}

// checkImport refuses an import of this module that leads nowhere, and one of a package that this module has, under a
// path that is neither the old nor the new one: what an unfinished rename leaves.
func (p *plan) checkImport(imported string) error {
	if folder, ok := strings.CutPrefix(imported, p.from+"/"); ok {
		if !p.packages[folder] {
			return fmt.Errorf("import of %s, but there is no folder %s with Go files", imported, folder)
		}
		return nil
	}
	if within(imported, p.to) || slices.ContainsFunc(p.required, func(r string) bool { return within(imported, r) }) {
		return nil
	}
	for i := range imported {
		if imported[i] == '/' && p.packages[imported[i+1:]] {
			return fmt.Errorf("import of %s, while go.mod says %s: finish the rename to %s first", imported, p.from,
				imported[:i])
		}
	}
	return nil
}

// format gives the new content gofmt's form, which sorts imports by their paths. A file that had another form before
// keeps its own.
func (c *change) format() error {
	if before, err := format.Source(c.old); err != nil || !bytes.Equal(before, c.old) {
		return err
	}
	content, err := format.Source(c.new)
	if err != nil {
		return fmt.Errorf("%s: %w", c.path, err)
	}
	c.new = content
	return nil
}
