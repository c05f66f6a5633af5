package main

import (
	"os"
	"testing"

	"llmfromscratch/shared/backend"
)

// envCommand makes the test program the llm command, which a test starts to kill it.
const envCommand = "LLM_TEST_COMMAND"

// TestMain lets the test program answer the probes of the libraries that its tests open.
func TestMain(m *testing.M) {
	backend.AnswerProbe()
	if os.Getenv(envCommand) != "" {
		os.Exit(run())
	}
	os.Exit(m.Run())
}
