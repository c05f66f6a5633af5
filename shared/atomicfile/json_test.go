package atomicfile_test

import (
	"os"
	"path/filepath"
	"testing"

	"llmfromscratch/shared/atomicfile"
)

func TestWriteJSONIndents(t *testing.T) {
	path := filepath.Join(t.TempDir(), "config.json")
	if err := atomicfile.WriteJSON(path, map[string]int{"n_embd": 768}); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(path); err != nil || string(got) != "{\n  \"n_embd\": 768\n}\n" {
		t.Errorf("%q, %v", got, err)
	}
}

func TestWriteJSONKeepsTheOldFileWhenTheValueCannotBeWritten(t *testing.T) {
	path := filepath.Join(t.TempDir(), "config.json")
	if err := os.WriteFile(path, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := atomicfile.WriteJSON(path, make(chan int)); err == nil {
		t.Error("a channel is no error")
	}
	if got, err := os.ReadFile(path); err != nil || string(got) != "old" {
		t.Errorf("%q, %v", got, err)
	}
}
