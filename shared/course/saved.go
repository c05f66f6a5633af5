package course

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"llmfromscratch/shared/project"
)

// Build is a path under the project's build folder, for what a cell wants to keep: Build("ch02", "merges.json"). The folders
// on the way are made.
func Build(elem ...string) string { return Must(project.Build(elem...)) }

// Saved does long work once. When build/saved/<name> is there, load reads it; else work runs, writes that path, and returns
// the same as load would. So every cell can ask for the result, whichever runs first:
//
//	model, err := course.Saved(ctx, "ch05-"+size.String(), loadModel, trainModel)
//
// The name must hold everything the result depends on, such as the size of the run. Work that fails or is interrupted
// must leave no file: write it at the end, through atomicfile.Write. Saved says in one line what it did;
// "llm notebooks --fresh" and "make clean" forget all saved work.
func Saved[T any](ctx context.Context, name string, load func(path string) (T, error), work func(ctx context.Context, path string) (T, error)) (T, error) {
	var zero T
	path, err := project.Build("saved", name)
	if err != nil {
		return zero, err
	}
	place := project.Rel(path)
	switch _, err := os.Stat(path); {
	case err == nil:
		v, err := load(path)
		if err != nil {
			return zero, fmt.Errorf("load %s: %w; delete it to do the work again", place, err)
		}
		fmt.Println("loaded from", place)
		return v, nil
	case !errors.Is(err, fs.ErrNotExist):
		return zero, err
	}
	v, err := work(ctx, path)
	if err != nil {
		return zero, fmt.Errorf("make %s: %w", place, err)
	}
	if _, err := os.Stat(path); err != nil {
		return zero, fmt.Errorf("the work was done but %s was not written", place)
	}
	fmt.Println("saved in", place)
	return v, nil
}
