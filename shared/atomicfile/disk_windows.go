package atomicfile

import (
	"errors"
	"os"
	"syscall"
	"time"
)

// renameWhileOpen: Windows does not rename an open file.
const renameWhileOpen = false

// claim has nothing to do: the open handle itself shows that the file is in use.
func claim(*os.File) error { return nil }

// removeIfAbandoned removes the temporary file when no process has it open, which is so when it opens without
// sharing. The file is closed for a moment before it is renamed; the minute keeps that moment safe.
func removeIfAbandoned(name string) {
	info, err := os.Stat(name)
	if err != nil || time.Since(info.ModTime()) < time.Minute {
		return
	}
	p, err := syscall.UTF16PtrFromString(name)
	if err != nil {
		return
	}
	h, err := syscall.CreateFile(p, syscall.GENERIC_WRITE, 0, nil, syscall.OPEN_EXISTING, syscall.FILE_ATTRIBUTE_NORMAL,
		0)
	if err != nil {
		return
	}
	syscall.CloseHandle(h)
	os.Remove(name)
}

// rename replaces to. A virus scanner or an indexer that has just opened one of the files makes Windows refuse; such
// a refusal passes, so it is tried again for about two seconds.
func rename(from, to string) error {
	const sharingViolation = syscall.Errno(32)
	wait := 5 * time.Millisecond
	for {
		err := os.Rename(from, to)
		passing := errors.Is(err, syscall.ERROR_ACCESS_DENIED) || errors.Is(err, sharingViolation)
		if err == nil || !passing || wait > time.Second {
			return err
		}
		time.Sleep(wait)
		wait *= 2
	}
}

// syncFolder has nothing to do: Windows has no such call, and NTFS keeps renames in its journal.
func syncFolder(string) error { return nil }
