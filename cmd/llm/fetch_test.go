package main

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"llmfromscratch/shared/assets"
)

// runFetch runs "llm fetch" with every folder that it looks at empty, and without network.
func runFetch(t *testing.T, args ...string) (stdout, stderr string, err error) {
	t.Helper()
	cmd := newFetchCmd()
	var out, notes bytes.Buffer
	cmd.SetOut(&out)
	cmd.SetErr(&notes)
	cmd.SilenceErrors, cmd.SilenceUsage = true, true
	cmd.SetArgs(args)
	err = cmd.ExecuteContext(t.Context())
	return out.String(), notes.String(), err
}

func emptyFolders(t *testing.T) (data string) {
	data = t.TempDir()
	t.Setenv("LLM_DATA_DIR", data)
	t.Setenv("LLM_CACHE_DIR", t.TempDir())
	t.Setenv("HF_HUB_CACHE", t.TempDir())
	t.Setenv("LLM_OFFLINE", "1")
	return data
}

func TestFetchListShowsWhatIsHereAndWhatIsNot(t *testing.T) {
	data := emptyFolders(t)
	config := filepath.Join(data, "gpt2", "774M", "config.json") // a file that may have any content
	if err := os.MkdirAll(filepath.Dir(config), 0o755); err != nil {
		t.Fatal(err)
	}
	for path, content := range map[string]string{config: "{}", filepath.Join(data, "the-verdict.txt"): "half"} {
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	out, _, err := runFetch(t, "--list")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		config, "unusable: " + filepath.Join(data, "the-verdict.txt") + ": 4 bytes instead of 20479", "CC BY 4.0",
		"548 MB", "~6.4 GB",
		"gpt2-124M-checkpoint", "missing: 23 GB",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("the list lacks %q:\n%s", want, out)
		}
	}
	for _, a := range assets.All() {
		if !strings.Contains(out, a.Name) {
			t.Errorf("the list lacks %s", a.Name)
		}
	}
	if out, _, err := runFetch(t, "--list", "book"); err != nil || strings.Contains(out, "774M/config.json\t") ||
		strings.Count(out, "the-verdict.txt") < 1 {
		t.Errorf("list of a group: %v\n%s", err, out)
	}
}

func TestFetchOfflineSaysWhatIsMissingAndFails(t *testing.T) {
	emptyFolders(t)
	out, notes, err := runFetch(t)
	if !errors.Is(err, errReported) || out != "" {
		t.Errorf("error %v, output %q", err, out)
	}
	for _, want := range []string{"the-verdict.txt", "LLM_OFFLINE", "5 of 5 files are missing"} {
		if !strings.Contains(notes, want) {
			t.Errorf("the message lacks %q: %s", want, notes)
		}
	}
}

func TestFetchRefusesUnknownNamesAndMixedFlags(t *testing.T) {
	emptyFolders(t)
	for _, args := range [][]string{{"gpt3"}, {"--all", "book"}, {"--list", "--all"}, {"--list", "--dir", "x"}} {
		if _, _, err := runFetch(t, args...); err == nil {
			t.Errorf("llm fetch %q went through", args)
		}
	}
}

func TestBytesForPeople(t *testing.T) {
	for n, want := range map[int64]string{0: "0 B", 999: "999 B", 1000: "1.0 kB", 20_479: "20 kB",
		548_105_171: "548 MB", 999_700_000: "1.0 GB", 6_230_444_800: "6.2 GB"} {
		if got := humanBytes(n); got != want {
			t.Errorf("%d bytes: %q, want %q", n, got, want)
		}
	}
}
