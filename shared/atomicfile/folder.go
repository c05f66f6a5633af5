package atomicfile

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Folder makes the folder dir with everything that write puts into it, or not at all: write is told a temporary folder
// beside dir, which is renamed when it is full. Folders on the way to dir are made. It is an error when dir is there
// already, unless it is an empty folder. On an error of write, or a panic in it, the temporary folder is removed.
func Folder(dir string, write func(part string) error) (err error) {
	parent := filepath.Dir(dir)
	if err := os.MkdirAll(parent, 0o755); err != nil {
		return err
	}
	part, err := os.MkdirTemp(parent, partPrefix(dir))
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

func partPrefix(dir string) string { return "." + filepath.Base(dir) + ".part-" }

// RemoveParts removes what programs that were killed in [Folder] have left of dir. Nobody else may be making it.
func RemoveParts(dir string) error {
	entries, err := os.ReadDir(filepath.Dir(dir))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	for _, e := range entries {
		if e.IsDir() && strings.HasPrefix(e.Name(), partPrefix(dir)) {
			err = errors.Join(err, os.RemoveAll(filepath.Join(filepath.Dir(dir), e.Name())))
		}
	}
	return err
}
