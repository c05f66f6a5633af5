package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// splitSymbol is the folder and the name of a symbol: "ch05_pretrain/lora" and "Layer.Forward" of
// "ch05_pretrain/lora.Layer.Forward".
func splitSymbol(symbol string) (folder, name string) {
	dir, base := path.Split(symbol)
	last, name, _ := strings.Cut(base, ".")
	return dir + last, name
}

// lastName is the last part of a symbol: "Forward".
func lastName(symbol string) string { return symbol[strings.LastIndexByte(symbol, '.')+1:] }

// symbol checks that a package of the project has an exported name.
func (c *checker) symbol(where, symbol string) {
	folder, name := splitSymbol(symbol)
	if c.symbols[folder] == nil {
		names, err := exported(filepath.Join(c.root, filepath.FromSlash(folder)))
		if err != nil {
			c.add("%s: %v", where, err)
		}
		c.symbols[folder] = names
	}
	if !c.symbols[folder][name] {
		c.add("%s: package %s exports no %s", where, folder, name)
	}
}

// exported are the exported names of the package in a folder: constants, variables, functions, types, and methods as
// "Layer.Forward".
func exported(dir string) (map[string]bool, error) {
	names := map[string]bool{}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return names, err
	}
	for _, e := range entries {
		if filepath.Ext(e.Name()) != ".go" || strings.HasSuffix(e.Name(), "_test.go") {
			continue
		}
		path := filepath.Join(dir, e.Name())
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return names, err
		}
		for _, d := range file.Decls {
			for _, name := range declared(d) {
				names[name] = true
			}
		}
	}
	return names, nil
}

// declared are the exported names of one declaration.
func declared(d ast.Decl) (names []string) {
	switch d := d.(type) {
	case *ast.FuncDecl:
		if name := d.Name.Name; !ast.IsExported(name) {
			return nil
		} else if d.Recv == nil {
			return []string{name}
		}
		if of := receiver(d.Recv.List[0].Type); ast.IsExported(of) {
			return []string{of + "." + d.Name.Name}
		}
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			switch s := spec.(type) {
			case *ast.TypeSpec:
				names = append(names, s.Name.Name)
			case *ast.ValueSpec:
				for _, id := range s.Names {
					names = append(names, id.Name)
				}
			}
		}
	}
	return names
}

// receiver is the type that a method belongs to, without pointer and type parameters.
func receiver(x ast.Expr) string {
	switch x := x.(type) {
	case *ast.StarExpr:
		return receiver(x.X)
	case *ast.IndexExpr:
		return receiver(x.X)
	case *ast.IndexListExpr:
		return receiver(x.X)
	case *ast.Ident:
		return x.Name
	}
	return ""
}
