package atomicfile_test

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"llmfromscratch/shared/atomicfile"
)

func ExampleWrite() {
	dir, err := os.MkdirTemp("", "")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "notes.txt")

	err = atomicfile.Write(path, func(w io.Writer) error {
		_, err := io.WriteString(w, "whole\n")
		return err
	})
	fmt.Println(err)

	failed := atomicfile.Write(path, func(w io.Writer) error {
		io.WriteString(w, "half of the new")
		return errors.New("the source ran dry")
	})
	fmt.Println(failed != nil)

	content, _ := os.ReadFile(path)
	fmt.Printf("%s", content)
	// Output:
	// <nil>
	// true
	// whole
}

func TestPermissionsOfTheOldFileStay(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no permission bits")
	}
	path := filepath.Join(t.TempDir(), "script")
	if err := os.WriteFile(path, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, 0o741); err != nil {
		t.Fatal(err)
	}
	if err := atomicfile.WriteBytes(path, []byte("new")); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o741 {
		t.Errorf("permissions %o, want 741", info.Mode().Perm())
	}
}

func TestSymbolicLinkStaysALink(t *testing.T) {
	dir := t.TempDir()
	target, link := filepath.Join(dir, "target"), filepath.Join(dir, "link")
	if err := os.WriteFile(target, []byte("old"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(target, link); err != nil {
		t.Skipf("this system makes no symbolic links: %v", err)
	}
	if err := atomicfile.WriteBytes(link, []byte("new")); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link became %v (%v)", info.Mode(), err)
	}
	if got, _ := os.ReadFile(target); string(got) != "new" {
		t.Errorf("target holds %q", got)
	}
}

func TestRefusesAFolderAndAMissingFolder(t *testing.T) {
	dir := t.TempDir()
	if err := atomicfile.WriteBytes(dir, nil); err == nil || !strings.Contains(err.Error(), dir) {
		t.Errorf("writing over a folder: %v", err)
	}
	missing := filepath.Join(dir, "no", "file")
	if err := atomicfile.WriteBytes(missing, nil); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("writing into a missing folder: %v", err)
	}
}

func TestWritersOfOnePathDoNotMix(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	var group sync.WaitGroup
	for writer := range 16 {
		group.Go(func() {
			for range 10 {
				err := atomicfile.Write(path, func(w io.Writer) error {
					for range 1000 {
						if _, err := fmt.Fprintf(w, "%02d ", writer); err != nil {
							return err
						}
					}
					return nil
				})
				if err != nil && runtime.GOOS != "windows" { // Windows may refuse a rename while another one runs
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if want := strings.Repeat(string(got[:3]), 1000); string(got) != want {
		t.Error("the file mixes the output of several writers")
	}
	onlyEntry(t, path)
}

func TestRenameFinishesAFile(t *testing.T) {
	dir := t.TempDir()
	part, path := filepath.Join(dir, "file.part"), filepath.Join(dir, "file")
	for name, content := range map[string]string{part: "new", path: "old"} {
		if err := os.WriteFile(name, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := atomicfile.Rename(part, path); err != nil {
		t.Fatal(err)
	}
	if got, _ := os.ReadFile(path); string(got) != "new" {
		t.Errorf("got %q", got)
	}
	onlyEntry(t, path)
	if err := atomicfile.Rename(part, path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("renaming what is not there: %v", err)
	}
}

// onlyEntry fails when path's folder holds anything beside it.
func onlyEntry(t *testing.T, path string) {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if entry.Name() != filepath.Base(path) {
			t.Errorf("left behind: %s", entry.Name())
		}
	}
}
