package main

import (
	"bytes"
	"encoding/json"
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
