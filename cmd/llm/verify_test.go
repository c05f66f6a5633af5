package main

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"llmfromscratch/internal/figures"
	"llmfromscratch/shared/backend/backendtest"
)

// runVerify runs "llm verify" and returns what it printed on standard output.
func runVerify(t *testing.T, args ...string) (string, error) {
	t.Helper()
	t.Setenv("GOMLX_BACKEND", "go:ops_sequential")
	var out, errs bytes.Buffer
	cmd := newVerifyCmd()
	cmd.SilenceErrors, cmd.SilenceUsage = true, true
	cmd.SetArgs(args)
	cmd.SetOut(&out)
	cmd.SetErr(&errs)
	err := cmd.ExecuteContext(t.Context())
	return out.String(), err
}

func TestVerifyCountsWhatIsReproduced(t *testing.T) {
	out, err := runVerify(t, "ch03.simple", "--chapter", "ch03.mha.out")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out, "ch03.simple.dot") || !strings.Contains(out, "ch03: 13 of 13 reproduced") {
		t.Errorf("output:\n%s", out)
	}
}

func TestVerifySaysWhyFiguresAreMissing(t *testing.T) {
	for _, name := range []string{"LLM_DATA_DIR", "LLM_CACHE_DIR", "HF_HOME", "HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE"} {
		t.Setenv(name, t.TempDir())
	}
	out, err := runVerify(t, "ch02.vocab", "ch02.split", "book.ch05.wte")
	if err != nil {
		t.Fatal(err) // a missing file is no failure
	}
	for _, want := range []string{
		"ch02: 4 of 7 reproduced", "3 skipped: needs the-verdict.txt",
		"1 skipped: needs gpt2-124M: OpenAI's weights are not here",
		`"llm fetch gpt2-124M"`, "ch05: 0 of 0", "all: 4 of 7",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is missing in:\n%s", want, out)
		}
	}
}

func TestVerifyShowsFiguresThatDiffer(t *testing.T) {
	var out bytes.Buffer
	cmd := newVerifyCmd()
	cmd.SetContext(t.Context())
	cmd.SetOut(&out)
	otherStory := func(string) ([]byte, error) {
		return []byte(strings.Repeat("Another story, of other words. ", 40)), nil
	}
	env := figures.NewEnv(backendtest.Open(), otherStory)
	defer env.Close()
	figs, err := figures.Select("ch02.vocab.size")
	if err != nil {
		t.Fatal(err)
	}
	results, err := verify(cmd, env, figs, figures.Options{}, false)
	if err != nil {
		t.Fatal(err)
	}
	if !results[0].Status.Bad() || !strings.Contains(out.String(), "DIFFERS") ||
		!strings.Contains(out.String(), "ch02: 0 of 1 reproduced") {
		t.Errorf("status %s, output:\n%s", results[0].Status, out.String())
	}
}

func TestVerifyPrintsJSON(t *testing.T) {
	out, err := runVerify(t, "ch03.causal.masked_scores", "ch02.split.whitespace", "--json")
	if err != nil {
		t.Fatal(err)
	}
	var result struct {
		Figures []struct {
			ID, Status, Want, Got string
			Verdict               struct{ OK bool }
		}
		Chapters []struct {
			Chapter        string
			Reproduced, Of int
		}
	}
	if err := json.Unmarshal([]byte(out), &result); err != nil {
		t.Fatalf("%v in\n%s", err, out)
	}
	if len(result.Figures) != 2 || result.Figures[1].ID != "ch03.causal.masked_scores" ||
		!result.Figures[1].Verdict.OK ||
		len(result.Chapters) != 2 || result.Chapters[0].Reproduced != 1 {
		t.Errorf("%+v", result)
	}
}

func TestVerifyNamesFiguresNearAnUnknownOne(t *testing.T) {
	if _, err := runVerify(t, "ch03.simple.score"); err == nil || !strings.Contains(err.Error(), "ch03.simple.scores") {
		t.Errorf("error %v", err)
	}
}
