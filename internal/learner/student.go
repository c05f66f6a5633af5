package learner

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"llmfromscratch/shared/learn"
)

// Student copies the course's folder without solutions, nor what was built or belongs to git or to a learner. The
// folder at to must not be there yet, or be empty. It returns the number of files.
func Student(ctx context.Context, course, to string) (files int, err error) {
	if entries, err := os.ReadDir(to); err == nil && len(entries) > 0 {
		return 0, fmt.Errorf("%s is not empty: name a new folder", to)
	}
	inside, err := filepath.Abs(to)
	if err != nil {
		return 0, err
	}
	err = filepath.WalkDir(course, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || ctx.Err() != nil {
			return first(err, ctx.Err())
		}
		name, err := filepath.Rel(course, path)
		if err != nil {
			return err
		}
		if entry.IsDir() {
			absolute, err := filepath.Abs(path)
			if err != nil {
				return err
			}
			if absolute == inside || leftOut(name) || learn.IsFolder(path) {
				return fs.SkipDir
			}
			return os.MkdirAll(filepath.Join(to, name), 0o755)
		}
		if !entry.Type().IsRegular() || name == ".git" {
			return nil
		}
		files++
		return copyFile(path, filepath.Join(to, name))
	})
	return files, err
}

func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// leftOut reports whether a folder, named from the course's, does not belong into a student's copy.
func leftOut(name string) bool {
	if name == learn.SolutionsFolder || name == "build" {
		return true
	}
	base := filepath.Base(name)
	return name != "." && strings.HasPrefix(base, ".") && base != ".devcontainer" && base != ".github"
}

func copyFile(from, to string) (err error) {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	info, err := in.Stat()
	if err != nil {
		return err
	}
	out, err := os.OpenFile(to, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, info.Mode().Perm()|0o200)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return first(err, out.Close())
}
