package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// folder is a flag's folder to write into. That it cannot be one is said before an hour of training, not after it.
type folder struct{ word }

// into makes *to a flag's folder to write into, byDefault when the flag is not given.
func into(to *string, byDefault string) *folder { return &folder{*given(to, byDefault)} }

// Set reads the flag's value.
func (f *folder) Set(s string) error {
	if err := f.word.Set(s); err != nil {
		return err
	}
	return canBeFolder(s)
}

// Type is the name that the help has for the value.
func (f *folder) Type() string { return "folder" }

// canBeFolder is an error where something else than a folder is in the way of one, or where none can be looked for.
func canBeFolder(path string) error {
	for p := filepath.Clean(path); ; p = filepath.Dir(p) {
		info, err := os.Stat(p)
		switch {
		case err == nil && info.IsDir():
			return nil
		case err == nil:
			return fmt.Errorf("%s is a file: want a folder, or the name of a new one", p)
		}
		if link, lerr := os.Lstat(p); lerr == nil && link.Mode()&os.ModeSymlink != 0 {
			return fmt.Errorf("%s is a link to nothing: want a folder, or the name of a new one", p)
		}
		if !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, syscall.ENOTDIR) { // too long, or not allowed
			return fmt.Errorf("%w: want a folder, or the name of a new one", errors.Unwrap(err))
		}
		if filepath.Dir(p) == p {
			return nil
		}
	}
}
