package course

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"llmfromscratch/shared/backend"
)

// TestAnErrorSaysWhichLineItComesFrom runs a program as GoNB makes one of a cell.
func TestAnErrorSaysWhichLineItComesFrom(t *testing.T) {
	program := buildCell(t)
	source, err := os.ReadFile(filepath.Join("testdata", "cell", "main.go"))
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(source), "\n")
	ofGo := regexp.MustCompile(`(?m)^  at (\S+), (\S+\.go):(\d+)$`)
	for _, tc := range []struct {
		kind, says string
		chapter    string // the innermost line
		cell       string // what stands in the cell's lines, the innermost first
	}{
		{"file", "error: open no such file", "", `course.Must(os.ReadFile("no such file"))`},
		{"joined", "error: one", "", "course.OK(errors.Join("},
		{"scores", "error: scores: DotGeneral", "DotScores, ch03_attention/simple.go",
			"attention.DotScores(in[0], in[1])"},
		{"linear", "error: ", "Linear.Forward, shared/nn/linear.go", "nn.NewLinear(b, 3, 2, true).Forward, wide"},
		{"once", "error: DotGeneral contracting dimensions do not match: lhs[1]=3, rhs[1]=4",
			"DotScores, ch03_attention/simple.go", "return graph.Softmax(attention.DotScores(x, y), -1)"},
		{"panic", "error: AssertDims([2 2]): shape", "", "x.AssertDims(2, 2)"},
		{"index", "error: runtime error: index out of range [2] with length 1", "",
			"return []*graph.Node{x}[x.Rank()]"},
		{"model", "error: ", "", "m.Blocks[1].Forward, narrow"},
		{"helper", "error: open nothing", "", "func load(name string) { course.Must(os.ReadFile(name)) }"},
	} {
		said := runCell(t, program, tc.kind)
		if !strings.HasPrefix(said, tc.says) {
			t.Errorf("%s: %s\nwant %q first", tc.kind, said, tc.says)
		}
		message, _, _ := strings.Cut(said, "\n  at ")
		for _, foreign := range []string{"gomlx/", "runtime.", "goroutine", ".go:"} {
			if strings.Contains(message, foreign) || strings.Contains(said, "/gomlx@") {
				t.Errorf("%s says %q:\n%s", tc.kind, foreign, said)
			}
		}
		places := ofGo.FindAllStringSubmatch(said, -1)
		if len(places) == 0 {
			t.Errorf("%s names no place:\n%s", tc.kind, said)
			continue
		}
		if first := places[0][1] + ", " + places[0][2]; tc.chapter != "" && first != tc.chapter {
			t.Errorf("%s: the innermost place is %s, want %s:\n%s", tc.kind, first, tc.chapter, said)
		}
		var ofCell []string
		for _, p := range places {
			if filepath.Base(p[2]) == "main.go" {
				ofCell = append(ofCell, lines[number(p[3])-1])
			} else if filepath.IsAbs(p[2]) {
				t.Errorf("%s: a place on this machine: %s", tc.kind, p[0])
			}
		}
		if len(ofCell) == 0 || !strings.Contains(ofCell[0], tc.cell) {
			t.Errorf("%s: the cell's lines are %q, want the first to have %q:\n%s", tc.kind, ofCell, tc.cell, said)
		}
	}
}

func number(digits string) (n int) {
	for _, d := range digits {
		n = 10*n + int(d-'0')
	}
	return n
}

// buildCell builds the program without the backends that are not used, as the kernel does.
func buildCell(t *testing.T) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "cell.exe")
	cmd := exec.CommandContext(t.Context(), "go", "build", "-buildvcs=false", "-ldflags=-w", "-tags=noxla,noonnx", "-o",
		program, "./testdata/cell")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return program
}

// runCell is what the program says of the error that it ends with.
func runCell(t *testing.T, program, kind string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), program, kind)
	cmd.Env = append(os.Environ(), "GOMLX_BACKEND="+backend.GoSequential)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	if err := cmd.Run(); err == nil || cmd.ProcessState.ExitCode() != 1 {
		t.Errorf("%s: %v", kind, err)
	}
	return strings.TrimSpace(stderr.String())
}

func TestNamesOfFunctionsAreCut(t *testing.T) {
	for full, want := range map[string][2]string{
		"main.main":         {"main", "main"},
		"main.init.0":       {"main", "init.0"},
		"main.main.func1.2": {"main", "main"},
		"llmfromscratch/ch04_gpt.(*Block).Forward":            {"llmfromscratch/ch04_gpt", "Block.Forward"},
		"llmfromscratch/ch04_gpt.(*Block).attending.func1":    {"llmfromscratch/ch04_gpt", "Block.attending"},
		"llmfromscratch/shared/course.Must[...]":              {"llmfromscratch/shared/course", "Must"},
		"github.com/gomlx/gomlx/core/graph.(*Exec).Call":      {"github.com/gomlx/gomlx/core/graph", "Exec.Call"},
		"llmfromscratch/ch05_pretrain.Fit[go.shape.struct{}]": {"llmfromscratch/ch05_pretrain", "Fit"},
		"": {"", ""},
	} {
		if pkg, name := cutFunction(full); pkg != want[0] || name != want[1] {
			t.Errorf("%q is %q of %q, want %q", full, name, pkg, want)
		}
	}
}
