package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"llmfromscratch/ch07_instruct"
	"llmfromscratch/shared/backend"
)

// runInstruct is "llm instruct" with arguments.
func runInstruct(t *testing.T, args ...string) (stdout, stderr string, err error) {
	t.Helper()
	var out, errs bytes.Buffer
	cmd := newInstructCmd()
	cmd.SetArgs(args)
	cmd.SetOut(&out)
	cmd.SetErr(&errs)
	cmd.SilenceErrors, cmd.SilenceUsage = true, true
	err = cmd.ExecuteContext(t.Context())
	return out.String(), errs.String(), err
}

func TestInstructTrainsAnswersAndScores(t *testing.T) {
	dir := t.TempDir()
	var entries []instruct.Entry
	for i := range 24 {
		entries = append(entries, instruct.Entry{Instruction: "Say the number twice.", Input: fmt.Sprint(i),
			Output: fmt.Sprintf("%d %d", i, i)})
	}
	data := filepath.Join(dir, "data.json")
	content, err := json.Marshal(entries)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(data, content, 0o600); err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(dir, "out")
	stdout, stderr, err := runInstruct(t, "train", "--model", savedSmall(t), "--data", data, "--out", out,
		"--epochs", "1", "--batch", "4",
		"--style", "phi3", "--backend", backend.GoSequential)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"before: loss", "Ep 1 (Step 000000): Train loss", "after: loss", "2 entries"} {
		if !strings.Contains(stdout, want) {
			t.Errorf("%q is not in\n%s", want, stdout)
		}
	}
	if !strings.Contains(stderr, "20 to train on, 2 to validate, 2 to test") {
		t.Errorf("standard error: %s", stderr)
	}

	model, answers := filepath.Join(out, "model"), filepath.Join(out, "instruction-data-with-response.json")
	stdout, stderr, err = runInstruct(t, "answer", "--model", model, "--backend", backend.GoSequential, "--json",
		"--input", strings.Repeat("7 ", 200), "Say", "the", "number", "twice.")
	var answer instruct.Answer
	if err != nil || json.Unmarshal([]byte(stdout), &answer) != nil || answer.Instruction != "Say the number twice." ||
		answer.Truncated == 0 {
		t.Errorf("%v, %s", err, stdout)
	}
	if !strings.Contains(stderr, "the model did not see its first") {
		t.Errorf("standard error: %s", stderr)
	}

	replies := []string{"90", "Nice!"}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, `{"message":{"content":%q},"done":true}`, replies[0])
		replies = replies[1:]
	}))
	defer server.Close()
	stdout, stderr, err = runInstruct(t, "eval", "--judge", "llama3", "--ollama", server.URL, answers)
	if !strings.Contains(stderr, `the reply is "Nice!"`) {
		t.Errorf("the reply that was no score is not shown: %s", stderr)
	}
	if err != nil || !strings.Contains(stdout, "judge: 90.00 over 1 of 2 entries") ||
		!strings.Contains(stdout, "exact match") {
		t.Errorf("%v, %s", err, stdout)
	}
	stdout, _, err = runInstruct(t, "eval", "--json", answers) // the scores were written into the file
	if err != nil || !strings.Contains(stdout, `"judge": 90`) || !strings.Contains(stdout, `"judged": 1`) {
		t.Errorf("%v, %s", err, stdout)
	}
}

func TestInstructSaysWhatIsMissing(t *testing.T) {
	none := filepath.Join(t.TempDir(), "none")
	for _, tc := range []struct {
		args []string
		want string
	}{
		{[]string{"train", "--size", "book"}, "--model"},
		{[]string{"train", "--model", "none"}, "leave the flag out for the course's own"},
		{[]string{"train", "--size", "huge"}, `unknown size "huge"`},
		{[]string{"train", "--style", "chatml"}, "have alpaca and phi3"},
		{[]string{"train", "--data", none}, none},
		{[]string{"train", "--dropout", "none"}, "dropout"},
		{[]string{"answer", "--model", none, "Hello"}, "llm instruct train"},
		{[]string{"answer"}, "requires at least 1 arg"},
		{[]string{"eval", none}, "llm instruct train"},
	} {
		if _, _, err := runInstruct(t, tc.args...); err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("llm instruct %s: %v, want %q", strings.Join(tc.args, " "), err, tc.want)
		}
	}
}
