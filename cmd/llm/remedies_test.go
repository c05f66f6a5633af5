package main

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"llmfromscratch/shared/nn"
)

func TestErrorsOfABackendNameTheFlagsThatTheCommandHas(t *testing.T) {
	memory := fmt.Errorf("step 3: %w: it said so", nn.ErrOutOfMemory)
	for _, tt := range []struct {
		command string
		err     error
		want    string
	}{
		{"pretrain", memory, "with llm pretrain: a larger --accumulate (the steps stay the same), a smaller --batch, " +
			"--recompute, a shorter --context, --precision bf16"},
		{"instruct train", memory,
			"with llm instruct train: a larger --accumulate (the steps stay the same), a smaller --batch, " +
				"--recompute, --precision bf16"},
		{"bench", memory, "with llm bench: a smaller --batch, a shorter --context"},
		{"generate", memory, ""},
		{"generate", fmt.Errorf("%w: it said so", nn.ErrLacksOperation), "with llm generate: --backend go"},
		{"pretrain", errors.New("no such file"), ""},
	} {
		cmd, _, err := newRootCmd().Find(strings.Fields(tt.command))
		if err != nil {
			t.Fatal(err)
		}
		if got := helpfulFlags(cmd, tt.err); got != tt.want {
			t.Errorf("%s, %v: %q, want %q", tt.command, tt.err, got, tt.want)
		}
	}
}
