package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"llmfromscratch/shared/learn"
	"llmfromscratch/shared/project"
)

func parse(source string) (*token.FileSet, *ast.FuncDecl, error) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "", "package p\n"+source, parser.SkipObjectResolution)
	if err != nil {
		return nil, nil, err
	}
	return fset, file.Decls[0].(*ast.FuncDecl), nil
}

// imports are those of the right functions, each used at least once.
const imports = `import (
	"math"
	"slices"
	"strings"
)

var (
	_ = math.Pi
	_ = slices.Max[[]int]
	_ = strings.Fields
)

`

// mainHead is the program's main function and the beginning of its list of mutants.
const mainHead = `package main

import (
	"os"
	"strconv"

	"` + project.Module + `/shared/learn"
)

func main() {
	i, err := strconv.Atoi(os.Args[1])
	if err != nil {
		panic(err)
	}
	m := all[i]
	os.Args = append(append([]string{os.Args[0]}, os.Args[2:]...), m.part)
	learn.Main(map[string]any{m.part: m.function})
}

var all = []struct {
	part     string
	function any
}{
`

// build makes one program of all mutants that compile and of the right functions that they call, and returns its path
// and those mutants. Started with a number, it grades the mutant with that number.
func build(root, dir string, list []mutant) (program string, kept []mutant, err error) {
	right := "package main\n\n" + imports
	for _, p := range learn.Parts() {
		source, err := p.Solution(root)
		if err != nil {
			return "", nil, err
		}
		right += source + "\n\n"
	}
	if err := os.WriteFile(filepath.Join(dir, "right.go"), []byte(right), 0o644); err != nil {
		return "", nil, err
	}
	program = filepath.Join(dir, "program")
	for round := 0; ; round++ {
		lines, err := write(dir, list)
		if err != nil {
			return "", nil, err
		}
		cmd := exec.Command("go", "build", "-gcflags=-e", "-o", program, ".")
		cmd.Dir = dir
		out, err := cmd.CombinedOutput()
		if err == nil {
			return program, list, nil
		}
		broken := brokenLines(string(out))
		if len(broken) == 0 || round > 20 {
			return "", nil, fmt.Errorf("go build: %w\n%s", err, out)
		}
		list = without(list, lines, broken)
	}
}

// write writes the mutants into a file and returns the line in which each begins.
func write(dir string, list []mutant) (lines []int, err error) {
	var b strings.Builder
	b.WriteString("package main\n\n" + imports)
	at := strings.Count(b.String(), "\n") + 1
	for _, m := range list {
		lines = append(lines, at)
		b.WriteString(m.source + "\n")
		at += strings.Count(m.source, "\n") + 1
	}
	var main strings.Builder
	main.WriteString(mainHead)
	for _, m := range list {
		fmt.Fprintf(&main, "\t{%q, %s},\n", m.part, m.name)
	}
	main.WriteString("}\n")
	if err := os.WriteFile(filepath.Join(dir, "main.go"), []byte(main.String()), 0o644); err != nil {
		return nil, err
	}
	return lines, os.WriteFile(filepath.Join(dir, "mutants.go"), []byte(b.String()), 0o644)
}

var compileError = regexp.MustCompile(`(?m)^\./mutants\.go:(\d+):`)

func brokenLines(output string) (lines []int) {
	for _, m := range compileError.FindAllStringSubmatch(output, -1) {
		if n, err := strconv.Atoi(m[1]); err == nil {
			lines = append(lines, n)
		}
	}
	return lines
}

// without leaves the mutants out whose lines do not compile.
func without(list []mutant, lines, broken []int) (kept []mutant) {
	for i, m := range list {
		end := lines[i] + strings.Count(m.source, "\n")
		ok := true
		for _, n := range broken {
			ok = ok && (n < lines[i] || n > end)
		}
		if ok {
			kept = append(kept, m)
		}
	}
	return kept
}
