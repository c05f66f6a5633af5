package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// runClassify runs "llm classify …" and returns what it printed on standard output and standard error.
func runClassify(t *testing.T, args ...string) (out, errs string, err error) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	cmd := newClassifyCmd()
	cmd.SilenceUsage, cmd.SilenceErrors = true, true
	cmd.SetArgs(args)
	cmd.SetOut(&stdout)
	cmd.SetErr(&stderr)
	err = cmd.ExecuteContext(t.Context())
	return stdout.String(), stderr.String(), err
}

// spamFile has 60 messages of each class that a single word tells apart.
func spamFile(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	for i := range 60 {
		fmt.Fprintf(&b, "ham\tsee you at %d\nspam\tprize number %d\n", i, i)
	}
	path := filepath.Join(t.TempDir(), "messages.tsv")
	if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestClassifyTrainsPredictsAndEvaluates(t *testing.T) {
	const backend = "--backend=go:ops_sequential"
	out, data := t.TempDir(), spamFile(t)
	log, notes, err := runClassify(t, "train", "--data", data, "--out", out, "--epochs=2", "--batch=8", "--length=8",
		backend)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Ep 1 (Step 000000): Train loss ", "Validation accuracy: ",
		"test          24 messages, accuracy "} {
		if !strings.Contains(log, want) {
			t.Errorf("the log has no %q:\n%s", want, log)
		}
	}
	if !strings.Contains(notes, "model: course, trained: all") {
		t.Errorf("notes:\n%s", notes)
	}
	model := filepath.Join(out, "model")
	answer, _, err := runClassify(t, "predict", "--model", model, "--json", backend, "prize number 7",
		strings.Repeat("see you ", 30))
	if err != nil {
		t.Fatal(err)
	}
	decoder := json.NewDecoder(strings.NewReader(answer))
	var first, second struct {
		Label         string
		Probabilities []float64
		Truncated     int
	}
	if err := decoder.Decode(&first); err != nil {
		t.Fatal(err)
	}
	if err := decoder.Decode(&second); err != nil {
		t.Fatal(err)
	}
	if first.Label != "spam" || len(first.Probabilities) != 2 || first.Truncated != 0 || second.Truncated == 0 {
		t.Errorf("answers: %s", answer)
	}
	if plain, _, err := runClassify(t, "predict", "--model", model, backend, "prize number 7"); err != nil ||
		!strings.HasPrefix(plain, "spam (") {
		t.Errorf("plain answer %q, %v", plain, err)
	}
	for _, args := range [][]string{{"--split", filepath.Join(out, "data")}, {"--data", data}} {
		results, _, err := runClassify(t, append([]string{"eval", "--model", model, "--json", backend}, args...)...)
		if err != nil {
			t.Fatal(err)
		}
		var parts []partResult
		if err := json.Unmarshal([]byte(results), &parts); err != nil {
			t.Fatalf("%v in %s", err, results)
		}
		for _, p := range parts {
			if p.Accuracy < 0.9 || p.Messages == 0 {
				t.Errorf("%v: %+v", args, p)
			}
		}
	}
}

func TestClassifyRefuses(t *testing.T) {
	bad := filepath.Join(t.TempDir(), "bad.tsv")
	if err := os.WriteFile(bad, []byte("ham\ta\neggs\tb\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	none := filepath.Join(t.TempDir(), "none")
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"train", "--data", bad}, "row 1 (line 2)"},
		{[]string{"train", "--train", "everything"}, "last-two-blocks"},
		{[]string{"train", "--token", "middle"}, "last-text"},
		{[]string{"train", "--size", "huge"}, "huge"},
		{[]string{"train", "--size", "book"}, "--pretrained"},
		{[]string{"train", "--pretrained", "none"}, "leave the flag out for the course's own"},
		{[]string{"train", "--length=60000", "--data", spamFile(t), "--backend=go:ops_sequential"},
			"--length 60000: the model's context is 256 tokens"},
		{[]string{"train", "--pretrained", none, "--backend=go:ops_sequential"}, "llm pretrain"},
		{[]string{"predict", "--model", none, "hello"}, "llm classify train"},
		{[]string{"predict", "--model", none}, "at least 1 arg"},
		{[]string{"eval", "--model", none}, "llm classify train"},
	} {
		if _, _, err := runClassify(t, c.args...); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v: error %v, want one with %q", c.args, err, c.want)
		}
	}
}
