package main

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/printer"
	"go/token"
	"strconv"
)

// mutant is a function with one change.
type mutant struct {
	part, name string // id of the part, and the function's name in the generated program
	change     string // "Softmax:4:12: < becomes <=", by line and column of the function
	source     string
}

// edit is a change of the tree that can be taken back.
type edit struct {
	at   token.Pos
	what string
	do   func() (undo func())
}

// operators are what a binary operator becomes.
var operators = map[token.Token][]token.Token{
	token.ADD: {token.SUB}, token.SUB: {token.ADD}, token.MUL: {token.QUO}, token.QUO: {token.MUL},
	token.LSS: {token.LEQ, token.GTR},
	token.GTR: {token.GEQ, token.LSS}, token.LEQ: {token.LSS}, token.GEQ: {token.GTR},
	token.EQL: {token.NEQ}, token.NEQ: {token.EQL}, token.LAND: {token.LOR}, token.LOR: {token.LAND},
}

// assignments are what an assignment becomes.
var assignments = map[token.Token][]token.Token{
	token.ADD_ASSIGN: {token.SUB_ASSIGN, token.ASSIGN}, token.QUO_ASSIGN: {token.MUL_ASSIGN, token.ASSIGN},
	token.SUB_ASSIGN: {token.ADD_ASSIGN, token.ASSIGN}, token.MUL_ASSIGN: {token.QUO_ASSIGN, token.ASSIGN},
}

// functions are what a called function becomes.
var functions = map[string]string{
	"min": "max", "max": "min", "Max": "Min", "Exp": "Log", "Log": "Exp", "Sqrt": "Abs", "Tanh": "Sin", "Cos": "Sin",
	"Log1p": "Log", "Softmax": "Linear",
}

// mutants are all functions that differ from f by one change.
func mutants(part string, fset *token.FileSet, f *ast.FuncDecl) (all []mutant) {
	name := f.Name.Name
	for _, e := range edits(f) {
		undo := e.do()
		f.Name.Name = fmt.Sprintf("%s_%d", name, len(all))
		var b bytes.Buffer
		if err := printer.Fprint(&b, fset, f); err == nil {
			all = append(all, mutant{part: part, name: f.Name.Name, source: b.String(),
				change: fmt.Sprintf("%s:%d:%d: %s", name, fset.Position(e.at).Line-fset.Position(f.Pos()).Line+1,
					fset.Position(e.at).Column, e.what)})
		}
		f.Name.Name = name
		undo()
	}
	return all
}

func edits(f *ast.FuncDecl) (all []edit) {
	ast.Inspect(f.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BinaryExpr:
			for _, op := range operators[n.Op] {
				all = append(all, tokenEdit(n.OpPos, &n.Op, op))
			}
		case *ast.AssignStmt:
			for _, op := range assignments[n.Tok] {
				all = append(all, tokenEdit(n.TokPos, &n.Tok, op))
			}
		case *ast.IncDecStmt:
			all = append(all, tokenEdit(n.TokPos, &n.Tok, map[token.Token]token.Token{
				token.INC: token.DEC, token.DEC: token.INC}[n.Tok]))
		case *ast.UnaryExpr:
			if n.Op == token.SUB {
				all = append(all, tokenEdit(n.OpPos, &n.Op, token.ADD))
			}
		case *ast.BasicLit:
			all = append(all, literals(n)...)
		case *ast.IndexExpr:
			all = append(all, shifts("index", &n.Index)...)
		case *ast.SliceExpr:
			all = append(all, bounds(n)...)
		case *ast.IfStmt:
			all = append(all, exprEdit("condition", &n.Cond, "true"), exprEdit("condition", &n.Cond, "false"))
		case *ast.CallExpr:
			all = append(all, calls(n)...)
		case *ast.BlockStmt:
			for i := range n.List {
				all = append(all, removal(n, i)...)
			}
		}
		return true
	})
	return all
}

func tokenEdit(at token.Pos, where *token.Token, to token.Token) edit {
	from := *where
	return edit{at, fmt.Sprintf("%v becomes %v", from, to), func() func() {
		*where = to
		return func() { *where = from }
	}}
}

func exprEdit(what string, where *ast.Expr, to string) edit {
	from := *where
	return edit{from.Pos(), what + " becomes " + to, func() func() {
		*where = ast.NewIdent(to)
		return func() { *where = from }
	}}
}

// literals changes numbers by one or twofold, and empties texts.
func literals(n *ast.BasicLit) (all []edit) {
	from := n.Value
	var to []string
	switch n.Kind {
	case token.INT:
		if v, err := strconv.Atoi(from); err == nil {
			to = []string{strconv.Itoa(v + 1), "(" + strconv.Itoa(v-1) + ")"}
		}
	case token.FLOAT:
		if to = []string{"(2 * " + from + " + 1)"}; from != "0.0" {
			to = append(to, "(1.01 * "+from+")")
		}
	case token.STRING:
		to = []string{`""`}
	}
	for _, value := range to {
		if value == from {
			continue
		}
		all = append(all, edit{n.Pos(), from + " becomes " + value, func() func() {
			n.Value = value
			return func() { n.Value = from }
		}})
	}
	return all
}

// shifts adds one to an index, and takes one away.
func shifts(what string, where *ast.Expr) (all []edit) {
	from := *where
	for _, op := range []token.Token{token.ADD, token.SUB} {
		all = append(all, edit{from.Pos(), fmt.Sprintf("%s %v 1", what, op), func() func() {
			*where = &ast.BinaryExpr{X: &ast.ParenExpr{X: from}, Op: op, Y: ast.NewIdent("1")}
			return func() { *where = from }
		}})
	}
	return all
}

func bounds(n *ast.SliceExpr) (all []edit) {
	if n.Low != nil {
		all = append(all, shifts("lower bound", &n.Low)...)
	}
	if n.High != nil {
		all = append(all, shifts("upper bound", &n.High)...)
	}
	return all
}

// calls exchanges neighbouring arguments, and the function.
func calls(n *ast.CallExpr) (all []edit) {
	for i := range len(n.Args) - 1 {
		all = append(all, edit{n.Args[i].Pos(), fmt.Sprintf("arguments %d and %d exchanged", i, i+1), func() func() {
			n.Args[i], n.Args[i+1] = n.Args[i+1], n.Args[i]
			return func() { n.Args[i], n.Args[i+1] = n.Args[i+1], n.Args[i] }
		}})
	}
	var id *ast.Ident
	switch f := n.Fun.(type) {
	case *ast.Ident:
		id = f
	case *ast.SelectorExpr:
		id = f.Sel
	}
	if id == nil || functions[id.Name] == "" {
		return all
	}
	from := id.Name
	return append(all, edit{id.Pos(), from + " becomes " + functions[from], func() func() {
		id.Name = functions[from]
		return func() { id.Name = from }
	}})
}

// removal takes a statement out that the program can be without.
func removal(block *ast.BlockStmt, i int) []edit {
	s := block.List[i]
	switch s := s.(type) {
	case *ast.ReturnStmt, *ast.DeclStmt:
		return nil
	case *ast.AssignStmt:
		if s.Tok == token.DEFINE {
			return nil
		}
	}
	return []edit{{s.Pos(), "statement removed", func() func() {
		block.List[i] = &ast.EmptyStmt{}
		return func() { block.List[i] = s }
	}}}
}
