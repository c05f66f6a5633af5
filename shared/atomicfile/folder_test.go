package atomicfile_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"llmfromscratch/shared/atomicfile"
)

func TestFolderAppearsWhole(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "runs", "one")
	err := atomicfile.Folder(dir, func(part string) error {
		if _, err := os.Stat(dir); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("the folder is there before it is full: %v", err)
		}
		return os.WriteFile(filepath.Join(part, "a"), []byte("x"), 0o600)
	})
	if err != nil {
		t.Fatal(err)
	}
	if content, err := os.ReadFile(filepath.Join(dir, "a")); err != nil || string(content) != "x" {
		t.Errorf("%q, %v", content, err)
	}
	if err := atomicfile.Folder(dir, func(string) error { return nil }); err == nil {
		t.Error("a folder that is there was replaced")
	}
	onlyOne(t, filepath.Dir(dir))
}

func TestFolderThatFailsLeavesNothing(t *testing.T) {
	parent, full := t.TempDir(), errors.New("the disk is full")
	write := func(part string) error {
		return errors.Join(os.WriteFile(filepath.Join(part, "a"), nil, 0o600), full)
	}
	if err := atomicfile.Folder(filepath.Join(parent, "one"), write); !errors.Is(err, full) {
		t.Errorf("error %v", err)
	}
	func() {
		defer func() { _ = recover() }()
		_ = atomicfile.Folder(filepath.Join(parent, "one"), func(string) error { panic("!") })
	}()
	if entries, err := os.ReadDir(parent); err != nil || len(entries) != 0 {
		t.Errorf("left behind: %v, %v", entries, err)
	}
}

// onlyOne fails when something else than one folder is left in dir.
func onlyOne(t *testing.T, dir string) {
	t.Helper()
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 {
		t.Errorf("%v, %v", entries, err)
	}
}
