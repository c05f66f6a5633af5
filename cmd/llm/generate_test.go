package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch05_pretrain/gpt2"
	"llmfromscratch/shared/backend"
)

func TestGenerateBeginsWhereItIsTold(t *testing.T) {
	model := t.TempDir()
	if err := gpt2.Save(model, exactModel(t), gpt2.BookLayout); err != nil {
		t.Fatal(err)
	}
	generate := func(args ...string) (ids []int, txt, stderr string) {
		t.Helper()
		var out, errs bytes.Buffer
		root := newRootCmd()
		root.SetArgs(append([]string{"generate", "--json", "--model", model, "--backend", backend.GoSequential},
			args...))
		root.SetOut(&out)
		root.SetErr(&errs)
		if err := root.ExecuteContext(t.Context()); err != nil {
			t.Fatal(err)
		}
		var result struct {
			IDs  []int
			Text string
		}
		if err := json.Unmarshal(out.Bytes(), &result); err != nil {
			t.Fatal(err)
		}
		return result.IDs, result.Text, errs.String()
	}

	ids, txt, _ := generate("--tokens=2")
	if !strings.HasPrefix(txt, "Every effort moves you") || len(ids) != 6 {
		t.Errorf("without a text: %v, %q", ids, txt)
	}
	ids, txt, _ = generate("--tokens=3", "--eos=false", "")
	if len(ids) != 4 || ids[0] != text.EndOfTextID || strings.Contains(txt, "Every") {
		t.Errorf("the empty text: %v, %q", ids, txt)
	}
	marked, _, _ := generate("--tokens=3", "--eos=false", text.EndOfText)
	if !slices.Equal(ids, marked) {
		t.Errorf("the empty text goes on with %v, the mark alone with %v", ids, marked)
	}
	for _, temperature := range []string{"1e-300", "1e-40", "1e39", "1e300"} {
		if ids, _, _ := generate("--tokens=2", "--temperature", temperature, "--top-k=5", "Every"); len(ids) < 1 {
			t.Errorf("temperature %s: %v", temperature, ids)
		}
	}
	_, _, stderr := generate("--tokens=1", strings.Repeat("word ", 100))
	if !strings.Contains(stderr, "101 tokens") || !strings.Contains(stderr, "the last 80") {
		t.Errorf("a text longer than the context: %s", stderr)
	}
}

// The first command of somebody who has just cloned the project tells a story, and says with which model and what the
// others need.
func TestTheFirstCommandTellsAStory(t *testing.T) {
	t.Chdir(t.TempDir())
	t.Setenv("LLM_DATA_DIR", t.TempDir())
	t.Setenv("LLM_CACHE_DIR", t.TempDir())
	told := func(args ...string) (out, log string) {
		t.Helper()
		out, log, err := piped(t, "", append([]string{"generate"}, args...)...)
		if err != nil {
			t.Fatal(err)
		}
		return out, log
	}
	story, log := told("Once upon a time")
	if !strings.HasPrefix(story, "Once upon a time") || len(strings.Fields(story)) < 60 {
		t.Errorf("the story: %q", story)
	}
	for _, want := range []string{"model: course", "llm fetch gpt2-124M", "llm pretrain"} {
		if !strings.Contains(log, want) {
			t.Errorf("%q does not say %q", log, want)
		}
	}
	if again, _ := told(); again != story {
		t.Errorf("without a text: %q, want %q", again, story)
	}
	if short, _ := told("--tokens=3", "--model=course", "Once upon a time"); len(short) >= len(story) ||
		!strings.HasPrefix(story, strings.TrimSuffix(short, "\n")) {
		t.Errorf("three tokens: %q", short)
	}
	checkpoints := filepath.Join("build", "pretrain", "checkpoints")
	if err := files(checkpoints, map[string][]byte{"latest": []byte("step-00000007\n")}); err != nil {
		t.Fatal(err)
	}
	if _, log := told("--tokens=1"); !strings.Contains(log, "--model "+checkpoints) {
		t.Errorf("beside a run that was stopped: %s", log)
	}
	if err := os.Rename(savedModel(t, exactModel(t)), pretrainedModel); err != nil {
		t.Fatal(err)
	}
	if out, log := told("--tokens=1"); !strings.Contains(log, "model: "+pretrainedModel) ||
		!strings.HasPrefix(out, "Every effort moves you") {
		t.Errorf("beside a model of one's own: %q, %s", out, log)
	}
}

// A model that is named and is not here is an error that says how to get one.
func TestGenerateWithoutTheModelThatIsNamed(t *testing.T) {
	t.Setenv("LLM_DATA_DIR", t.TempDir())
	t.Setenv("LLM_CACHE_DIR", t.TempDir())
	for name, want := range map[string]string{"nowhere": "llm pretrain", "124M": "llm fetch gpt2-124M"} {
		_, err := execute(t, "generate", "--model", name, "hello")
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), name) {
			t.Errorf("--model %s: %v, want %q", name, err, want)
		}
	}
}

// Who talks without a model of his own talks to the course's, which continues what is said.
func TestTalkingWithoutAModelContinues(t *testing.T) {
	t.Chdir(t.TempDir())
	t.Setenv("LLM_DATA_DIR", t.TempDir())
	t.Setenv("LLM_CACHE_DIR", t.TempDir())
	out, log, err := piped(t, "Once upon a time\n", "chat")
	if err != nil || len(strings.Fields(out)) < 20 || !strings.Contains(log, "model: course") ||
		!strings.Contains(log, "llm instruct train") {
		t.Errorf("%q, %s, %v", out, log, err)
	}
}

func TestGenerateEndsBeforeAStopString(t *testing.T) {
	model := savedModel(t, exactModel(t))
	whole, _ := generated(t, "--model", model, "--tokens=12", "--eos=false")
	var all struct{ Text string }
	if err := json.Unmarshal([]byte(whole), &all); err != nil {
		t.Fatal(err)
	}
	rest := []rune(strings.TrimPrefix(all.Text, "Every effort moves you"))
	stop := string(rest[len(rest)/2 : len(rest)/2+3])
	cut, _, _ := strings.Cut(string(rest), stop)
	out, ids := generated(t, "--model", model, "--tokens=12", "--eos=false", "--stop="+stop, "--stop=\\n\\n\\n")
	var got struct{ Text string }
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		t.Fatal(err)
	}
	if want := "Every effort moves you" + cut; got.Text != want || len(ids) == 16 {
		t.Errorf("before %q: %q with %d tokens, want %q", stop, got.Text, len(ids), want)
	}
}

func TestGenerateTakesSettingsThatTheBookDoesNotHave(t *testing.T) {
	model := savedModel(t, exactModel(t))
	seen := map[string]bool{}
	for _, flags := range [][]string{
		{"--temperature=5"}, {"--temperature=5", "--top-p=0"}, {"--temperature=5", "--top-p=1", "--min-p=0"},
	} {
		out, _ := generated(t, append(flags, "--model", model, "--tokens=8", "--eos=false")...)
		seen[out] = true
	}
	if len(seen) != 1 {
		t.Errorf("settings that change nothing give %d texts", len(seen))
	}
	for _, flag := range []string{"--top-p=0.0001", "--min-p=1", "--repetition-penalty=0.001"} {
		out, _ := generated(t, "--temperature=5", flag, "--model", model, "--tokens=8", "--eos=false")
		if seen[out] {
			t.Errorf("%s changes nothing", flag)
		}
		seen[out] = true
	}
	if _, err := execute(t, "generate", "--model", model, "--top-p=0.5", "x"); err == nil ||
		!strings.Contains(err.Error(), "--temperature 0") {
		t.Errorf("top-p without a temperature: %v", err)
	}
}
