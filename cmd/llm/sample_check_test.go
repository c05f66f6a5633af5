package main

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"llmfromscratch/shared/backend"
)

// A model that has learned nothing finds every token about as likely as any other, and keeps less than the world does.
func TestSampleCheckMeasuresAnUntrainedModel(t *testing.T) {
	model := savedModel(t, exactModel(t))
	check := func(args ...string) (storyFigures, error) {
		out, err := execute(t, append([]string{"sample", "check", "--json", "--model", model, "--training=40",
			"--held-out=4", "--count=3", "--backend", backend.GoSequential}, args...)...)
		var found storyFigures
		if err == nil {
			err = json.Unmarshal([]byte(out), &found)
		}
		return found, err
	}
	found, err := check("--stories")
	if err != nil {
		t.Fatal(err)
	}
	if found.Perplexity < found.NgramPerplexity || found.NgramPerplexity <= 1 || found.NgramPerplexity > 50_257 {
		t.Errorf("perplexity %.1f, of a 5-gram model %.1f", found.Perplexity, found.NgramPerplexity)
	}
	if found.Stories != 3 || len(found.Told) != 3 || found.World["all"] != 3 || found.Model["all"] >= 3 {
		t.Errorf("%+v", found)
	}
	if again, err := check("--stories"); err != nil || again.Perplexity != found.Perplexity ||
		again.NgramPerplexity != found.NgramPerplexity || again.Told[0] != found.Told[0] {
		t.Errorf("a second time %+v, %v", again, err)
	}
	if _, err := check("--seed=123"); err == nil || !strings.Contains(err.Error(), "world of the training") {
		t.Errorf("stories that were trained on: error %v", err)
	}
	if _, err := execute(t, "sample", "check", "--model", filepath.Join(t.TempDir(), "none")); err == nil {
		t.Error("no model is no error")
	}
}
