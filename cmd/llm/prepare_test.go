package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/ch05_pretrain/longrun"
	"llmfromscratch/shared/corpus"
	"llmfromscratch/shared/sample"
)

// storyFolder is a folder with the beginning of our own story in twelve parts, and what a folder of books has besides.
func storyFolder(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "books")
	write := func(name, text string) {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	paragraphs := strings.SplitAfter(sample.Story(), "\n\n")[:24]
	per := (len(paragraphs) + 11) / 12
	for i := 0; i*per < len(paragraphs); i++ {
		part := strings.Join(paragraphs[i*per:min(i*per+per, len(paragraphs))], "")
		write(fmt.Sprintf("part%02d.txt", i), "Header.\r\n*** START OF THE PROJECT GUTENBERG EBOOK PART ***\r\n"+
			strings.ReplaceAll(part, "\n",
				"\r\n")+"\r\n*** END OF THE PROJECT GUTENBERG EBOOK PART ***\r\nLicence.\r\n")
	}
	write("cover.jpg", "\xff\xd8")
	write("blank.txt", "\n")
	return dir
}

// The way from a folder of books to a model: prepare, prepare again, train with metrics.
func TestPrepareThenPretrain(t *testing.T) {
	t.Setenv("GOMLX_BACKEND", "go:ops_sequential")
	books, out := storyFolder(t), filepath.Join(t.TempDir(), "corpus")
	first, err := execute(t, "prepare", books, "--out", out, "--shard-tokens", "300", "--workers", "3")
	if err != nil || !strings.Contains(first, "is prepared: 12 documents") || !strings.Contains(first, " in 4 files") {
		t.Fatalf("%s%v", first, err)
	}
	second, err := execute(t, "prepare", books, "--out", out, "--shard-tokens", "300")
	if err != nil || second != strings.Replace(first, "is prepared", "is up to date", 1) {
		t.Errorf("second run: %s%v, want the same as\n%s", second, err, first)
	}
	c, err := corpus.Open(out)
	if err != nil {
		t.Fatal(err)
	}
	tokens := c.Train.Len()
	c.Close()

	run, csv := filepath.Join(t.TempDir(), "run"), filepath.Join(t.TempDir(), "run.csv")
	args := []string{"pretrain", "--corpus", out, "--metrics", csv, "--out", run, "--epochs", "1", "--batch", "2",
		"--context", "32"}
	log, err := execute(t, args...)
	if err != nil || !strings.HasPrefix(log, "Ep 1 (Step 000000): Train loss ") {
		t.Fatalf("%s%v", log, err)
	}
	rows, err := longrun.ReadMetrics(csv)
	if err != nil {
		t.Fatal(err)
	}
	steps := 0
	for _, r := range rows {
		if r.Kind == longrun.StepRow {
			steps++
		}
	}
	if want := (tokens - 1) / 32 / 2; steps != want || steps < 4 {
		t.Errorf("%d steps, want %d", steps, want)
	}
	if _, err := pretrain.LoadModelDir(filepath.Join(run, "model")); err != nil {
		t.Error(err)
	}

	// A corpus of another tokenizer is refused before anything is trained.
	path := filepath.Join(out, corpus.IndexFile)
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(strings.Replace(string(data), `"tokenizer": "gpt2"`, `"tokenizer": "other"`,
		1)), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := execute(t, args...); err == nil || !strings.Contains(err.Error(), `prepared with tokenizer "other"`) {
		t.Errorf("another tokenizer: %v", err)
	}
}

func TestPrepareRefusesWhatItCannotUse(t *testing.T) {
	books, empty := storyFolder(t), t.TempDir()
	for _, tc := range []struct {
		args []string
		want string
	}{
		{[]string{"prepare", books}, `"out" not set`},
		{[]string{"prepare", "--out", empty}, "requires at least 1 arg"},
		{[]string{"prepare", empty, "--out", filepath.Join(empty, "c")}, "is empty"},
		{[]string{"prepare", books, "--out", empty, "--ext", "md"}, "no file whose name ends in .md"},
		{[]string{"prepare", books, "--out", empty, "--ext", "jpg"}, "cover.jpg: not UTF-8"},
		{[]string{"prepare", filepath.Join(books, "cover.jpg"), "--out", empty}, "cover.jpg: not UTF-8"},
		{[]string{"prepare", filepath.Join(books, "blank.txt"), "--out", empty}, "there is no text"},
		{[]string{"prepare", books, "--out", empty, "--validation", "0.9"}, "0 to 0.5"},
		{[]string{"prepare", books, "--out", empty, "--shard-tokens", "0"}, "shards of 0"},
		{[]string{"pretrain", "--corpus", empty}, "has the folder been prepared to the end?"},
		{[]string{"pretrain", "--corpus", empty, "--data", "x.txt"}, "none of the others can be"},
	} {
		if _, err := execute(t, tc.args...); err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("llm %s: %v, want %q", strings.Join(tc.args, " "), err, tc.want)
		}
	}
}

func TestPrepareCanBeInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	out := filepath.Join(t.TempDir(), "corpus")
	root := newRootCmd()
	root.SetArgs([]string{"prepare", storyFolder(t), "--out", out})
	if err := root.ExecuteContext(ctx); err == nil || !strings.Contains(err.Error(), "interrupted") {
		t.Errorf("error %v", err)
	}
	entries, err := os.ReadDir(out)
	if err != nil || len(entries) != 1 || entries[0].Name() != ".lock" {
		t.Errorf("left behind: %v, %v", entries, err)
	}
}
