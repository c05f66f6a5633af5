package atomicfile

import (
	"errors"
	"os"
	"path/filepath"
)

// Folder makes the folder dir with everything that write puts into it, or not at all: write is told a temporary folder
// beside dir, which is renamed when it is full. Folders on the way to dir are made. It is an error when dir is there
// already, unless it is an empty folder. On an error of write, or a panic in it, the temporary folder is removed.
func Folder(dir string, write func(part string) error) (err error) {
	parent := filepath.Dir(dir)
	if err := os.MkdirAll(parent, 0o755); err != nil {
		return err
	}
	part, err := os.MkdirTemp(parent, "."+filepath.Base(dir)+".part-")
	if err != nil {
		return err
	}
	renamed := false
	defer func() {
		if !renamed {
			err = errors.Join(err, os.RemoveAll(part))
		}
	}()
	if err := write(part); err != nil {
		return err
	}
	if err := os.Chmod(part, 0o755); err != nil { // MkdirTemp's folders are for one user alone
		return err
	}
	if err := os.Rename(part, dir); err != nil {
		return err
	}
	renamed = true
	return nil
}
