package main

import (
	"bytes"
	"encoding/json"
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

// The first command of somebody who has just cloned the project: it says what to type.
func TestGenerateWithoutAModelSaysWhatToType(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, tc := range []struct {
		args, want []string
	}{
		{[]string{"Every effort moves you"}, []string{"no model in " + filepath.Join("build", "pretrain", "model"),
			"  go run ./cmd/llm pretrain    (", "  go run ./cmd/llm generate \"Every effort moves you\"    (",
			"fetch gpt2-124M", "generate --model 124M \"Every effort"}},
		{nil, []string{"  go run ./cmd/llm generate    ("}},
		{[]string{"a", "quote \""}, []string{`generate "a" "quote \""`}},
		{[]string{"--tokens=5", "--json", "hello"}, []string{`generate "hello"`}},
		{[]string{"--model", "nowhere", "hello"}, []string{"nowhere", "llm pretrain"}},
		{[]string{"--model", "124M", "hello"}, []string{"124M", "llm fetch gpt2-124M"}},
	} {
		t.Setenv("LLM_DATA_DIR", t.TempDir())
		t.Setenv("LLM_CACHE_DIR", t.TempDir())
		_, err := execute(t, append([]string{"generate"}, tc.args...)...)
		for _, want := range tc.want {
			if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "config.json") {
				t.Errorf("generate %q: %v\nwant %q", tc.args, err, want)
			}
		}
	}
	checkpoints := filepath.Join("build", "pretrain", "checkpoints")
	if err := files(checkpoints, map[string][]byte{"latest": []byte("step-00000007\n")}); err != nil {
		t.Fatal(err)
	}
	_, err := execute(t, "generate", "hello")
	if err == nil || !strings.Contains(err.Error(), "--model "+checkpoints) {
		t.Errorf("beside a run that was stopped: %v", err)
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
