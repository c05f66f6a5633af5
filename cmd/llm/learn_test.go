package main

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"llmfromscratch/shared/learn"
)

// learnIn runs "llm learn" for a folder.
func learnIn(t *testing.T, dir string, args ...string) (string, error) {
	t.Helper()
	return execute(t, append([]string{"learn", "--dir", dir}, args...)...)
}

func TestTheListCountsTheExercisesOfTheNotebooks(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "mine")
	if _, err := learnIn(t, dir); err != nil {
		t.Fatal(err)
	}
	const counts = "In the notebooks' exercises"
	if out, err := learnIn(t, dir, "list"); err != nil || strings.Contains(out, counts) {
		t.Errorf("before any: %v\n%s", err, out)
	}
	progress, err := learn.LoadProgress(dir)
	if err != nil {
		t.Fatal(err)
	}
	progress.AddExercise("?3.1", true, "", time.Now())
	progress.AddExercise("3.1", false, "reshaped", time.Now())
	progress.AddExercise("3.1", true, "", time.Now())
	if err := progress.Save(dir); err != nil {
		t.Fatal(err)
	}
	out, err := learnIn(t, dir, "list")
	if err != nil || !strings.Contains(out, counts+" 2 predictions and answers were right, 1 of them at once.") {
		t.Errorf("%v\n%s", err, out)
	}
}

func TestLearningAPart(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "mine")
	if _, err := learnIn(t, dir, "list"); err == nil || !strings.Contains(err.Error(), "llm learn init") {
		t.Errorf("a folder that is not there: %v", err)
	}
	contains := func(want string, args ...string) {
		t.Helper()
		out, err := learnIn(t, dir, args...)
		if err != nil || !strings.Contains(out, want) {
			t.Errorf("llm learn %q: %v, no %q in\n%s", args, err, want, out)
		}
	}
	contains("41 stubs written")
	contains("· 3.5  CausalMask")
	contains("func Split(text string) []string", "next")
	contains("hint 1 of 3", "hint", "2.7")
	contains("hint 2 of 3", "hint", "2.7")
	contains("func Lookup(", "solution", "2.7")
	contains("41 parts and labs are as they were", "check")

	write := func(body string) {
		t.Helper()
		p, err := learn.Find("2.7")
		if err != nil {
			t.Fatal(err)
		}
		source := "package main\n\n" + p.Signature() + " {\n\tvar rows [][]float64\n\tfor _, id := range ids {\n\t\t" +
			body + "\n\t}\n\treturn rows\n}\n"
		if err := os.WriteFile(filepath.Join(dir, p.File()), []byte(source), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("rows = append(rows, weight[max(0, id-1)])")
	if out, err := learnIn(t, dir, "check", "2.7"); !errors.Is(err, errReported) ||
		!strings.Contains(out, "Every id gets the row before its own") {
		t.Errorf("%v\n%s", err, out)
	}
	write("rows = append(rows, weight[id])")
	contains("1 of 33 parts are done. Next: 2.2 Split", "check", "2.7")
	contains("✓ 2.7  Lookup            an id becomes a vector (2 tries, 2 hints, solution seen)", "list")

	out, err := learnIn(t, dir, "report", "--json")
	var reports []struct{ Passed, Of, Tries, Hints, Solutions int }
	if err != nil || json.Unmarshal([]byte(out), &reports) != nil || len(reports) != 1 || reports[0].Passed != 1 ||
		reports[0].Tries != 2 || reports[0].Solutions != 1 {
		t.Errorf("%v, %s", err, out)
	}
	contains("| 2.7 Lookup | 1 of 1 | 2 | row before 1 |", "report")
	contains("the stub is back", "reset", "2.7")
	contains("41 parts and labs are as they were", "check")
	if _, err := learnIn(t, dir, "check", "9.9"); err == nil || !strings.Contains(err.Error(), "no part \"9.9\"") {
		t.Errorf("%v", err)
	}
}

func TestAModelOfPartsNeedsAFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "mine")
	if _, err := learnIn(t, dir, "model"); err == nil || !strings.Contains(err.Error(), "llm learn init") {
		t.Errorf("a folder that is not there: %v", err)
	}
	_, err := learnIn(t, dir, "model", "--tokens", "-1")
	if err == nil || !strings.Contains(err.Error(), "from 0 to 256") {
		t.Errorf("%v", err)
	}
}
