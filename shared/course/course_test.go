package course

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/gomlx/gomlx/core/tensors"

	"llmfromscratch/shared/atomicfile"
	"llmfromscratch/shared/book"
	"llmfromscratch/shared/keep"
)

func TestFormatPrintsAsPyTorchDoes(t *testing.T) {
	inf, nan := float32(math.Inf(1)), float32(math.NaN())
	for _, tc := range []struct {
		name string
		v    any
		want string
	}{
		{"number", 0.123456, "0.1235"},
		{"negative zero", float32(-0.00001), "0.0000"},
		{"whole number", 7, "7"},
		{"vector", []float32{0.43, 0.15}, "[0.4300, 0.1500]"},
		{"signs align", []float32{1, -0.5}, "[ 1.0000, -0.5000]"},
		{"matrix", [][]float32{{0.43, 0.15}, {0.55, 10.5}}, "[[ 0.4300,  0.1500],\n [ 0.5500, 10.5000]]"},
		{"masked", [][]float32{{0.5, -inf}, {nan, inf}}, "[[0.5000,   -inf],\n [   nan,    inf]]"},
		{"ids", [][]int{{1, 2}, {30, 4}}, "[[ 1,  2],\n [30,  4]]"},
		{"two matrices", [][][]int64{{{1, 2}}, {{3, 4}}}, "[[[1, 2]],\n\n [[3, 4]]]"},
		{"empty", []float32{}, "[]"},
		{"empty rows", [][]float32{{}, {}}, "[[],\n []]"},
		{"words", []string{"Hello", "you"}, "[Hello,   you]"},
		{"truth", []bool{true, false}, "[ true, false]"},
		{"nil", nil, "nil"},
		{"tensor", tensors.FromValue([][]float32{{1, 2}}), "[[1.0000, 2.0000]]"},
	} {
		if got := Format(tc.v); got != tc.want {
			t.Errorf("%s:\n%s\nwant\n%s", tc.name, got, tc.want)
		}
	}
}

func TestFormatShortensLongTensorsAtBothEdges(t *testing.T) {
	v := make([]int, 1001)
	for i := range v {
		v[i] = i
	}
	if got, want := Format(v), "[   0,    1,    2, ...,  998,  999, 1000]"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	m := make([][]int, 200)
	for i := range m {
		m[i] = []int{i, i, i, i, i, i}
	}
	got := Format(m)
	if strings.Count(got, "\n") != 6 || !strings.Contains(got, " ...,\n [197, 197, 197, 197, 197, 197],") {
		t.Errorf("got %s", got)
	}
}

func TestShowFindsEveryKindOfDefinition(t *testing.T) {
	for symbol, want := range map[string]struct{ first, last string }{
		"Size":        {"// Size says how much", "type Size int"},
		"Size.String": {"// String is the size's name", "}"},
		"Of":          {"// Of returns tiny or book", "}"},
		"Tiny":        {"// Tiny runs in seconds", "Tiny Size = iota"},
		"EnvSize":     {"// EnvSize names", `const EnvSize = "LLM_SIZE"`},
		"maxShown":    {"// Tensors of more values", ")"},
	} {
		for _, pkg := range []string{"shared/course", "llmfromscratch/shared/course"} {
			s, err := find(pkg, symbol)
			if err != nil {
				t.Errorf("%s: %v", symbol, err)
				continue
			}
			lines := strings.Split(s.code, "\n")
			if !strings.HasPrefix(lines[0], want.first) || lines[len(lines)-1] != want.last {
				t.Errorf("%s: from %q to %q, want from %q to %q", symbol, lines[0], lines[len(lines)-1], want.first,
					want.last)
			}
			if !strings.HasPrefix(s.place, "shared/course/") {
				t.Errorf("%s: place %q", symbol, s.place)
			}
		}
	}
}

func TestShowNamesWhatThereIs(t *testing.T) {
	_, err := find("shared/course", "Sized")
	if err == nil || !strings.Contains(err.Error(), "has no Sized; it has ") ||
		!strings.Contains(err.Error(), "Size.String") {
		t.Errorf("unknown symbol: %v", err)
	}
	if strings.Contains(fmt.Sprint(err), "Backend") {
		t.Errorf("it also names what is not alike: %v", err)
	}
	if _, err = find("shared/course", "Zebra"); err == nil || !strings.Contains(err.Error(), "Backend") ||
		strings.Contains(err.Error(), "definitions") {
		t.Errorf("without anything alike: %v", err)
	}
	if _, err = find("shared/nothing", "X"); err == nil || !strings.Contains(err.Error(), "no package shared/nothing") {
		t.Errorf("unknown package: %v", err)
	}
}

func TestSourceIsEscapedAndKeepsItsText(t *testing.T) {
	code := "func f(a int) string {\n\t// a<b & c\n\treturn `<b>` + \"x\\n\" + string('\"')\n}"
	page := source{place: "p/f.go:1", code: code}.html()
	for _, want := range []string{"&lt;b&gt;", "// a&lt;b &amp; c</span>", keywordStyle + "func</span>",
		keywordStyle + "return</span>"} {
		if !strings.Contains(page, want) {
			t.Errorf("no %q in %s", want, page)
		}
	}
}

func TestCodeKeepsItsLinesAndCommentsBreak(t *testing.T) {
	page := source{code: "// F is one.\ntype F struct {\n\t// A is two.\n\tA int // three\n}"}.html()
	for _, want := range []string{"white-space:pre;overflow-x:auto", sentenceStyle + "// F is one.</span>\n",
		"\n\t" + sentenceStyle + "// A is two.</span>", "A int " + commentStyle + "// three</span>"} {
		if !strings.Contains(page, want) {
			t.Errorf("no %q in %s", want, page)
		}
	}
}

// What aligns the columns of a tensor is of no use in a cell of a table.
func TestListsInTablesHaveNoBlanksThatAlign(t *testing.T) {
	plain, _, err := table([]string{"shape", "logits", "rows"}, [][]any{
		{[]int{1, 768, 2304}, []float32{-1, 0.5}, [][]int{{1, 20}, {300, 4}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	want := "[1, 768, 2304]  [-1.0000, 0.5000]  [[1, 20], [300, 4]]"
	if lines := strings.Split(plain, "\n"); lines[1] != want {
		t.Errorf("%q, want %q", lines[1], want)
	}
}

func TestCountsHaveSeparatorsAndStandToTheRight(t *testing.T) {
	plain, rich, err := table([]string{"size", "parameters"}, [][]any{{"124M", Count(124439808)}, {"none", Count(0)}})
	if err != nil {
		t.Fatal(err)
	}
	if want := "size   parameters\n124M  124,439,808\nnone            0"; plain != want {
		t.Errorf("%q, want %q", plain, want)
	}
	if want := `<td style="text-align:right">124,439,808</td>`; !strings.Contains(rich, want) {
		t.Errorf("%q lacks %q", rich, want)
	}
}

func TestNumbersWrittenAsTextStandToTheRight(t *testing.T) {
	for _, column := range [][]string{{"4.2%", "802.1%"}, {"88.67 %", "9 %"}, {"12 ms", "−0.5 ms"}, {"1,024", "7"},
		{"1e-05", "-2"}, {"0.25 MiB", "12.5 MiB"}} {
		short, long := column[0], column[1]
		if len(short) > len(long) {
			short, long = long, short
		}
		_, rich, err := table([]string{"n"}, [][]any{{short}, {long}})
		if want := `<td style="text-align:right">` + short + "</td>"; err != nil || !strings.Contains(rich, want) {
			t.Errorf("%q: %v, no %s in %s", column, err, want, rich)
		}
	}
	for _, text := range []string{"", "124M", "2 of 3", "GPT-2", "3.", "%", "4 by 5", "last-block", "[1, 2]"} {
		_, rich, err := table([]string{"n"}, [][]any{{"12 %"}, {text}})
		if err != nil || strings.Contains(rich, "right") {
			t.Errorf("a column with %q stands to the right, %v", text, err)
		}
	}
}

func TestTableAlignsNumbersToTheRight(t *testing.T) {
	plain, rich, err := table([]string{"word", "id"}, [][]any{{"Hello", 15496}, {"<|endoftext|>", 0}})
	if err != nil {
		t.Fatal(err)
	}
	want := "word              id\nHello          15496\n<|endoftext|>      0"
	if plain != want {
		t.Errorf("got\n%s\nwant\n%s", plain, want)
	}
	if !strings.Contains(rich,
		`<td style="text-align:left">&lt;|endoftext|&gt;</td><td style="text-align:right">0</td>`) {
		t.Errorf("page form: %s", rich)
	}
	if _, _, err := table([]string{"word", "id"}, [][]any{{"Hello"}}); err == nil {
		t.Error("a short row is no error")
	}
}

func TestCountsHaveSeparators(t *testing.T) {
	if got := fmt.Sprintf("%v|%11v|%-7s|", Count(163009536), Count(163009536), Count(1024)); got !=
		"163,009,536|163,009,536|1,024  |" {
		t.Error(got)
	}
	plain, _, err := table([]string{"layer", "numbers"}, [][]any{{"query", Count(589824)}, {"bias", Count(768)}})
	if want := "layer  numbers\nquery  589,824\nbias       768"; err != nil || plain != want {
		t.Errorf("%v, got\n%s\nwant\n%s", err, plain, want)
	}
}

func TestLoadersAreGoneThroughAndLeft(t *testing.T) {
	given := 0
	numbers := func(yield func(int, error) bool) {
		for i := range 5 {
			given++
			if !yield(10*i, nil) {
				return
			}
		}
	}
	var got []int
	for n := range Each(numbers) {
		if got = append(got, n); n == 20 {
			break
		}
	}
	if fmt.Sprint(got) != "[0 10 20]" || given != 3 {
		t.Errorf("%v, %d were given", got, given)
	}
	if first := First(numbers); first != 0 || given != 4 {
		t.Errorf("first %d, %d were given", first, given)
	}
	if a, b := Must2(1, "two", nil); a != 1 || b != "two" {
		t.Error(a, b)
	}
}

func TestSizeComesFromTheEnvironment(t *testing.T) {
	for env, want := range map[string]Size{"": Tiny, "tiny": Tiny, "book": Book} {
		t.Setenv(EnvSize, env)
		if got, err := SizeFromEnv(); err != nil || got != want {
			t.Errorf("%s=%q: %v, %v", EnvSize, env, got, err)
		}
	}
	t.Setenv(EnvSize, "huge")
	if _, err := SizeFromEnv(); err == nil || !strings.Contains(err.Error(), `LLM_SIZE: unknown size "huge"`) {
		t.Errorf("a wrong size: %v", err)
	}
	if got := Of(Book, 1, 10) + Of(Tiny, 1, 10); got != 11 {
		t.Errorf("Of gave %d in sum, want 10 and 1", got)
	}
}

func TestSavedWorkIsDoneByOneOfTwoPrograms(t *testing.T) {
	root := t.TempDir()
	if err := os.WriteFile(filepath.Join(root, "go.mod"), []byte("module llmfromscratch\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	t.Chdir(root)
	var runs atomic.Int32
	began, end := make(chan struct{}), make(chan struct{})
	load := func(path string) (string, error) {
		data, err := os.ReadFile(path)
		return string(data), err
	}
	work := func(_ context.Context, path string) (string, error) {
		runs.Add(1)
		close(began)
		<-end
		return "result", atomicfile.WriteBytes(path, []byte("result")) // the other one must never see half a file
	}
	var wait sync.WaitGroup
	ask := func() {
		if got, err := Saved(t.Context(), "run", load, work); err != nil || got != "result" {
			t.Errorf("Saved = %q, %v", got, err)
		}
	}
	wait.Go(ask)
	<-began
	wait.Go(ask) // closing began twice would panic
	impatient, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Saved(impatient, "run", load, work); !errors.Is(err, context.Canceled) ||
		!strings.Contains(err.Error(), "build/saved/run") {
		t.Errorf("a program that is interrupted while it waits: %v", err)
	}
	close(end)
	wait.Wait()
	if runs.Load() != 1 {
		t.Errorf("the work was done %d times", runs.Load())
	}
}

func TestSavedWorksOnceThenLoads(t *testing.T) {
	root := t.TempDir()
	if err := os.WriteFile(filepath.Join(root, "go.mod"), []byte("module llmfromscratch\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	t.Chdir(root)
	runs := 0
	load := func(path string) (string, error) {
		data, err := os.ReadFile(path)
		if err == nil && len(data) == 0 {
			err = errors.New("cut short")
		}
		return string(data), err
	}
	work := func(_ context.Context, path string) (string, error) {
		runs++
		return "result", os.WriteFile(path, []byte("result"), 0o644)
	}
	for range 2 {
		if got, err := Saved(t.Context(), "x/y.txt", load, work); err != nil || got != "result" {
			t.Fatalf("Saved = %q, %v", got, err)
		}
	}
	if runs != 1 {
		t.Errorf("the work ran %d times", runs)
	}

	if err := os.WriteFile(filepath.Join("build", "saved", "x", "y.txt"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Saved(t.Context(), "x/y.txt", load, work); err == nil ||
		!strings.Contains(err.Error(), "load build/saved/x/y.txt: cut short; delete it") {
		t.Errorf("a damaged file: %v", err)
	}
	lazy := func(context.Context, string) (string, error) { return "", nil }
	if _, err := Saved(t.Context(), "z", load, lazy); err == nil || !strings.Contains(err.Error(), "was not written") {
		t.Errorf("work that saves nothing: %v", err)
	}
}

func TestVerdictsBecomeLinesAndRecords(t *testing.T) {
	f := book.Figure{ID: "ch09.x", Want: []any{1.5}, Abs: 0.01, Printed: "tensor([1.5000,\n        2.5])"}
	excepted, other := f, f
	excepted.Exception = "another rounding"
	other.Differs = "it was typed in"
	for _, tc := range []struct {
		figure  book.Figure
		got     float64
		line    string
		outcome Outcome
	}{
		{f, 1.501, "ch09.x: reproduced (book prints tensor([1.5000, 2.5]))", Reproduced},
		{f, 2, "ch09.x: differs at", Differs},
		{other, 1.5, "ch09.x: reproduced, as the book's code computes it; " +
			"the book's print (tensor([1.5000, 2.5])) differs: it was typed in", Reproduced},
		{excepted, 2, "expected: another rounding", Excepted},
	} {
		line, record := judge(tc.figure, tc.figure.Compare([]float64{tc.got}))
		if !strings.Contains(line, tc.line) || record.Outcome != tc.outcome {
			t.Errorf("%v: %q, %v; want %q, %v", tc.got, line, record.Outcome, tc.line, tc.outcome)
		}
	}
}

// TestStoppedWorkSaysWhatIsKept runs this test again as a program of its own.
func TestStoppedWorkSaysWhatIsKept(t *testing.T) {
	if saved, err := strconv.Atoi(os.Getenv("LLM_TEST_STOPPED")); err == nil {
		Must(0, fmt.Errorf("run: %w", &keep.StoppedError{Done: 47, All: 90, Saved: saved, Err: context.Canceled}))
		return
	}
	for saved, want := range map[string]string{
		"47": "stopped after step 47 of 90, saved; run the cell again to go on\n",
		"40": "stopped after step 47 of 90, saved after step 40; run the cell again to go on\n",
		"0":  "stopped after step 47 of 90, nothing is saved yet; run the cell again to begin anew\n",
	} {
		cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestStoppedWorkSaysWhatIsKept$")
		cmd.Env = append(os.Environ(), "LLM_TEST_STOPPED="+saved)
		out, err := cmd.CombinedOutput()
		var status *exec.ExitError
		if !errors.As(err, &status) || status.ExitCode() != interrupted || string(out) != want {
			t.Errorf("ended with %v and printed %q, want %q", err, out, want)
		}
	}
}

// TestErrorEndsTheCell runs this test again as a program of its own, which must end with status 1 and the error's line.
func TestErrorEndsTheCell(t *testing.T) {
	if os.Getenv("LLM_TEST_FAIL") != "" {
		Must(0, errors.New("no such token"))
		return
	}
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestErrorEndsTheCell$")
	cmd.Env = append(os.Environ(), "LLM_TEST_FAIL=1")
	out, err := cmd.CombinedOutput()
	var status *exec.ExitError
	if !errors.As(err, &status) || status.ExitCode() != 1 || !strings.Contains(string(out), "error: no such token") {
		t.Errorf("ended with %v and printed %q", err, out)
	}
}
