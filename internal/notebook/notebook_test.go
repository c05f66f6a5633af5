package notebook

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"llmfromscratch/shared/course"
)

func count(n int) *int { return &n }

// good is a notebook that keeps all rules.
func good() *Notebook {
	nb := &Notebook{NBFormat: 4, NBFormatMinor: 5, Cells: []Cell{
		{Type: Markdown, ID: "title", Source: "# Attention"},
		{Type: Code, ID: "start", Source: "%noautoget\n\n%%\nfmt.Println(1)", ExecutionCount: count(1),
			Outputs: []Output{{Type: Stream, Name: "stdout", Text: "1\n"}}},
		{Type: Code, ID: "picture", Source: "%%\ncourse.Display(\"x\", svg)", ExecutionCount: count(2),
			Outputs: []Output{{Type: DisplayData, Data: map[string]any{"image/svg+xml": "<svg>\n</svg>",
				"text/plain": "[x]"}}}},
	}}
	nb.Clean()
	return nb
}

func problems(nb *Notebook) []string {
	var all []string
	for _, p := range append(nb.CheckSource("/srv/llm"), nb.CheckOutputs("/srv/llm")...) {
		all = append(all, p.String())
	}
	return all
}

func TestGoodNotebookHasNoProblems(t *testing.T) {
	if got := problems(good()); len(got) > 0 {
		t.Errorf("found %q", got)
	}
}

func TestEveryRuleIsChecked(t *testing.T) {
	stderr := func(text Text) []Output { return []Output{{Type: Stream, Name: "stderr", Text: text}} }
	for _, tc := range []struct {
		name  string
		spoil func(nb *Notebook)
		want  string
	}{
		{"old format", func(nb *Notebook) { nb.NBFormatMinor = 4 }, "the format is 4.4, want 4.5"},
		{"other kernel", func(nb *Notebook) { nb.Metadata["kernelspec"] = map[string]any{"name": "python3"} },
			"the kernel is python3, want gonb"},
		{"no kernel", func(nb *Notebook) { nb.Metadata = nil }, "the kernel is <nil>, want gonb"},
		{"no id", func(nb *Notebook) { nb.Cells[0].ID = "" }, `cell 1: id "" is not`},
		{"same id", func(nb *Notebook) { nb.Cells[2].ID = "start" }, `cell 3: id "start" is taken`},
		{"unknown type", func(nb *Notebook) { nb.Cells[0].Type = "heading" }, `cell 1: unknown type "heading"`},
		{"go get", func(nb *Notebook) { nb.Cells[1].Source = "import \"fmt\"" },
			"cell 2: the first code cell does not start with %noautoget"},
		{"no code", func(nb *Notebook) { nb.Cells = nb.Cells[:1] }, "there is no code cell"},
		{"long cell", func(nb *Notebook) { nb.Cells[2].Source = Text(strings.Repeat("x()\n", 26)) },
			"cell 3: 26 lines, at most 15"},
		{"empty cell", func(nb *Notebook) { nb.Cells[2].Source = " \n" }, "cell 3: the cell is empty"},
		{"dot import", func(nb *Notebook) { nb.Cells[2].Source = "import . \"fmt\"" }, "cell 3: a dot or blank import"},
		{"blank import in a group", func(nb *Notebook) { nb.Cells[2].Source = "import (\n\t_ \"embed\"\n)" },
			"cell 3: a dot or blank import"},
		{"path in the text", func(nb *Notebook) { nb.Cells[0].Source = "see /home/me/x" },
			`cell 1: names the path "/home/me/x" of one machine`},
		{"outputs of a text", func(nb *Notebook) { nb.Cells[0].Outputs = []Output{} },
			"cell 1: a markdown cell has outputs"},
		{"not run", func(nb *Notebook) { nb.Cells[1].ExecutionCount = nil }, "cell 2: was not run"},
		{"silent", func(nb *Notebook) { nb.Cells[1].Outputs = nil }, "cell 2: shows nothing"},
		{"panic", func(nb *Notebook) {
			nb.Cells[1].Outputs = append(stderr("panic: boom\n\ngoroutine 1\n"),
				Output{Type: Error, EName: "ERROR", EValue: "exit status 2"})
		}, "cell 2: ERROR: panic: boom"},
		{"does not compile", func(nb *Notebook) {
			nb.Cells[1].Outputs = []Output{{Type: Error, EName: "ERROR",
				EValue: "# gonb_1\n./main.go:13:13: undefined: y\n"}}
		}, "cell 2: ERROR: undefined: y"},
		{"shell line", func(nb *Notebook) {
			nb.Cells[1].Source = "!ls x"
			nb.Cells[1].Outputs = stderr("ls: cannot access 'x'\nexit status 2\n")
		}, "cell 2: a shell line failed: ls: cannot access 'x'"},
		{"path in the output", func(nb *Notebook) { nb.Cells[1].Outputs[0].Text = "saved in /tmp/x.bin\n" },
			`cell 2: shows the path "/tmp/x.bin" of one machine`},
		{"path in a page", func(nb *Notebook) { nb.Cells[2].Outputs[0].Data["text/html"] = "<b>/Users/me/x</b>" },
			`cell 3: shows the path`},
		{"the project's own folder", func(nb *Notebook) { nb.Cells[1].Outputs[0].Text = "in /srv/llm/build/x <b>" },
			`cell 2: shows the path "/srv/llm/build/x" of one machine`},
		{"path on Windows", func(nb *Notebook) { nb.Cells[1].Outputs[0].Text = `C:\Users\me` },
			`cell 2: shows the path`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			nb := good()
			tc.spoil(nb)
			if got := problems(nb); !slices.ContainsFunc(got,
				func(s string) bool { return strings.HasPrefix(s, tc.want) }) {
				t.Errorf("found %q, want %q", got, tc.want)
			}
		})
	}
}

func TestWordsThatLookLikePathsAreNoProblem(t *testing.T) {
	for _, text := range []Text{"train/home/x", "loss 1/2", "notebooks/tmp/x", "a ratio of 1 /2",
		"https://go.dev/home/", "/usr/share/dict", "_exit status 1_"} {
		nb := good()
		nb.Cells[1].Outputs[0].Text = text
		if got := problems(nb); len(got) > 0 {
			t.Errorf("%q: %q", text, got)
		}
	}
}

func TestCleanLeavesNothingOfTheRun(t *testing.T) {
	const executed = `{"cells": [
	  {"cell_type": "code", "id": "a", "execution_count": 7, "source": ["%noautoget\n", "x\n"],
	   "metadata": {"execution": {"iopub.status.busy": "2026-01-01T00:00:00Z"}, "collapsed": true, "tags": ["keep"]},
	   "outputs": [
	    {"output_type": "stream", "name": "stdout", "text": "10%\r20%\r"},
	    {"output_type": "stream", "name": "stdout", "text": ["\r30%\n", "\u001b[31mred\u001b[0m\r\n"]},
	    {"output_type": "execute_result", "execution_count": 7, "metadata": {},
	     "data": {"text/plain": ["a\n", "b"], "application/json": [1, 2]}}]},
	  {"cell_type": "code", "id": "b", "execution_count": null, "metadata": {}, "outputs": [], "source": ""},
	  {"cell_type": "markdown", "id": "c", "metadata": {"jp": 1}, "source": "a < b"}],
	 "metadata": {"kernelspec": {"display_name": "Go (gonb) for me", "language": "go", "name": "gonb"},
	  "language_info": {"name": "go", "version": "go1.99"}},
	 "nbformat": 4, "nbformat_minor": 5}`
	nb, err := Parse([]byte(executed))
	if err != nil {
		t.Fatal(err)
	}
	nb.Clean()
	got, err := nb.Encode()
	if err != nil {
		t.Fatal(err)
	}
	const want = `{
 "cells": [
  {
   "cell_type": "code",
   "execution_count": 1,
   "id": "a",
   "metadata": {
    "tags": [
     "keep"
    ]
   },
   "outputs": [
    {
     "name": "stdout",
     "output_type": "stream",
     "text": [
      "30%\n",
      "red\n"
     ]
    },
    {
     "data": {
      "application/json": [
       1,
       2
      ],
      "text/plain": [
       "a\n",
       "b"
      ]
     },
     "execution_count": 1,
     "metadata": {},
     "output_type": "execute_result"
    }
   ],
   "source": [
    "%noautoget\n",
    "x"
   ]
  },
  {
   "cell_type": "code",
   "execution_count": null,
   "id": "b",
   "metadata": {},
   "outputs": [],
   "source": []
  },
  {
   "cell_type": "markdown",
   "id": "c",
   "metadata": {},
   "source": [
    "a < b"
   ]
  }
 ],
 "metadata": {
  "kernelspec": {
   "display_name": "Go (gonb)",
   "language": "go",
   "name": "gonb"
  },
  "language_info": {
   "file_extension": ".go",
   "mimetype": "text/x-go",
   "name": "go",
   "pygments_lexer": "go"
  }
 },
 "nbformat": 4,
 "nbformat_minor": 5
}
`
	if string(got) != want {
		t.Errorf("got\n%s", got)
	}
}

func TestNotANotebookIsAClearError(t *testing.T) {
	for text, want := range map[string]string{
		"":                "not a notebook",
		`{"nbformat": 3}`: "notebook format 3 is not read here",
		`{"nbformat": 4, "cells": [{"source": 1}]}`: "neither a string nor a list of lines",
	} {
		if _, err := Parse([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
	path := filepath.Join(t.TempDir(), "ch09.ipynb")
	if err := os.WriteFile(path, []byte("{"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Read(path); err == nil || !strings.HasPrefix(err.Error(), "ch09.ipynb: ") {
		t.Errorf("the error does not name the file: %v", err)
	}
}

// FuzzParse checks that what was read can be written, and reads back as the same.
func FuzzParse(f *testing.F) {
	data, err := good().Encode()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add([]byte(`{"cells":[{"cell_type":"code","outputs":[{"output_type":"error","ename":"E","traceback":null}],` +
		`"source":["a","b"]}],"nbformat":4}`))
	f.Add([]byte(`{"cells":[{"cell_type":"raw","source":"x"},{"cell_type":"code","execution_count":3,` +
		`"outputs":[{}]}],"nbformat":4,"nbformat_minor":5}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		nb, err := Parse(data)
		if err != nil {
			return
		}
		_ = problems(nb)
		nb.Clean()
		once, err := nb.Encode()
		if err != nil {
			t.Fatalf("cannot be written: %v", err)
		}
		again, err := Parse(once)
		if err != nil {
			t.Fatalf("cannot be read back: %v", err)
		}
		again.Clean()
		twice, err := again.Encode()
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(once, twice) {
			t.Errorf("changed when written again:\n%s\n%s", once, twice)
		}
	})
}

func TestFindListsChaptersThenAppendicesThenExercises(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"exercises/ch02.ipynb", "appendix_d.ipynb", "ch10.ipynb", "ch02.ipynb", "notes.txt"} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := Find(dir, nil)
	if want := []string{"ch02.ipynb", "ch10.ipynb", "appendix_d.ipynb", "exercises/ch02.ipynb"}; err != nil ||
		!slices.Equal(got, want) {
		t.Errorf("Find = %q, %v; want %q", got, err, want)
	}
	if got, err := Find(dir, []string{"ch02"}); err != nil || len(got) != 2 {
		t.Errorf("only ch02: %q, %v", got, err)
	}
	if _, err := Find(dir, []string{"ch99"}); err == nil {
		t.Error("a name that no notebook has is no error")
	}
}

// A chapter's number stands for its exercises too; its path is the chapter's alone.
func TestFindTakesPathsAsTheyAreTyped(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "notebooks")
	if err := os.MkdirAll(filepath.Join(dir, "exercises"), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"ch05.ipynb", "exercises/ch05.ipynb"} {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for only, want := range map[string]string{
		"ch05": "[ch05.ipynb exercises/ch05.ipynb]", "notebooks/ch05": "[ch05.ipynb]",
		"notebooks/ch05.ipynb": "[ch05.ipynb]", "exercises/ch05": "[exercises/ch05.ipynb]",
	} {
		if got, err := Find(dir, []string{only}); err != nil || fmt.Sprint(got) != want {
			t.Errorf("%s: %v, %v, want %s", only, got, err, want)
		}
	}
}

func TestFiguresAreCountedOnceAndAFaultStays(t *testing.T) {
	path := filepath.Join(t.TempDir(), "figures.jsonl")
	t.Setenv(course.EnvRecords, path)
	for _, f := range []course.Record{
		{ID: "a", Outcome: course.Reproduced}, {ID: "b", Outcome: course.Differs, Note: "differs at [0]"},
		{ID: "a", Outcome: course.Reproduced},
		{ID: "b", Outcome: course.Reproduced}, {ID: "c", Outcome: course.Skipped}, {ID: "d", Outcome: course.Excepted},
	} {
		if err := f.Append(); err != nil {
			t.Fatal(err)
		}
	}
	figures, err := course.ReadRecords(path)
	if err != nil {
		t.Fatal(err)
	}
	var r Result
	r.tally(figures)
	got := fmt.Sprint(r.Reproduced, " of ", r.Figures, ", skipped ", r.Skipped, ", ", r.Problems)
	if want := "1 of 3, skipped 1, [figure b differs at [0]]"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}

	t.Setenv(course.EnvRecords, "")
	if err := (course.Record{ID: "x"}).Append(); err != nil {
		t.Errorf("without the variable: %v", err)
	}
	if figures, err := course.ReadRecords(path + ".none"); err != nil || figures != nil {
		t.Errorf("a missing log: %v, %v", figures, err)
	}
}

func ExampleTable() {
	results := []Result{
		{Name: "ch02", Cells: 40, Seconds: 31.4, Figures: 48, Reproduced: 48},
		{Name: "exercises/ch02", Cells: 6, Seconds: 7, Figures: 1, Reproduced: 1, Skipped: 2,
			Problems: []Problem{{3, "shows nothing"}}},
	}
	if err := Table(os.Stdout, results); err != nil {
		fmt.Println(err)
	}
	// Output:
	// notebook        cells  seconds  figures reproduced      status
	// ch02            40     31.4     48 of 48                ok
	// exercises/ch02  6      7.0      1 of 1 (2 need data)    FAILED: cell 3: shows nothing
	// total           46     38.4     49 of 49 (2 need data)  1 of 2 failed
}
