//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package atomicfile

import (
	"errors"
	"os"
	"syscall"
)

// renameWhileOpen: the temporary file is renamed before it is closed, so that its lock covers the rename too.
const renameWhileOpen = true

// claim marks the open temporary file as in use. The kernel drops the lock when the process ends, however it ends, so
// a process id, which another program may have got since, is not needed.
func claim(f *os.File) error {
	for {
		err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX)
		switch {
		case errors.Is(err, syscall.EINTR):
			continue
		case errors.Is(err, syscall.ENOTSUP), errors.Is(err, syscall.ENOSYS), errors.Is(err, syscall.ENOLCK):
			// a file system without locks, on which removeIfAbandoned finds none either and keeps its hands off
			return nil
		}
		return err
	}
}

// removeIfAbandoned removes the temporary file when no process holds it.
func removeIfAbandoned(name string) {
	f, err := os.OpenFile(name, os.O_WRONLY, 0)
	if err != nil {
		return
	}
	defer f.Close()
	if syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) == nil {
		os.Remove(name)
	}
}

func rename(from, to string) error { return os.Rename(from, to) }

// syncFolder makes the rename itself durable.
func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		if errors.Is(err, os.ErrPermission) {
			return nil // one may write to this folder but not open it; there is no other way to force it
		}
		return err
	}
	defer d.Close()
	err = d.Sync()
	if errors.Is(err, syscall.EINVAL) || errors.Is(err, syscall.ENOTSUP) {
		return nil // some network file systems cannot force a folder
	}
	return err
}
