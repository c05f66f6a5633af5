package main

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/ch07_instruct"
	"llmfromscratch/shared/torchrand"
)

func sampled(t *testing.T, args ...string) string {
	t.Helper()
	out, err := execute(t, append([]string{"sample"}, args...)...)
	if err != nil {
		t.Fatalf("llm sample %q: %v", args, err)
	}
	return out
}

func TestSampledStoriesAreSeparated(t *testing.T) {
	out := sampled(t, "--count", "5", "--seed", "7")
	stories := strings.Split(strings.TrimSuffix(out, "\n"), text.EndOfText)
	if len(stories) != 5 {
		t.Fatalf("%d stories: %s", len(stories), out)
	}
	for _, s := range stories {
		if s != strings.TrimSpace(s) || !strings.HasSuffix(s, ".") && !strings.HasSuffix(s, `"`) &&
			!strings.HasSuffix(s, "!") {
			t.Errorf("not a whole story: %q", s)
		}
	}
	if more := sampled(t, "--count", "6", "--seed", "7"); !strings.HasPrefix(more, stories[0]) {
		t.Error("more stories begin with others")
	}
	for i, line := range strings.Split(strings.TrimSpace(sampled(t, "--count", "5", "--seed", "7", "--json")), "\n") {
		var s sampledStory
		if err := json.Unmarshal([]byte(line), &s); err != nil || s.Text != stories[i] || s.Plot == "" ||
			len(s.Facts) == 0 || s.Summary == "" {
			t.Errorf("%v: %s", err, line)
		}
	}
}

func TestSampledTokensAreCounted(t *testing.T) {
	tok, err := text.NewGPT2()
	if err != nil {
		t.Fatal(err)
	}
	ids, err := tok.Allowing(text.EndOfText).Encode(sampled(t, "--tokens", "1000"))
	if err != nil {
		t.Fatal(err)
	}
	if n := len(ids); n < 1000 || n > 1400 {
		t.Errorf("%d tokens, want 1000 and what the last story has more", n)
	}
}

// The parts are the ones that chapter 7 splits the file into.
func TestSampledInstructionsAreSplitAsChapter7Does(t *testing.T) {
	path := filepath.Join(t.TempDir(), "instructions.json")
	sampled(t, "--kind", "instructions", "--count", "100", "--out", path)
	entries, err := instruct.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	parts, err := instruct.Split(entries, instruct.BookTrain, instruct.BookTest)
	if err != nil {
		t.Fatal(err)
	}
	var more []instruct.Entry
	if more, err = instruct.Read([]byte(sampled(t, "--kind", "instructions", "--count", "60"))); err != nil {
		t.Fatal(err)
	}
	for i, e := range more[:51] { // 85 % of 60
		if e != parts.Train[i] {
			t.Fatalf("entry %d: %q, want %q", i, e, parts.Train[i])
		}
	}
	if more[51] != parts.Test[0] || more[57] != parts.Validation[0] {
		t.Errorf("the test begins with %q, want %q", more[51], parts.Test[0])
	}
	prefs, err := instruct.ReadPreferences([]byte(sampled(t, "--kind", "preferences", "--count", "30")))
	if err != nil || len(prefs) != 30 {
		t.Errorf("%d preferences, %v", len(prefs), err)
	}
}

// Prompt and answer fit the context of 256 tokens of a model whose tokenizer was trained on such texts.
func TestSampledInstructionsFitASmallContext(t *testing.T) {
	entries, err := instruct.Read([]byte(sampled(t, "--kind", "instructions", "--count", "600")))
	if err != nil {
		t.Fatal(err)
	}
	stories := sampled(t, "--count", "400")
	var all strings.Builder
	all.WriteString(stories)
	for _, e := range entries {
		all.WriteString(instruct.Alpaca().Text(e) + "\n")
	}
	tok, err := text.TrainBPE(t.Context(), all.String(), 3000)
	if err != nil {
		t.Fatal(err)
	}
	longest := 0
	for _, e := range entries {
		n := len(tok.EncodeOrdinary(instruct.Alpaca().Text(e))) + 1 // and <|endoftext|>
		longest = max(longest, n)
		if n > 256 {
			t.Errorf("%d tokens: %q", n, e)
		}
	}
	t.Logf("the longest of %d has %d tokens", len(entries), longest)
}

// What is sampled is what training reads, as one text and as a corpus: all of it, and the end of each story.
func TestSampledStoriesAreReadByTraining(t *testing.T) {
	dir := t.TempDir()
	path, folder := filepath.Join(dir, "stories.txt"), filepath.Join(dir, "corpus")
	sampled(t, "--tokens", "3000", "--out", path)
	if _, err := execute(t, "prepare", path, "--out", folder, "--validation", "0.1"); err != nil {
		t.Fatal(err)
	}
	for _, from := range []sourceFlags{{data: path}, {corpus: folder}} {
		data, err := from.open()
		if err != nil {
			t.Fatal(err)
		}
		defer data.close()
		loaders, err := data.loaders(pretrain.DataOptions{TrainRatio: 0.9, BatchSize: 1, ContextLength: 32},
			torchrand.New(1))
		if err != nil {
			t.Fatalf("%+v: %v", from, err)
		}
		if n := loaders.Train.Len(); n < 75 || n > 90 { // nine tenths of 3,000 tokens and somewhat more
			t.Errorf("%+v: %d rows of 32 tokens", from, n)
		}
	}
}

func TestInterruptedSampleLeavesTheFileAsItWas(t *testing.T) {
	path := filepath.Join(t.TempDir(), "stories.txt")
	if err := os.WriteFile(path, []byte("before"), 0o644); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, kind := range []string{"stories", "instructions", "preferences"} {
		root := newRootCmd()
		root.SetArgs([]string{"sample", "--kind", kind, "--count", "100000", "--out", path})
		if err := root.ExecuteContext(ctx); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", kind, err)
		}
		if content, err := os.ReadFile(path); err != nil || string(content) != "before" {
			t.Errorf("%s: %q, %v", kind, content, err)
		}
	}
}
