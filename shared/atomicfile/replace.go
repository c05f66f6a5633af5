package atomicfile

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// ReplaceFolder is [Folder] for a folder that may be there already: that one goes when the new one is whole. Nobody
// else may be writing the folder. A program that is killed in between leaves the old folder, or both of them beside
// each other, which [RecoverFolder] puts in order.
func ReplaceFolder(dir string, write func(part string) error) error {
	if err := RecoverFolder(dir); err != nil {
		return err
	}
	if err := Folder(beside(dir, "new"), write); err != nil {
		return err
	}
	return replaceByNew(dir)
}

// RecoverFolder puts a folder in order after a program that was killed while it made or replaced it: half a folder
// goes, a whole new one takes its place. Nobody else may be writing the folder.
func RecoverFolder(dir string) error {
	if err := errors.Join(RemoveParts(dir), RemoveParts(beside(dir, "new"))); err != nil {
		return err
	}
	if _, err := os.Lstat(beside(dir, "new")); err == nil {
		return replaceByNew(dir)
	} else if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return os.RemoveAll(beside(dir, "old"))
}

// beside is the name of the folder's new or old state: "a/.b.new".
func beside(dir, state string) string {
	return filepath.Join(filepath.Dir(dir), "."+filepath.Base(dir)+"."+state)
}

// replaceByNew puts the new folder, which is whole, in the place of the old one.
func replaceByNew(dir string) error {
	old := beside(dir, "old")
	if err := os.RemoveAll(old); err != nil {
		return err
	}
	if err := os.Rename(dir, old); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := os.Rename(beside(dir, "new"), dir); err != nil {
		return err
	}
	return os.RemoveAll(old)
}
