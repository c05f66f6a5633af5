package labs

import (
	"embed"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"llmfromscratch/shared/atomicfile"
)

//go:embed p?/main.go p?/check.go
var sources embed.FS

// Source is the program as it is at first.
func (l *Lab) Source() string { return l.source("main.go") }

// Check is the source of what is built together with the program to check it.
func (l *Lab) Check() string { return l.source("check.go") }

func (l *Lab) source(name string) string {
	data, err := sources.ReadFile(strings.ToLower(l.ID) + "/" + name)
	if err != nil {
		panic(err) // a folder without its files does not compile
	}
	return string(data)
}

// File is the program's file in a learner's folder.
func (l *Lab) File(dir string) string {
	return filepath.Join(dir, filepath.FromSlash(l.Dir()), "main.go")
}

// Setup writes the programs into a learner's folder. Those that are there already stay as they are; Setup returns how
// many it has written.
func Setup(dir string) (written int, err error) {
	for _, l := range table {
		if _, err := os.Stat(l.File(dir)); err == nil {
			continue
		} else if !errors.Is(err, fs.ErrNotExist) {
			return written, err
		}
		if err := l.write(dir); err != nil {
			return written, err
		}
		written++
	}
	return written, nil
}

// Reset puts a program back as it was at first. What was there is kept beside it, with .old behind its name; Reset
// returns that name, "" when there was nothing.
func (l *Lab) Reset(dir string) (kept string, err error) {
	path := l.File(dir)
	if _, err := os.Stat(path); err == nil {
		kept = path + ".old"
		if err := os.Rename(path, kept); err != nil {
			return "", err
		}
	}
	return kept, l.write(dir)
}

func (l *Lab) write(dir string) error {
	path := l.File(dir)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return atomicfile.WriteBytes(path, []byte(l.Source()))
}

// Begun reports whether the program in a learner's folder is another one than at first.
func (l *Lab) Begun(dir string) (bool, error) {
	data, err := os.ReadFile(l.File(dir))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return string(data) != l.Source(), err
}
