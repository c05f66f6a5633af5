package learner

import (
	"os"
	"strings"
	"testing"
	"time"

	"llmfromscratch/shared/learn"
	"llmfromscratch/shared/learn/labs"
)

// labFolder is a learner's folder with the broken programs.
func labFolder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if _, err := learn.Setup(dir, course); err != nil {
		t.Fatal(err)
	}
	if n, err := labs.Setup(dir); err != nil || n != len(labs.All()) {
		t.Fatal(n, err)
	}
	return dir
}

// Each change to lab P2 gets a sentence of its own.
func TestBrokenProgramsAreChecked(t *testing.T) {
	dir, l := labFolder(t), labs.Find("p2")
	for _, c := range []struct{ before, after, want string }{
		{"", "", "What to measure"},
		{`Cause = ""`, `Cause = "future"`, "but the program still has its fault. Letter 1 became another one"},
		{`Cause = ""`, `Cause = "padding"`, "The cause is not padding"},
		{"other-place > 1 }", "other-place > }", "It does not compile yet. In labs/p2/main.go, line"},
		{"hidden(place, other int) bool { return", "hidden(place, other int) bool { unused := 1; return",
			"declared and not used: unused"},
		{"logits(t *tiny.Tape", "scores(t *tiny.Tape", "m.logits undefined"},
		{"const Cause", "const Reason", "The check needs something of the program"},
		{"func newModel(rng *rand.Rand) *model {", "func newModel(rng *rand.Rand, n ...int) (*model, bool) {",
			"does not compile"},
		{"func (m *model) logits(t *tiny.Tape, ids []int) *tiny.Matrix {",
			"func (m *model) logits(t *tiny.Tape, ids []int) *tiny.Matrix {\n\tids = ids[:99]",
			"slice bounds out of range [:99] with capacity 16, in line"},
		{"bool { return other-place > 1 }", "bool {\n\tfor place >= 0 {\n\t}\n\treturn other > place\n}",
			"has not come back after 2s"},
		{"bool { return other-place > 1 }", "bool { return !hidden(other, place) }", "calls itself again and again"},
		{"bool { return other-place > 1 }", "bool {\n\tvar all [][]int\n\tfor place >= 0 {\n" +
			"\t\tall = append(all, make([]int, 1<<20))\n\t}\n\treturn len(all) > other\n}", "more and more memory"},
	} {
		source := strings.Replace(l.Source(), c.before, c.after, 1)
		if err := os.WriteFile(l.File(dir), []byte(source), 0o644); err != nil {
			t.Fatal(err)
		}
		r, err := checkLab(t.Context(), dir, l, 2*time.Second)
		if err != nil {
			t.Fatal(err)
		}
		if r.Passed || r.Empty != (c.before == "") || !strings.Contains(r.Says, c.want) {
			t.Errorf("%q: want %q in\n%v", c.after, c.want, r)
		}
	}
	if err := os.Remove(l.File(dir)); err != nil {
		t.Fatal(err)
	}
	if _, err := CheckLab(t.Context(), dir, l); err == nil || !strings.Contains(err.Error(), "llm learn reset P2") {
		t.Errorf("%v", err)
	}
}

func TestBrokenProgramsAreSetUpOnceAndReset(t *testing.T) {
	dir, l := labFolder(t), labs.Find("P8")
	if begun, err := l.Begun(dir); begun || err != nil {
		t.Error(begun, err)
	}
	if err := os.WriteFile(l.File(dir), []byte("mine"), 0o644); err != nil {
		t.Fatal(err)
	}
	if n, err := labs.Setup(dir); n != 0 || err != nil {
		t.Error(n, err)
	}
	if begun, err := l.Begun(dir); !begun || err != nil {
		t.Error(begun, err)
	}
	kept, err := l.Reset(dir)
	if data, readErr := os.ReadFile(kept); err != nil || readErr != nil || string(data) != "mine" {
		t.Errorf("%q, %v, %v", data, err, readErr)
	}
	if begun, err := l.Begun(dir); begun || err != nil {
		t.Error(begun, err)
	}
}
