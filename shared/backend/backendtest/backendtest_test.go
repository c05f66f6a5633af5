package backendtest_test

import (
	"testing"

	"llmfromscratch/shared/backend/backendtest"
)

func TestThereIsOneInstance(t *testing.T) {
	if backendtest.Open() != backendtest.Open() {
		t.Error("Open opened two backends")
	}
}
