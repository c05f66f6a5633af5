package main

import (
	"os"
	"testing"

	"llmfromscratch/shared/backend"
)

// TestMain lets the test program answer the probes of the libraries that its tests open.
func TestMain(m *testing.M) {
	backend.AnswerProbe()
	os.Exit(m.Run())
}
