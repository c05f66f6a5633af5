package main

import (
	"strings"
	"testing"

	"llmfromscratch/shared/backend"
)

func TestTheGoBackendIsAlwaysListedLast(t *testing.T) {
	out, err := execute(t, "backends")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Fields(out)
	if len(lines) == 0 || lines[len(lines)-1] != backend.GoParallel {
		t.Fatalf("printed %q, want %s as the last line", out, backend.GoParallel)
	}
	for _, config := range lines {
		b, _, err := backend.Open(config)
		if err != nil {
			t.Errorf("%s is listed and cannot be opened: %v", config, err)
			continue
		}
		b.Finalize()
	}
}
