package coursemodel_test

import (
	"os"
	"path/filepath"
	"testing"

	"llmfromscratch/shared/sample/coursemodel"
)

// The model is small enough to come along.
func TestSize(t *testing.T) {
	t.Setenv("LLM_CACHE_DIR", t.TempDir())
	dir, err := coursemodel.Base()
	if err != nil {
		t.Fatal(err)
	}
	var size int64
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		info, err := entry.Info()
		if err != nil {
			t.Fatal(err)
		}
		size += info.Size()
	}
	if size > 8e6 || size < 4e6 {
		t.Errorf("%s has %d bytes, want between 4 and 8 million", dir, size)
	}
}

// A file that was changed or lost is written anew, the others stay as they are.
func TestDamagedFilesAreMended(t *testing.T) {
	t.Setenv("LLM_CACHE_DIR", t.TempDir())
	dir, err := coursemodel.Base()
	if err != nil {
		t.Fatal(err)
	}
	config, merges := filepath.Join(dir, "config.json"), filepath.Join(dir, "merges.txt")
	want, err := os.ReadFile(config)
	if err != nil {
		t.Fatal(err)
	}
	before, err := os.Stat(merges)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(config, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(dir, "vocab.json")); err != nil {
		t.Fatal(err)
	}
	if again, err := coursemodel.Base(); err != nil || again != dir {
		t.Fatalf("the second time %s, %v", again, err)
	}
	if got, err := os.ReadFile(config); err != nil || string(got) != string(want) {
		t.Errorf("config.json is %q, %v", got, err)
	}
	if _, err := os.Stat(filepath.Join(dir, "vocab.json")); err != nil {
		t.Error(err)
	}
	if after, err := os.Stat(merges); err != nil || !after.ModTime().Equal(before.ModTime()) {
		t.Errorf("merges.txt was written again: %v", err)
	}
}
