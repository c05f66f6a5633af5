package notebook

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"llmfromscratch/shared/course"
)

// TestMain lets the test program stand in for Jupyter: started under the name jupyter, it "executes" a notebook by
// doing what each code cell's lines say.
func TestMain(m *testing.M) {
	if name := filepath.Base(os.Args[0]); name == "jupyter" {
		if err := fakeJupyter(os.Args[1:]); err != nil {
			fmt.Fprintln(os.Stderr, "fake jupyter:", err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// fakeJupyter understands the two nbconvert commands of the runner. A cell's lines are: "print TEXT", "fail TEXT",
// "figure ID OUTCOME", "sleep" and "die".
func fakeJupyter(args []string) error {
	value := func(flag string) string { return args[slices.Index(args, flag)+1] }
	if value("--to") == "html" {
		for _, path := range args[slices.Index(args, "--output-dir")+2:] {
			page := filepath.Join(value("--output-dir"), strings.TrimSuffix(filepath.Base(path), ".ipynb")+".html")
			if err := os.WriteFile(page, []byte("<body><p></body>"), 0o644); err != nil {
				return err
			}
		}
		return nil
	}
	nb, err := Read(args[len(args)-1])
	if err != nil {
		return err
	}
	for i := range nb.Cells {
		c := &nb.Cells[i]
		if c.Type != Code {
			continue
		}
		c.ExecutionCount, c.Outputs = count(i+10), nil
		for _, line := range c.Source.Lines() {
			word, rest, _ := strings.Cut(line, " ")
			switch word {
			case "print":
				text := os.Expand(rest, os.Getenv) + "\n"
				c.Outputs = append(c.Outputs, Output{Type: Stream, Name: "stdout", Text: Text(text)})
			case "fail":
				c.Outputs = append(c.Outputs, Output{Type: Error, EName: "ERROR", EValue: rest,
					Traceback: []string{rest}})
			case "figure":
				id, outcome, _ := strings.Cut(rest, " ")
				if err := (course.Record{ID: id, Outcome: course.Outcome(outcome)}).Append(); err != nil {
					return err
				}
			case "sleep":
				time.Sleep(time.Minute)
			case "die":
				return errors.New("DeadKernelError: Kernel died")
			}
		}
	}
	return nb.Write(filepath.Join(value("--output-dir"), value("--output")))
}

// fakeProject is a project folder with notebooks, and the fake Jupyter on the PATH. Each notebook is its code cells'
// texts.
func fakeProject(t *testing.T, notebooks map[string][]string) Options {
	t.Helper()
	root, bin := t.TempDir(), t.TempDir()
	if err := os.Symlink(os.Args[0], filepath.Join(bin, "jupyter")); err != nil {
		t.Skip("the stand-in for Jupyter needs a symbolic link: ", err)
	}
	t.Setenv("PATH", bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	t.Setenv(course.EnvRecords, "")
	for name, cells := range notebooks {
		nb := good()
		nb.Cells = nb.Cells[:1]
		for i, source := range cells {
			nb.Cells = append(nb.Cells, Cell{Type: Code, ID: fmt.Sprint("c", i), Source: Text(source)})
		}
		path := filepath.Join(root, "notebooks", filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := nb.Write(path); err != nil {
			t.Fatal(err)
		}
	}
	return Options{Root: root, Dir: "notebooks", Size: "tiny", HTML: true, Log: io.Discard}
}

func TestRunReportsEachNotebookAndGoesOnAfterAFailure(t *testing.T) {
	opt := fakeProject(t, map[string][]string{
		"ch02.ipynb":           {"%noautoget\nprint size $LLM_SIZE", "print ok\nfigure a reproduced\nfigure b skipped"},
		"ch03.ipynb":           {"%noautoget\nprint x", "fail boom", "print $EMPTY/home/me/x", "nothing"},
		"ch04.ipynb":           {"%noautoget\nprint x\nfigure c differs"},
		"ch05.ipynb":           {"%noautoget\ndie"},
		"exercises/ch02.ipynb": {"%noautoget\nprint x"},
	})
	results, err := Run(t.Context(), opt)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"ch02 2 1/1 1 []",
		"ch03 4 0/0 0 [cell 3: ERROR: boom cell 4: shows the path \"/home/me/x\" of one machine cell 5: shows nothing]",
		"ch04 1 0/1 0 [figure c ]",
		"ch05 1 0/0 0 [jupyter nbconvert: exit status 1: fake jupyter: DeadKernelError: Kernel died (whole log: " +
			"build/notebooks/ch05.log)]",
		"exercises/ch02 1 0/0 0 []",
	}
	for i, r := range results {
		got := fmt.Sprint(r.Name, " ", r.Cells, " ", r.Reproduced, "/", r.Figures, " ", r.Skipped, " ", r.Problems)
		got = strings.ReplaceAll(got, opt.Root+string(filepath.Separator), "")
		if i >= len(want) || got != want[i] {
			t.Errorf("result %d: %s", i, got)
		}
	}
	if len(results) != len(want) {
		t.Errorf("%d results, want %d", len(results), len(want))
	}
	for _, name := range []string{"ch02.ipynb", "ch02.html", "ch02.log", "exercises/ch02.html", "ch03.ipynb"} {
		if _, err := os.Stat(filepath.Join(opt.Root, "build", "notebooks", name)); err != nil {
			t.Error(err)
		}
	}
	nb, err := Read(filepath.Join(opt.Root, "build", "notebooks", "ch02.ipynb"))
	if err != nil {
		t.Fatal(err)
	}
	if got := nb.Cells[1].Outputs[0].Text; got != "size tiny\n" {
		t.Errorf("the cells saw %q", got)
	}
}

func TestTheStartPageIsNotRunAndGetsAPage(t *testing.T) {
	opt := fakeProject(t, map[string][]string{"index.ipynb": nil, "ch02.ipynb": {"%noautoget\nprint x"},
		"ch03.ipynb": {"%noautoget\nprint x"}, "exercises/ch02.ipynb": {"%noautoget\nprint x"}})
	opt.Only = []string{"exercises"}
	results, err := Run(t.Context(), opt)
	if err != nil || len(results) != 1 || !results[0].OK() {
		t.Fatalf("%+v, %v", results, err)
	}
	for name, want := range map[string]string{"index.html": "<script>", "ch02.html": "has not been run",
		"exercises/ch02.html": `<a href="../ch03.html">chapter 3 →</a>`} {
		page, err := os.ReadFile(filepath.Join(opt.Root, "build", "notebooks", name))
		if err != nil || !strings.Contains(string(page), want) {
			t.Errorf("%s: %s, %v, want %s", name, page, err, want)
		}
	}
	opt.Only = []string{"ch02"}
	if _, err := Run(t.Context(), opt); err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile(filepath.Join(opt.Root, "build", "notebooks", "ch02.html"))
	if err != nil || strings.Contains(string(page), "has not been run") {
		t.Errorf("after its run: %s, %v", page, err)
	}
}

func TestInPlaceWritesCleanNotebooksOnlyWhenInOrder(t *testing.T) {
	opt := fakeProject(t, map[string][]string{"ch02.ipynb": {"%noautoget\nprint yes"},
		"ch03.ipynb": {"%noautoget\nfail no"}})
	opt.InPlace = true
	if _, err := Run(t.Context(), opt); err != nil {
		t.Fatal(err)
	}
	nb, err := Read(filepath.Join(opt.Root, "notebooks", "ch02.ipynb"))
	if err != nil {
		t.Fatal(err)
	}
	if got := problems(nb); len(got) > 0 || *nb.Cells[1].ExecutionCount != 1 {
		t.Errorf("ch02 in place: %q, count %d", got, *nb.Cells[1].ExecutionCount)
	}
	nb, err = Read(filepath.Join(opt.Root, "notebooks", "ch03.ipynb"))
	if err != nil {
		t.Fatal(err)
	}
	if nb.Cells[1].ExecutionCount != nil {
		t.Error("the failing notebook was replaced")
	}
}

func TestOutputsOfAnEarlierRunAreNotTakenForThisOnes(t *testing.T) {
	opt := fakeProject(t, map[string][]string{"ch05.ipynb": {"%noautoget\ndie"}})
	old := filepath.Join(opt.Root, "build", "notebooks", "ch05.figures.jsonl")
	if err := os.MkdirAll(filepath.Dir(old), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(old, []byte(`{"id":"a","outcome":"reproduced"}`+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	results, err := Run(t.Context(), opt)
	if err != nil || len(results) != 1 || results[0].OK() || results[0].Figures != 0 {
		t.Errorf("results %+v, %v", results, err)
	}
}

func TestInterruptedRunEndsAtOnceAndKeepsTheResultsSoFar(t *testing.T) {
	opt := fakeProject(t, map[string][]string{"ch02.ipynb": {"%noautoget\nsleep"},
		"ch03.ipynb": {"%noautoget\nprint x"}})
	ctx, cancel := context.WithCancel(t.Context())
	opt.Jobs = 1
	opt.Log = onWrite(func(s string) {
		if strings.HasPrefix(s, "ch02 …") { // after ch03
			time.AfterFunc(200*time.Millisecond, cancel)
		}
	})
	start := time.Now()
	results, err := Run(ctx, opt)
	if !errors.Is(err, context.Canceled) || len(results) != 1 {
		t.Errorf("%d results, %v", len(results), err)
	}
	if took := time.Since(start); took > 30*time.Second {
		t.Errorf("ended after %v", took)
	}
}

type onWrite func(string)

func (f onWrite) Write(p []byte) (int, error) {
	f(string(p))
	return len(p), nil
}

func TestNotebooksRunSeveralAtATime(t *testing.T) {
	opt := fakeProject(t, map[string][]string{"ch02.ipynb": {"%noautoget\nsleep"},
		"ch03.ipynb": {"%noautoget\nprint x"}, "exercises/ch02.ipynb": {"%noautoget\nprint x"}})
	opt.Jobs = 2
	ctx, cancel := context.WithCancel(t.Context())
	opt.Log = onWrite(func(s string) {
		if strings.HasPrefix(s, "ch03 ended") { // beside ch02, which sleeps
			cancel()
		}
		if strings.HasPrefix(s, "exercises/ch02") {
			t.Error("the exercises ran beside their chapter")
		}
	})
	results, err := Run(ctx, opt)
	if !errors.Is(err, context.Canceled) || len(results) != 1 || results[0].Name != "ch03" {
		t.Errorf("results %+v, %v", results, err)
	}
}

func TestGroupsAreChaptersWithTheirExercisesLastFirst(t *testing.T) {
	got := groups([]string{"ch02.ipynb", "ch03.ipynb", "appendix_d.ipynb", "exercises/ch02.ipynb",
		"exercises/appendix_d.ipynb"})
	want := [][]string{{"ch03.ipynb"}, {"ch02.ipynb", "exercises/ch02.ipynb"},
		{"appendix_d.ipynb", "exercises/appendix_d.ipynb"}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("groups %v, want %v", got, want)
	}
}
