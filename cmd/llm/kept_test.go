package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/shared/backend"
	"llmfromscratch/shared/corpus"
	"llmfromscratch/shared/keep"
)

// both runs the command line and returns what it printed on standard output and on standard error.
func both(t *testing.T, args ...string) (out, errs string, err error) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	root := newRootCmd()
	root.SetArgs(args)
	root.SetOut(&stdout)
	root.SetErr(&stderr)
	err = root.ExecuteContext(t.Context())
	return stdout.String(), stderr.String(), err
}

// other is a change of a run's flags, and what its refusal says.
type other struct {
	flags []string
	says  []string
}

// refusals checks that a folder's run is refused with every change, and is as it was afterwards.
func refusals(t *testing.T, out string, args []string, changes []other) {
	t.Helper()
	before := contents(t, out)
	for _, c := range changes {
		_, _, err := both(t, append(args[:len(args):len(args)], c.flags...)...)
		for _, want := range append(c.says, out, "--out", "--restart") {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%v: %v, want %q", c.flags, err, want)
			}
		}
	}
	if after := contents(t, out); after != before {
		t.Errorf("the folder has changed from\n%s\nto\n%s", before, after)
	}
}

// contents are the names and sizes of all files below a folder.
func contents(t *testing.T, dir string) string {
	t.Helper()
	var b strings.Builder
	err := filepath.Walk(dir, func(path string, info os.FileInfo, err error) error {
		if err == nil {
			b.WriteString(path + " " + info.ModTime().String() + "\n")
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestAClassifierOfOtherSettingsIsRefused(t *testing.T) {
	out, data := filepath.Join(t.TempDir(), "out"), spamFile(t)
	args := []string{"classify", "train", "--data", data, "--out", out, "--epochs=1", "--batch=16", "--length=8",
		"--backend", backend.GoSequential}
	first, _, err := both(t, args...)
	if err != nil {
		t.Fatal(err)
	}
	again, notes, err := both(t, args...)
	if err != nil || !strings.Contains(notes, "trained already: "+filepath.Join(out, "model")) ||
		again == "" || !strings.HasSuffix(first, again) {
		t.Errorf("asked again: %v\n%s\n%s", err, notes, again)
	}
	changed := spamFile(t)
	if err := os.WriteFile(changed, []byte(strings.Repeat("ham\tsee you\nspam\tprize\n", 60)), 0o600); err != nil {
		t.Fatal(err)
	}
	refusals(t, out, args, []other{
		{[]string{"--batch=8"}, []string{"--batch: 16, now 8"}},
		{[]string{"--seed=7"}, []string{"--seed: 123, now 7"}},
		{[]string{"--epochs=3"}, []string{"--epochs: 1, now 3"}},
		{[]string{"--lr=0.01"}, []string{"--lr: 0.0002, now 0.01"}},
		{[]string{"--weight-decay=0"}, []string{"--weight-decay: 0.1, now 0"}},
		{[]string{"--token=first"}, []string{"--token: last, now first"}},
		{[]string{"--train=head"}, []string{"--train: all, now head"}},
		{[]string{"--no-mask"}, []string{"--no-mask: false, now true"}},
		{[]string{"--length=9"}, []string{"--length: 8, now 9"}},
		{[]string{"--accumulate=2"}, []string{"--accumulate: 1, now 2"}},
		{[]string{"--data", changed}, []string{"--data: " + data, changed}},
		{[]string{"--batch=8", "--seed=7"}, []string{"--batch: 16, now 8", "--seed: 123, now 7"}},
	})
	if err := os.WriteFile(data, []byte(strings.Repeat("ham\tsee you\nspam\tprize\n", 60)), 0o600); err != nil {
		t.Fatal(err)
	}
	refusals(t, out, args, []other{{nil, []string{"--data: " + data + " has changed since"}}})
	if _, notes, err := both(t, append(args, "--restart")...); err != nil || strings.Contains(notes, "already") {
		t.Errorf("begun anew: %v\n%s", err, notes)
	}
	if _, notes, err := both(t, args...); err != nil || !strings.Contains(notes, "trained already") {
		t.Errorf("after it: %v\n%s", err, notes)
	}
}

func TestHalfARunOfOtherSettingsIsRefused(t *testing.T) {
	out, data := filepath.Join(t.TempDir(), "out"), entriesFile(t)
	args := []string{"instruct", "train", "--model", savedSmall(t),
		"--data", data, "--out", out, "--epochs=2", "--batch=4", "--packed=96", "--style=phi3",
		"--backend", backend.GoSequential}
	if last, status := interrupted(t, "Ep 1", func() {}, args...); status != statusInterrupted {
		t.Fatal(last)
	}
	refusals(t, out, args, []other{
		{[]string{"--packed=48"}, []string{"--packed: 96, now 48"}},
		{[]string{"--style=alpaca"}, []string{"--style: phi3, now alpaca"}},
		{[]string{"--dropout=backend"}, []string{"--dropout: torch, now backend"}},
		{[]string{"--epochs=9"}, []string{"--epochs: 2, now 9"}},
		{[]string{"--data", entriesFileOf(t, 30)}, []string{"--data: " + data}},
	})
	if last, status := interrupted(t, "Ep 1", func() {}, append(args, "--seed=9", "--restart")...); status !=
		statusInterrupted || !strings.Contains(last, "--seed 9") || strings.Contains(last, "--restart") {
		t.Errorf("begun anew and interrupted: %s", last)
	}
	refusals(t, out, args, []other{{nil, []string{"--seed: 9, now 123"}}})
	_, notes, err := both(t, append(args, "--seed=9")...)
	if err != nil || !strings.Contains(notes, "goes on from step 1 of ") ||
		!strings.Contains(notes, filepath.Join(out, "checkpoints")) {
		t.Errorf("%v\n%s", err, notes)
	}
	answers := filepath.Join(out, filepath.Base(instructAnswers))
	if err := os.Remove(answers); err != nil {
		t.Fatal(err)
	}
	if _, notes, err := both(t, append(args, "--seed=9")...); err != nil || !strings.Contains(notes, answers) {
		t.Errorf("without its answers: %v\n%s", err, notes)
	}
}

// What was written before settings were kept is not taken for the run that is asked for without a word.
func TestRunsWithoutSettingsSaySo(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out")
	args := []string{"instruct", "train", "--model", savedSmall(t),
		"--data", entriesFile(t), "--out", out, "--epochs=2", "--batch=4",
		"--packed=96", "--style=phi3", "--backend", backend.GoSequential}
	if last, status := interrupted(t, "Ep 1", func() {}, args...); status != statusInterrupted {
		t.Fatal(last)
	}
	latest, err := pretrain.LatestCheckpoint(filepath.Join(out, "checkpoints"))
	if err != nil {
		t.Fatal(err)
	}
	state := filepath.Join(latest, "state.json")
	content, err := os.ReadFile(state)
	if err != nil {
		t.Fatal(err)
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(content, &fields); err != nil {
		t.Fatal(err)
	}
	delete(fields, "settings")
	if content, err = json.Marshal(fields); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(state, content, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, notes, err := both(t, args...); err != nil || !strings.Contains(notes, "without the settings") ||
		!strings.Contains(notes, "goes on from step 1 of ") {
		t.Errorf("%v\n%s", err, notes)
	}
	if err := os.Remove(filepath.Join(out, "model", recordFile)); err != nil {
		t.Fatal(err)
	}
	refusals(t, out, args, []other{{nil, []string{"has no " + recordFile, "not known"}}})
}

func TestTwoProgramsDoNotTrainInOneFolder(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out")
	args := []string{"classify", "train", "--data", spamFile(t), "--out", out, "--epochs=1", "--batch=16", "--length=8",
		"--backend", backend.GoSequential}
	var second error
	last, status := interrupted(t, "Ep 1", func() { _, _, second = both(t, args...) }, args...)
	if second == nil || !strings.Contains(second.Error(), "another program trains in "+out) {
		t.Errorf("the second: %v", second)
	}
	if status != statusInterrupted {
		t.Errorf("the first: status %d, %s", status, last)
	}
	if _, _, err := both(t, args...); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}

// A run on a text is none on a corpus, whose settings have another flag.
func TestTextsAndCorporaAreToldApart(t *testing.T) {
	of := func(d *trainingData) keep.Settings {
		s, err := d.settings()
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	tok, err := gpt2Vocabulary()
	if err != nil {
		t.Fatal(err)
	}
	a := of(&trainingData{from: "a.txt", text: "The kettle sings.", tok: tok})
	b := of(&trainingData{from: "corpus b", corpus: &corpus.Corpus{Index: &corpus.Index{Fingerprint: "f"}}})
	for _, refused := range [][]keep.Difference{first(a.Differences(b)), first(b.Differences(a))} {
		if len(refused) != 1 || !strings.Contains(refused[0].String(), "corpus b (f)") {
			t.Errorf("%v", refused)
		}
	}
	renamed := of(&trainingData{from: "c.txt", text: "The kettle sings.", tok: tok})
	if refused, free := a.Differences(renamed); len(refused)+len(free) > 0 {
		t.Errorf("the same text under another name: %v %v", refused, free)
	}
}

func first[A, B any](a A, _ B) A { return a }
