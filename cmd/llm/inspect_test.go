package main

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"llmfromscratch/shared/safetensors"
)

func runInspect(t *testing.T, args ...string) (string, error) {
	t.Helper()
	cmd := newInspectCmd()
	var out bytes.Buffer
	cmd.SetOut(&out)
	cmd.SilenceErrors, cmd.SilenceUsage = true, true
	cmd.SetArgs(args)
	err := cmd.ExecuteContext(t.Context())
	return out.String(), err
}

func TestInspectListsSafetensors(t *testing.T) {
	path := filepath.Join(t.TempDir(), "model.safetensors")
	err := safetensors.Write(path, map[string]string{"format": "pt"}, []safetensors.Tensor{
		{Name: "tok_emb.weight", Shape: []int{2, 3}, Data: make([]float32, 6)},
		{Name: "a\x1b[31m", Data: make([]float32, 1)},
	})
	if err != nil {
		t.Fatal(err)
	}
	out, err := runInspect(t, path, "--check")
	if err != nil {
		t.Fatal(err)
	}
	want := `"format": "pt"
TENSOR          KIND  SHAPE
tok_emb.weight  F32   [2 3]
"a\x1b[31m"     F32   []
2 tensors, 7 elements, 28 B
Every tensor can be read. (The format has no checksums.)
`
	if out != want {
		t.Errorf("got\n%s\nwant\n%s", out, want)
	}
}

func TestInspectListsCheckpoints(t *testing.T) {
	for _, path := range []string{"../../shared/tfcheckpoint/testdata/tiny.ckpt",
		"../../shared/tfcheckpoint/testdata/tiny.ckpt.index"} {
		out, err := runInspect(t, path, "--check")
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{"model/wte         F32   [3 2]", "global_step       I64   []",
			"30 tensors, 61 elements", "checksum of the index"} {
			if !strings.Contains(out, want) {
				t.Errorf("the list lacks %q:\n%s", want, out)
			}
		}
	}
}

func TestInspectSaysWhatIsWrong(t *testing.T) {
	dir := t.TempDir()
	page := filepath.Join(dir, "model.safetensors")
	index := filepath.Join(dir, "model.ckpt.index")
	for _, path := range []string{page, index} {
		if err := os.WriteFile(path, []byte("<!DOCTYPE html><html><body>not found, and here is why</body></html>"),
			0o644); err != nil {
			t.Fatal(err)
		}
	}
	for path, want := range map[string]string{page: "<!DOCTYPE html>", index: "something else",
		filepath.Join(dir, "none"): "none"} {
		if _, err := runInspect(t, path); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want one with %q", path, err, want)
		}
	}
}

// No line is longer than a screen is wide, whatever a file has in it.
func TestInspectKeepsLinesShort(t *testing.T) {
	path := filepath.Join(t.TempDir(), "model.safetensors")
	long := strings.Repeat("name.", 2000)
	err := safetensors.Write(path, map[string]string{long: long, "lines": "a\nb\r\x1b[2J",
		"wide": strings.Repeat("Ω", 500)},
		[]safetensors.Tensor{
			{Name: long, Shape: []int{1}, Data: make([]float32, 1)},
			{Name: strings.Repeat("字", 300), Shape: []int{1}, Data: make([]float32, 1)},
			{Name: "deep", Shape: slices.Repeat([]int{1}, 8), Data: make([]float32, 1)},
			{Name: strings.Repeat("\x01", 100), Shape: []int{1}, Data: make([]float32, 1)},
			{Name: "two\nlines", Shape: []int{1}, Data: make([]float32, 1)},
		})
	if err != nil {
		t.Fatal(err)
	}
	out, err := runInspect(t, path)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(out) {
		if n := len([]rune(line)); n > 120 {
			t.Errorf("a line of %d characters: %.60s…", n, line)
		}
	}
	if strings.ContainsAny(out, "\x1b\r") || strings.Count(out, "\n") != 3+1+5+1 {
		t.Errorf("%q", out)
	}
}
