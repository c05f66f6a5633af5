package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
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

// shortText is a file with so many short sentences.
func shortText(t *testing.T, sentences int) string {
	t.Helper()
	var b strings.Builder
	for i := range sentences {
		fmt.Fprintf(&b, "The kettle sings for the %dth time. ", i)
	}
	path := filepath.Join(t.TempDir(), "text.txt")
	if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// trigger calls a function when a text is written to it for the first time.
type trigger struct {
	bytes.Buffer
	text string
	do   func()
}

func (w *trigger) Write(p []byte) (int, error) {
	if n, err := w.Buffer.Write(p); err != nil || w.do == nil || !strings.Contains(w.String(), w.text) {
		return n, err
	}
	w.do()
	w.do = nil
	return len(p), nil
}

// interrupted runs the command line until a text stands on standard output, then does something and interrupts it; it
// returns what the user sees last, and the exit status.
func interrupted(t *testing.T, text string, do func(), args ...string) (last string, status int) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	out := &trigger{text: text, do: func() { do(); cancel() }}
	if text == "" {
		cancel()
	}
	var stderr bytes.Buffer
	root := newRootCmd()
	root.SetArgs(args)
	root.SetOut(out)
	root.SetErr(&stderr)
	cmd, err := root.ExecuteContextC(ctx)
	status = report(ctx, cmd, err, &stderr)
	lines := strings.Split(strings.TrimSpace(stderr.String()), "\n")
	return lines[len(lines)-1], status
}

func TestInterruptedTrainingSaysWhatIsSavedWhere(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out")
	checkpoints := filepath.Join(out, "checkpoints")
	args := []string{"pretrain", "--data", shortText(t, 20), "--out", out, "--epochs=1", "--context=16", "--batch=2",
		"--backend", backend.GoSequential}
	nothing := func() {}

	if last, status := interrupted(t, "", nothing, args...); status != 130 ||
		!strings.Contains(last, "before the first step") || !strings.Contains(last, "the same command") {
		t.Errorf("interrupted at once: status %d, %s", status, last)
	}
	last, status := interrupted(t, "Ep 1", nothing, args...)
	if status != 130 || !strings.HasPrefix(last,
		"llm: interrupted, checkpoint in "+checkpoints+": the same command goes on from there: ") ||
		!strings.HasSuffix(last, " pretrain --data "+args[2]+" --out "+out+
			" --epochs 1 --context 16 --batch 2 --backend "+backend.GoSequential) {
		t.Errorf("interrupted after a step: status %d, %s", status, last)
	}
	if last, status := interrupted(t, "", nothing, args...); status != 130 || !strings.Contains(last, checkpoints) {
		t.Errorf("interrupted once more: status %d, %s", status, last)
	}
	log, err := execute(t, args...)
	if err != nil || strings.Contains(log, "Ep 1 (Step 000000)") {
		t.Errorf("the same command does not go on: %v\n%s", err, log)
	}
}

func TestAFailureToSaveIsAnErrorOfItsOwn(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out")
	checkpoints := filepath.Join(out, "checkpoints")
	block := func() { // a file lies where the folder belongs
		if err := errors.Join(os.MkdirAll(out, 0o755), os.WriteFile(checkpoints, nil, 0o600)); err != nil {
			t.Error(err)
		}
	}
	last, status := interrupted(t, "Ep 1", block, "pretrain", "--data", shortText(t, 20), "--out", out, "--epochs=1",
		"--context=16", "--batch=2", "--backend", backend.GoSequential)
	if status != 1 || !strings.Contains(last, "could be saved: checkpoint after step 1") ||
		!strings.Contains(last, checkpoints) {
		t.Errorf("status %d, %s", status, last)
	}
}

func TestInterruptedClassifierSaysWhatIsLeft(t *testing.T) {
	out := t.TempDir()
	args := []string{"classify", "train", "--data", spamFile(t), "--out", out, "--epochs=2", "--batch=8", "--length=8",
		"--backend", backend.GoSequential}
	interruptedTwice(t, "nothing is saved", filepath.Join(out, "checkpoints"), args...)
}

func TestInterruptedInstructionsSayWhatIsLeft(t *testing.T) {
	out := t.TempDir()
	args := []string{"instruct", "train", "--model", savedSmall(t),
		"--data", entriesFile(t), "--out", out, "--epochs=3", "--batch=4", "--packed=96",
		"--style=phi3", "--backend", backend.GoSequential}
	interruptedTwice(t, "before the first step", filepath.Join(out, "checkpoints"), args...)
}

// interruptedTwice interrupts a training at once, when nothing is kept yet, and then in its first epoch.
func interruptedTwice(t *testing.T, atOnce, inFirstEpoch string, args ...string) {
	t.Helper()
	for _, c := range []struct{ at, want string }{{"", atOnce}, {"Ep 1", inFirstEpoch}} {
		last, status := interrupted(t, c.at, func() {}, args...)
		if status != 130 || !strings.Contains(last, c.want) || !strings.Contains(last, "the same command") {
			t.Errorf("interrupted at %q: status %d, %s", c.at, status, last)
		}
	}
}

// A judge that is interrupted has its scores in the file; where they cannot be written, that is the error.
func TestInterruptedJudge(t *testing.T) {
	for _, lost := range []bool{false, true} {
		dir := filepath.Join(t.TempDir(), "answers")
		path := filepath.Join(dir, "answers.json")
		answers := []instruct.Answer{{Response: "a"}, {Response: "b"}}
		for i := range answers {
			answers[i].Entry = instruct.Entry{Instruction: "Say it.", Output: "a"}
		}
		if err := errors.Join(os.Mkdir(dir, 0o755), instruct.WriteAnswers(path, answers)); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		asked := 0
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			if asked++; asked == 2 {
				if lost {
					os.RemoveAll(dir)
					os.WriteFile(dir, nil, 0o600)
				}
				cancel()
				return
			}
			fmt.Fprint(w, `{"message":{"content":"90"},"done":true}`)
		}))
		var stderr bytes.Buffer
		root := newRootCmd()
		root.SetArgs([]string{"instruct", "eval", path, "--judge", "llama3", "--ollama", server.URL})
		root.SetOut(&stderr)
		root.SetErr(&stderr)
		cmd, err := root.ExecuteContextC(ctx)
		status := report(ctx, cmd, err, &stderr)
		server.Close()
		if want := map[bool]int{false: 130, true: 1}[lost]; status != want ||
			!strings.Contains(stderr.String(), path) ||
			strings.Contains(stderr.String(), "the same command goes on") == lost {
			t.Errorf("lost %t: status %d, %s", lost, status, &stderr)
		}
		if lost {
			continue
		}
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var saved []instruct.Answer
		if err := json.Unmarshal(data, &saved); err != nil || len(saved) != 2 || saved[0].Score == nil ||
			saved[1].Score != nil {
			t.Errorf("%v: %s", err, data)
		}
	}
}

func TestReportKeepsWhatACommandSays(t *testing.T) {
	running := t.Context()
	ended, cancel := context.WithCancelCause(running)
	cancel(errors.New("interrupt signal received"))
	cmd := newRootCmd()
	for _, tc := range []struct {
		ctx    context.Context
		err    error
		says   string
		status int
	}{
		{running, nil, "", 0},
		{running, errors.New("no such file"), "llm: no such file\n", 1},
		{running, errReported, "", 1},
		{running, context.Canceled, "llm: context canceled\n", 1},
		{ended, nil, "", 0},
		{ended, context.Canceled, "llm: stopped\n", 130},
		{ended, errors.New("interrupt signal received"), "llm: stopped\n", 130},
		{ended, errors.Join(nil, context.Canceled), "llm: stopped\n", 130},
		{ended, stopped(ended, context.Canceled, "kept in x"), "llm: interrupted: kept in x\n", 130},
		{ended, errors.New("signal: killed"), "llm: signal: killed\n", 130},
		{ended, unsavedError{errors.New("the disk is full")}, "llm: the disk is full\n", 1},
		{ended, fmt.Errorf("run: %w", unsavedError{errors.New("full")}), "llm: run: full\n", 1},
	} {
		var stderr strings.Builder
		if status := report(tc.ctx, cmd, tc.err, &stderr); status != tc.status || stderr.String() != tc.says {
			t.Errorf("%v: status %d, %q; want %d, %q", tc.err, status, &stderr, tc.status, tc.says)
		}
	}
	full := errors.New("full")
	if err := stopped(ended, errors.Join(context.Canceled, full), "x"); !errors.Is(err, full) {
		t.Errorf("a failure beside the interruption is gone: %v", err)
	}
	if err := stopped(running, context.Canceled, "x"); err != context.Canceled {
		t.Errorf("not interrupted: %v", err)
	}
}
