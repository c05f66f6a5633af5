package atomicfile_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"llmfromscratch/shared/atomicfile"
)

// hold writes the one file of a folder.
func hold(content string) func(string) error {
	return func(part string) error { return os.WriteFile(filepath.Join(part, "a"), []byte(content), 0o600) }
}

func TestReplacedFolderIsOldOrNew(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "model")
	full := errors.New("the disk is full")
	for _, c := range []struct {
		write func(string) error
		err   error
		want  string
	}{
		{hold("1"), nil, "1"}, {hold("2"), nil, "2"},
		{func(part string) error { return errors.Join(hold("3")(part), full) }, full, "2"},
	} {
		if err := atomicfile.ReplaceFolder(dir, c.write); !errors.Is(err, c.err) {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(filepath.Join(dir, "a")); err != nil || string(got) != c.want {
			t.Errorf("%q, %v, want %q", got, err, c.want)
		}
		onlyOne(t, filepath.Dir(dir))
	}
}

// Whatever a program that was killed leaves, the folder is whole afterwards, and alone.
func TestRecoveredFolderIsWhole(t *testing.T) {
	for _, c := range []struct {
		left []string // folders, each with its name in a file
		want string
	}{
		{[]string{"model", ".model.part-1"}, "model"},
		{[]string{"model", "..model.new.part-1"}, "model"},
		{[]string{"model", ".model.new"}, ".model.new"},
		{[]string{".model.old", ".model.new"}, ".model.new"},
		{[]string{"model", ".model.old"}, "model"},
	} {
		parent := t.TempDir()
		for _, name := range c.left {
			if err := errors.Join(os.Mkdir(filepath.Join(parent, name), 0o755),
				hold(name)(filepath.Join(parent, name))); err != nil {
				t.Fatal(err)
			}
		}
		dir := filepath.Join(parent, "model")
		if err := atomicfile.RecoverFolder(dir); err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(filepath.Join(dir, "a")); err != nil || string(got) != c.want {
			t.Errorf("%v: %q, %v, want %q", c.left, got, err, c.want)
		}
		onlyOne(t, parent)
	}
	if err := atomicfile.RecoverFolder(filepath.Join(t.TempDir(), "none", "model")); err != nil {
		t.Error(err)
	}
}
