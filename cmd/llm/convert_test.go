package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// convert runs "llm convert" alone.
func convert(t *testing.T, args ...string) (string, error) {
	t.Helper()
	var out, errs bytes.Buffer
	cmd := newConvertCmd()
	cmd.SilenceErrors, cmd.SilenceUsage = true, true
	cmd.SetArgs(args)
	cmd.SetOut(&out)
	cmd.SetErr(&errs)
	err := cmd.ExecuteContext(t.Context())
	return out.String(), err
}

func TestConvertThereAndBackGivesTheSameBytes(t *testing.T) {
	tiny := filepath.Join("..", "..", "ch05_pretrain", "gpt2", "testdata", "tiny-gpt2")
	dir := t.TempDir()
	book, hub := filepath.Join(dir, "book"), filepath.Join(dir, "hub")
	out, err := convert(t, "--from", tiny, "--to", book)
	if err != nil || !strings.Contains(out, "hf layout") ||
		!strings.Contains(out, "2 blocks, width 32, vocabulary of 512, context of 32") {
		t.Fatalf("%q, %v", out, err)
	}
	if _, err := convert(t, "--from", book, "--to", hub, "--layout", "hf"); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"model.safetensors", "config.json"} {
		got, err := os.ReadFile(filepath.Join(hub, name))
		if err != nil {
			t.Fatal(err)
		}
		want, err := os.ReadFile(filepath.Join(tiny, name))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s has other bytes", name)
		}
	}

	for _, tc := range []struct {
		name string
		args []string
		want string
	}{
		{"onto itself", []string{"--from", book, "--to", book, "--layout", "hf", "--force"},
			"would replace the weights that are read"},
		{"onto its file", []string{"--from", book, "--to", filepath.Join(book, "model.safetensors"), "--force"},
			"would replace the weights that are read"},
		{"over another", []string{"--from", book, "--to", hub}, "is there already"},
		{"unknown layout", []string{"--from", book, "--to", filepath.Join(dir, "x"), "--layout", "tf"},
			`layout "tf" cannot be written`},
		{"nothing there", []string{"--from", filepath.Join(dir, "nothing"), "--to", hub}, "nothing"},
		{"no target", []string{"--from", book}, `"to" not set`},
	} {
		if _, err := convert(t, tc.args...); err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: %v, want %q", tc.name, err, tc.want)
		}
	}
	if out, err := convert(t, "--from", book, "--to", hub, "--force"); err != nil ||
		!strings.Contains(out, "book layout") {
		t.Errorf("--force: %q, %v", out, err)
	}
}
