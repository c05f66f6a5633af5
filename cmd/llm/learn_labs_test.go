package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"llmfromscratch/shared/learn/labs"
)

func TestLearningFromABrokenProgram(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "mine")
	contains := func(want string, args ...string) {
		t.Helper()
		out, err := learnIn(t, dir, args...)
		if err != nil || !strings.Contains(out, want) {
			t.Errorf("llm learn %q: %v, no %q in\n%s", args, err, want, out)
		}
	}
	contains("41 stubs written", "init", dir)
	contains("· P4   labs/p4", "list")
	contains("P4, hint 1 of 3", "hint", "P4")
	contains("P4, hint 2 of 3", "hint", "p4")

	l := labs.Find("P4")
	change := func(before, after string) {
		t.Helper()
		source, err := os.ReadFile(l.File(dir))
		if err != nil {
			t.Fatal(err)
		}
		changed := strings.Replace(string(source), before, after, 1)
		if err := os.WriteFile(l.File(dir), []byte(changed), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	fails := func(want string, args ...string) {
		t.Helper()
		if out, err := learnIn(t, dir, args...); !errors.Is(err, errReported) || !strings.Contains(out, want) {
			t.Errorf("%v, no %q in\n%s", err, want, out)
		}
	}
	fails("What to measure", "check", "P4")
	change("Cause = \"\"", "Cause = \"rate\"")
	fails("The cause is not rate", "check") // all that were changed
	contains("P4   labs/p4           good at its own text, lost in any other (1 try, 2 hints)", "list")
	if _, err := os.Stat(filepath.Join("..", "..", "shared", "learn", "solutions")); err != nil {
		t.Skip("a student's copy has no solutions")
	}
	contains("+\treturn m.tokenizer.encode(text)", "solution", "P4")
	change("return newTokenizer(text).encode(text)", "return m.tokenizer.encode(text)")
	change("Cause = \"rate\"", "Cause = \"tokenizer\"")
	contains("✓ P4 labs/p4", "check", "p4")
	contains("(2 tries, 2 hints, solution seen)", "list")
	contains("✓ P4 labs/p4", "check")
	contains("the faulty program is back", "reset", "P4")
	fails("What to measure", "check", "P4")
}
