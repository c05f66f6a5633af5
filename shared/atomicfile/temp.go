package atomicfile

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

const (
	tempSuffix = ".tmp-write"
	tempDigits = 16 // hexadecimal digits of the random part
)

// tempName is the name of a temporary file of target: "a/b" and "0011223344556677" give
// "a/.b.0011223344556677.tmp-write".
func tempName(target, random string) string {
	dir, base := filepath.Split(target)
	return filepath.Join(dir, "."+base+"."+random+tempSuffix)
}

// isTempOf tells whether the file called name, in target's folder, is a temporary file of target. Only the exact
// pattern counts, so that a file of somebody else is never removed.
func isTempOf(name, target string) bool {
	random, ok := strings.CutPrefix(name, "."+filepath.Base(target)+".")
	if !ok {
		return false
	}
	if random, ok = strings.CutSuffix(random, tempSuffix); !ok {
		return false
	}
	return len(random) == tempDigits && strings.Trim(random, "0123456789abcdef") == ""
}

// createTemp creates and claims a new temporary file of target, in its folder.
func createTemp(target string) (file, string, error) {
	for range 100 {
		var random [tempDigits / 2]byte
		rand.Read(random[:]) // never fails
		name := tempName(target, hex.EncodeToString(random[:]))
		f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			return nil, "", err
		}
		if err := claim(f); err != nil {
			f.Close()
			os.Remove(name)
			return nil, "", fmt.Errorf("lock %s: %w", name, err)
		}
		// Another Write may have found the file between its creation and its lock, taken it for abandoned and
		// removed it: then its name is gone, or belongs to another file, and a new one is needed.
		if held, err := f.Stat(); err == nil {
			if named, err := os.Lstat(name); err == nil && os.SameFile(held, named) {
				return f, name, nil
			}
		}
		f.Close()
	}
	return nil, "", errors.New("no temporary file could be kept; does another program clean this folder?")
}

// removeAbandoned removes the temporary files of target that programs left behind when they were killed. That one
// cannot be removed is no error: it costs space, not correctness.
func removeAbandoned(target string) error {
	entries, err := os.ReadDir(filepath.Dir(target))
	if errors.Is(err, fs.ErrPermission) {
		return nil // a folder that one may write to but not list
	}
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if entry.Type().IsRegular() && isTempOf(entry.Name(), target) {
			removeIfAbandoned(filepath.Join(filepath.Dir(target), entry.Name()))
		}
	}
	return nil
}
