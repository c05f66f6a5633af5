package course

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gofrs/flock"

	"llmfromscratch/shared/atomicfile"
	"llmfromscratch/shared/keep"
	"llmfromscratch/shared/project"
)

// Build is a path under the project's build folder, for what a cell wants to keep: Build("ch02", "merges.json"). The
// folders on the way are made.
func Build(elem ...string) string { return Must(project.Build(elem...)) }

// Rel is such a path as seen from the project's folder, for printing: build/ch02/merges.json.
func Rel(path string) string { return project.Rel(path) }

// Saved does long work once. When build/saved/<name> is there, load reads it; else work runs, writes that path, and
// returns the same as load would. So every cell can ask for the result, whichever runs first:
//
//	model, err := course.Saved(ctx, "ch05-"+size.String(), loadModel, trainModel)
//
// The name must hold everything the result depends on, such as the size of the run. Work that fails or is interrupted
// must leave no file: write it at the end, through atomicfile.Write. Where two notebooks ask for the same work, one
// does it and the other waits, and says so. Saved says in a line that work begins, and what became of it; "llm
// notebooks --fresh" and "make clean" forget all saved work.
func Saved[T any](ctx context.Context, name string,
	load func(path string) (T, error), work func(ctx context.Context, path string) (T, error)) (T, error) {
	var zero T
	path, err := project.Build("saved", name)
	if err != nil {
		return zero, err
	}
	place := project.Rel(path)
	if v, found, err := loadSaved(path, place, load); found || err != nil {
		return v, err
	}
	unlock, err := lock(ctx, path, place)
	if err != nil {
		return zero, err
	}
	defer unlock()
	if v, found, err := loadSaved(path, place, load); found || err != nil { // the other program was successful
		return v, err
	}
	if err := atomicfile.RemoveParts(path); err != nil { // of programs that died: nobody else has the lock
		return zero, err
	}
	fmt.Println("making", place)
	v, err := work(ctx, path)
	if stopped := new(keep.StoppedError); errors.As(err, &stopped) {
		return zero, err // it says what is kept
	}
	if err != nil {
		return zero, fmt.Errorf("make %s: %w", place, err)
	}
	if _, err := os.Stat(path); err != nil {
		return zero, fmt.Errorf("the work was done but %s was not written", place)
	}
	fmt.Println("saved in", place)
	return v, nil
}

// lock waits until no other program makes what belongs to a path, and says so when it has to.
func lock(ctx context.Context, path, place string) (unlock func() error, err error) {
	l := flock.New(path + ".lock")
	free, err := l.TryLock()
	if err == nil && !free {
		fmt.Printf("waiting for another notebook, or another cell, that makes %s\n", place)
		_, err = l.TryLockContext(ctx, lockEvery)
	}
	if err != nil {
		return nil, fmt.Errorf("wait for another program that makes %s: %w", place, err)
	}
	return l.Unlock, nil
}

// Say prints what long work has to say while it goes, with the project's paths as everyone has them.
func Say(line string) {
	if root, err := project.Root(); err == nil {
		line = strings.ReplaceAll(line, root+string(filepath.Separator), "")
	}
	fmt.Println(line)
}

// lockEvery is how often a program that waits for another one's work looks whether it is done.
const lockEvery = 200 * time.Millisecond

// loadSaved loads path if it is there.
func loadSaved[T any](path, place string, load func(path string) (T, error)) (v T, found bool, err error) {
	switch _, err := os.Stat(path); {
	case errors.Is(err, fs.ErrNotExist):
		return v, false, nil
	case err != nil:
		return v, false, err
	}
	if v, err = load(path); err != nil {
		return v, false, fmt.Errorf("load %s: %w; delete it to do the work again", place, err)
	}
	fmt.Println("loaded from", place)
	return v, true, nil
}
