// Package atomicfile writes a file whole or not at all.
//
// [Write] sends the new content to a temporary file in the same folder, forces it to the disk, and only then renames
// it over the old file. A reader therefore sees the old content or the new content, never a mixture and never a half
// file – also when the program is killed, the disk is full, or the function that produces the content fails.
//
// # Temporary files
//
// The temporary file of "model.safetensors" is called ".model.safetensors.4f1c22d09b6e7a35.tmp-write". It is removed
// when Write returns, with or without an error. A killed program leaves it behind; the next Write of the same path
// finds it by its name, sees that nobody holds it open any more, and removes it.
//
// Weighed: google/renameio is not for Windows; natefinch/atomic is, but takes a reader instead of a function that
// writes. Neither of the two removes what a killed program left behind or forces the folder's entry to the disk.
package atomicfile

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// Write replaces the file at path by what write sends to its argument. On any error – of write, of the disk, of the
// rename – and on a panic in write, the old file stays as it was, or absent when there was none.
//
// The one exception says so in its text: when the folder itself cannot be forced to the disk after the rename, the
// new file is in place, whole, but a power cut within the next seconds may bring the old one back.
//
// An existing file keeps its permissions; a new one gets 0666 less the umask. A symbolic link at path stays and its
// target is replaced. The folder must exist. The argument of write is buffered and must not be used after write has
// returned.
func Write(path string, write func(io.Writer) error) error {
	return writeFile(osDisk, path, write)
}

// WriteBytes is [Write] for content that is already in memory.
func WriteBytes(path string, content []byte) error {
	return Write(path, func(w io.Writer) error {
		_, err := w.Write(content)
		return err
	})
}

// Rename forces the finished file at from to the disk, gives it the name to, and forces the folder to the disk: the
// second half of [Write], for a file that grew over several runs, such as a resumed download. Both names must be in
// the same file system. On an error, what was at to is still there.
func Rename(from, to string) error {
	f, err := os.OpenFile(from, os.O_RDWR, 0)
	if err != nil {
		return fmt.Errorf("finish %s: %w", to, err)
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("finish %s: force it to the disk: %w", to, err)
	}
	if err := rename(from, to); err != nil {
		return fmt.Errorf("finish %s: %w", to, err)
	}
	if err := syncFolder(filepath.Dir(to)); err != nil {
		return fmt.Errorf("%s is in place, but its folder could not be forced to the disk: %w", to, err)
	}
	return nil
}

// file is the part of *os.File that a write needs; tests put one in its place that fails on demand.
type file interface {
	io.Writer
	Chmod(fs.FileMode) error
	Sync() error
	Close() error
}

// disk is the file system as writeFile uses it, one function per step that can fail.
type disk struct {
	create     func(target string) (f file, name string, err error)
	rename     func(from, to string) error
	syncFolder func(dir string) error
}

var osDisk = disk{create: createTemp, rename: rename, syncFolder: syncFolder}

func writeFile(d disk, path string, write func(io.Writer) error) (err error) {
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target
	}
	old, err := os.Stat(path)
	switch {
	case err == nil && !old.Mode().IsRegular():
		return fmt.Errorf("write %s: something that is not a regular file has this name (%s); choose another", path,
			old.Mode().Type())
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("write %s: %w", path, err)
	}
	if err := removeAbandoned(path); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}

	f, temp, err := d.create(path)
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	// Both run on every way out, a panic of write included. After success the first finds the file closed and the
	// second finds that its name is gone.
	defer func() {
		f.Close()
		os.Remove(temp)
	}()

	buf := bufio.NewWriterSize(f, 1<<18)
	if err := write(buf); err != nil {
		return fmt.Errorf("write %s (nothing was changed): %w", path, err)
	}
	if err := buf.Flush(); err != nil {
		return fmt.Errorf("write %s (nothing was changed): %w", path, err)
	}
	if old != nil {
		if err := f.Chmod(old.Mode().Perm()); err != nil {
			return fmt.Errorf("write %s (nothing was changed): keep the permissions of the old file: %w", path, err)
		}
	}
	if err := f.Sync(); err != nil {
		return fmt.Errorf("write %s (nothing was changed): force it to the disk: %w", path, err)
	}
	if !renameWhileOpen {
		if err := f.Close(); err != nil {
			return fmt.Errorf("write %s (nothing was changed): %w", path, err)
		}
	}
	if err := d.rename(temp, path); err != nil {
		return fmt.Errorf("write %s (nothing was changed): %w", path, err)
	}
	if err := d.syncFolder(filepath.Dir(path)); err != nil {
		return fmt.Errorf("%s is written, but its folder could not be forced to the disk: %w", path, err)
	}
	return nil
}
