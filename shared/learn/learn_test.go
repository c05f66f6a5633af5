package learn

import (
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

func TestPartsAreComplete(t *testing.T) {
	seen := map[string]bool{}
	for _, p := range slices.Concat(All(), Exercises()) {
		for _, name := range []string{p.ID, p.Name, p.File()} {
			if seen[name] {
				t.Errorf("%s: %s comes twice", p, name)
			}
			seen[name] = true
		}
		if p.Title == "" || p.Teaches == "" || slices.Contains(p.Hints[:], "") ||
			!strings.HasPrefix(p.Stub, "// "+p.Name+" ") ||
			!strings.HasPrefix(p.Signature(), "func "+p.Name+"(") {
			t.Errorf("%s: something is missing", p)
		}
		for i, args := range p.Examples {
			if len(args) != len(p.parameters()) {
				t.Errorf("%s: example %d has %d arguments, want %v", p, i, len(args), p.parameters())
			}
		}
		if found, err := FindAny(strings.ToLower(p.Name)); err != nil || found != p {
			t.Errorf("FindAny(%q): %v, %v", strings.ToLower(p.Name), found, err)
		}
		for line := range strings.Lines(p.FileSource()) {
			if len([]rune(strings.TrimRight(line, "\n"))) > 120 {
				t.Errorf("%s: the stub has a line of more than 120 characters: %s", p, line)
			}
		}
	}
	if _, err := Find(Exercises()[0].ID); err == nil {
		t.Error("an exercise is found where a learner's folder is asked for")
	}
	if _, err := Find("99"); err == nil || !strings.Contains(err.Error(), "2.2, 2.3") {
		t.Errorf("Find(99): %v", err)
	}
}

// says grades an answer and looks for pieces of the sentence.
func says(t *testing.T, v Verdict, pieces ...string) {
	t.Helper()
	text := strings.Join(strings.Fields(v.String()), " ")
	for _, piece := range pieces {
		if !strings.Contains(text, piece) {
			t.Errorf("no %q in\n%s", piece, v)
		}
	}
	if v.Passed || strings.Contains(text, "[running]") || strings.Contains(text, ".go:") {
		t.Errorf("passed, or a stack trace:\n%s", v)
	}
}

func TestStubsAreNotWrittenYet(t *testing.T) {
	softmax := func(Matrix) Matrix { panic(notYet + ": " + softmaxPart.String()) }
	v := Grade("3.3a", softmax, nil)
	says(t, v, "Not written yet", softmaxPart.Hints[0])
	if !v.Empty {
		t.Error("not empty")
	}
	says(t, Grade("3.3a", func(Matrix) Matrix { return nil }, nil), "Not written yet")
	says(t, Grade("3.5", func(x Matrix) Matrix { return softmax(x) }, nil), "calls 3.3a Softmax")
}

func TestAnExerciseThatIsNotBegunGetsNoHint(t *testing.T) {
	for _, p := range Exercises() {
		none := reflect.MakeFunc(reflect.TypeOf(p.Function), func([]reflect.Value) (zeros []reflect.Value) {
			for i := range reflect.TypeOf(p.Function).NumOut() {
				zeros = append(zeros, reflect.Zero(reflect.TypeOf(p.Function).Out(i)))
			}
			return zeros
		}).Interface()
		v := Grade(p.ID, none, nil)
		says(t, v, "in the place of the return")
		if !v.Empty || strings.Contains(v.Says, p.Hints[0]) || v.Want != "" {
			t.Errorf("%v", v)
		}
	}
}

func TestAnotherTypeIsNamedWithTheOneThatIsWanted(t *testing.T) {
	says(t, Grade("3.5", nil, nil), "func CausalMask(scores [][]float64) [][]float64")
	says(t, Grade("3.5", Matrix{{1}}, nil), "not a function", "func CausalMask(scores [][]float64) [][]float64")
	says(t, Grade("3.5", func(x []float64) []float64 { return x }, nil), "func([]float64) []float64",
		"func CausalMask(scores [][]float64) [][]float64")
	says(t, Grade("3.5", (func(Matrix) Matrix)(nil), nil), "nil")
	says(t, Grade("no part", nil, nil), "there is no part")
}

func TestPanicsBecomeSentences(t *testing.T) {
	says(t, Grade("3.3a", func(x Matrix) Matrix { return Matrix{x[len(x)]} }, nil),
		"asks for element 1 of a slice that has 1", "input x = [[0]]")
	says(t, Grade("3.3a", func(x Matrix) Matrix { i := -1; return Matrix{x[i+len(x)-1]} }, nil), "before element 0")
	says(t, Grade("2.3", func(tokens []string) map[string]int {
		var none map[string]map[string]int
		none[""][tokens[0]] = 1
		return nil
	}, nil), "map that was never made", `tokens = ["a"]`)
	says(t, Grade("5.1", func(logits Matrix, targets []int) float64 { panic("oh no") }, nil), "panics: oh no")
	says(t, Grade("2.6", func(ids []int, length, stride int) ([][]int, [][]int) {
		return [][]int{ids[:length+9]}, nil
	}, nil), "beyond its ends")
}

func TestAResultOfAnotherShapeIsNoPanic(t *testing.T) {
	v := Grade("3.6c", func(x, _, _, _, _ Matrix, heads int) Matrix { return x[:1] }, nil)
	says(t, v, "has the length 1 where 2 is right")
}

func TestChangedArgumentsAreNoticed(t *testing.T) {
	says(t, Grade("3.5", func(scores Matrix) Matrix {
		scores[0][0] = math.Inf(-1)
		return scores
	}, nil), "changes its argument scores", "input scores = [[7]]")
	says(t, Grade("2.4", func(tokens []string, vocabulary map[string]int, unknown int) []int {
		vocabulary["new"] = 1
		return nil
	}, nil), "changes its argument vocabulary")
}

func TestALoopWithoutEndIsEnded(t *testing.T) {
	forever := make(chan bool)
	defer close(forever)
	v := grade("3.3a", func(x Matrix) Matrix { <-forever; return x }, nil, 50*time.Millisecond)
	says(t, v, "has not come back after 50ms", "input x = [[0]]")
}

func TestCallingItselfWithoutEndIsEnded(t *testing.T) {
	var end atomic.Bool
	var again func(n int) int
	again = func(n int) int {
		if end.Load() || n > 3_000_000 {
			return n
		}
		return again(n+1) + 1
	}
	v := grade("3.3a", func(x Matrix) Matrix {
		again(0)
		for !end.Load() {
			runtime.Gosched()
		}
		return x
	}, nil, time.Minute)
	end.Store(true)
	says(t, v, "calls itself again and again")
}

func TestAppendingWithoutEndIsEnded(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a gigabyte")
	}
	end := make(chan bool)
	var kept [][]byte
	v := grade("3.3a", func(x Matrix) Matrix {
		for range 40 {
			kept = append(kept, make([]byte, 64<<20))
		}
		<-end
		return nil
	}, nil, time.Minute)
	close(end)
	says(t, v, "more and more memory")
	runtime.KeepAlive(kept)
}

func TestAGoroutineThatEndsIsASentence(t *testing.T) {
	says(t, Grade("3.3a", func(x Matrix) Matrix { runtime.Goexit(); return x }, nil), "ends its goroutine")
}

func TestRandomCasesDependOnTheSeedOnly(t *testing.T) {
	identity := func(x Matrix) Matrix { return x }
	a, err := Cases(&softmaxPart, 1, identity)
	b, _ := Cases(&softmaxPart, 1, identity)
	c, _ := Cases(&softmaxPart, 2, identity)
	if err != nil || len(a) != numCases || !nearAll(a[3].Want, b[3].Want, 0) {
		t.Errorf("%v; two draws of one seed differ", err)
	}
	if Literal(a[0].Args[0]) == Literal(c[0].Args[0]) {
		t.Error("two seeds give the same case")
	}
	data, err := EncodeCases(a)
	if err != nil {
		t.Fatal(err)
	}
	back, err := DecodeCases(&softmaxPart, 1, data)
	if err != nil || !nearAll(back[5].Want, a[5].Want, 0) || !nearAll(back[5].Args, a[5].Args, 0) {
		t.Errorf("cases from a file: %v, %v, want %v", err, back[5], a[5])
	}
	if _, err := Cases(&softmaxPart, 1, func() {}); err == nil {
		t.Error("a reference of another type is taken")
	}
}

func TestARandomCaseIsShown(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	cases := []Case{{Args: geluPart.Random(r), Want: []any{17.0}}}
	gelu := func(x float64) float64 {
		return 0.5 * x * (1 + math.Tanh(math.Sqrt(2/math.Pi)*(x+0.044715*math.Pow(x, 3))))
	}
	says(t, Grade("4.3a", gelu, cases), "chapter's own function", "right 17")
	if v := Grade("4.3a", gelu, nil); !v.Passed || v.Calls < 10 {
		t.Errorf("%+v", v)
	}
}

func TestResultsSurviveTheFile(t *testing.T) {
	values := []any{Matrix{{1, math.Inf(-1)}, {math.NaN()}, {}}}
	data, err := EncodeResults(values)
	if err != nil {
		t.Fatal(err)
	}
	back, err := softmaxPart.DecodeResults(data)
	if err != nil || !nearAll(back, values, 0) {
		t.Errorf("%v, %v, want %v", err, back, values)
	}
}

func TestNear(t *testing.T) {
	for _, c := range []struct {
		a, b any
		want bool
	}{
		{1.0, 1 + 1e-9, true}, {1.0, 1.1, false}, {math.Inf(-1), math.Inf(-1), true}, {0.0, math.Inf(-1), false},
		{math.NaN(), math.NaN(), true}, {math.NaN(), 1.0, false},
		{[]int(nil), []int{}, true}, {[]int{1}, []int{2}, false},
		{map[string]int{"a": 1}, map[string]int{"b": 1}, false}, {"a", "a", true}, {1, 1.0, false}, {nil, nil, true},
	} {
		if got := near(c.a, c.b, exact); got != c.want {
			t.Errorf("near(%v, %v) = %v", c.a, c.b, got)
		}
	}
}

func TestLiteral(t *testing.T) {
	for want, v := range map[string]any{
		"[[1 0] [0.333333 -Inf]]": Matrix{{1, math.Copysign(0, -1)}, {1.0 / 3, math.Inf(-1)}}, `"a\n"`: "a\n", "7": 7,
		`{"a": 1, "b": 2}`: map[string]int{"b": 2, "a": 1}, "a function": func() {}, `["x" "y"]`: []string{"x", "y"},
	} {
		if got := Literal(v); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
	if got := Literal(make([]int, 1000)); len(got) > 2*maxLiteral || !strings.HasSuffix(got, " …") {
		t.Errorf("%d characters", len(got))
	}
}

func TestProgressIsKept(t *testing.T) {
	dir := t.TempDir()
	p, err := LoadProgress(dir)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	p.Add(Verdict{ID: "2.2", Empty: true}, now)
	p.Add(Verdict{ID: "2.2", Mistake: "dash"}, now)
	p.Add(Verdict{ID: "2.2", Passed: true}, now.Add(time.Minute))
	p.Add(Verdict{ID: "2.2"}, now.Add(time.Hour))
	if err := p.Save(dir); err != nil {
		t.Fatal(err)
	}
	if p, err = LoadProgress(dir); err != nil {
		t.Fatal(err)
	}
	r := p.Of("2.2")
	if !r.Passed || r.Tries != 3 || r.Mistakes["dash"] != 1 ||
		!r.First.Equal(now) || !r.Done.Equal(now.Add(time.Minute)) {
		t.Errorf("%+v", r)
	}
	if passed, all := p.Count(); passed != 1 || all != len(Parts()) || p.Next().ID != "2.3" {
		t.Errorf("%d of %d, next %v", passed, all, p.Next())
	}
	if err := os.WriteFile(filepath.Join(dir, progressFile), []byte("{"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := LoadProgress(dir); err == nil || !strings.Contains(err.Error(), "delete it") {
		t.Errorf("%v", err)
	}
}

func TestAFolderIsSetUpOnce(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "mine")
	course := filepath.Join("..", "..")
	if n, err := Setup(dir, course); err != nil || n != len(All()) {
		t.Fatal(n, err)
	}
	if !IsFolder(dir) || IsFolder(course) {
		t.Error("a learner's folder is not told from the course's")
	}
	path := filepath.Join(dir, softmaxPart.File())
	if err := os.WriteFile(path, []byte("mine"), 0o644); err != nil {
		t.Fatal(err)
	}
	if n, err := Setup(dir, course); err != nil || n != 0 {
		t.Error(n, err)
	}
	if data, err := os.ReadFile(path); err != nil || string(data) != "mine" {
		t.Errorf("what was written is lost: %q, %v", data, err)
	}
}

func TestTheProgramGrades(t *testing.T) {
	var out, stderr strings.Builder
	answers := map[string]any{"3.3a": func(Matrix) Matrix { return nil }}
	if status := program(answers, []string{"3.3a"}, &out, &stderr); status != 1 ||
		!strings.Contains(out.String(), "Not written") {
		t.Errorf("%d, %s%s", status, &out, &stderr)
	}
	file := filepath.Join(t.TempDir(), "verdict")
	if status := program(answers, []string{"-verdict", file, "3.3a"}, &out, &stderr); status != 1 {
		t.Error(status)
	}
	if data, err := os.ReadFile(file); err != nil || !strings.Contains(string(data), `"id":"3.3a"`) {
		t.Errorf("%s, %v", data, err)
	}
	if status := program(answers, []string{"nothing"}, &out, &stderr); status != 2 {
		t.Error(status)
	}
}

func TestLinesAreWrapped(t *testing.T) {
	if got := wrap("one two three\nfour", 8); !slices.Equal(got, []string{"one two", "three", "four"}) {
		t.Errorf("%q", got)
	}
}

func TestLabs(t *testing.T) {
	mended := func(cause string) func(Matrix, []int) (float64, string) {
		return func(losses Matrix, lengths []int) (float64, string) {
			sum, n := 0.0, 0
			for i, row := range losses {
				for _, loss := range row[:lengths[i]] {
					sum, n = sum+loss, n+1
				}
			}
			return sum / float64(n), cause
		}
	}
	faulty := func(cause string) func(Matrix, []int) (float64, string) {
		return func(losses Matrix, _ []int) (float64, string) { return 0.5, cause }
	}
	if v := Grade("L8", mended("padding"), nil); !v.Passed {
		t.Error(v)
	}
	says(t, Grade("L8", mended(""), nil), "Now name the cause")
	says(t, Grade("L8", mended("rate"), nil), "the cause is not rate")
	says(t, Grade("L8", faulty("padding"), nil), "The cause is the right one", "right 1")
	says(t, Grade("L8", faulty("rate"), nil), "The cause is not rate", paddingLab.Hints[0])
	if v := Grade("L8", faulty(""), nil); !v.Empty {
		t.Error(v)
	}
	panics := func(losses Matrix, lengths []int) (float64, string) { return losses[0][9], "" }
	says(t, Grade("L8", panics, nil), "element 9")
}
