package setup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"llmfromscratch/shared/backend"
)

// XLA installs XLA's plug-ins with go-xla's installer, which checks the sha256 of those for CUDA and moves the one for
// the CPU in its place when it is whole; its makers publish no sha256 of that. A plug-in that cannot be loaded and
// compute is removed again.
func XLA(opt BackendOptions) Step {
	return Step{
		Name:    "xla",
		Network: true,
		Done: func(context.Context) (bool, string) {
			state := backend.XLAState()
			if state.Err != nil {
				return false, state.Err.Error()
			}
			return true, state.Config + " in " + tidyHome(state.Where)
		},
		Do: func(ctx context.Context, w io.Writer) error {
			state := backend.XLAState()
			if !state.Built {
				return fmt.Errorf("%w: %s", state.Err, state.Remedy)
			}
			folder, err := backend.XLATarget()
			if err != nil {
				return err
			}
			// what is there does not work, and the installer would leave it
			if err := removePlugins(folder); err != nil {
				return err
			}
			if rest := backend.XLAPlugins(); len(rest) > 0 {
				return fmt.Errorf("%s does not work and is not in %s: remove it", rest[0], tidyHome(folder))
			}
			fmt.Fprintln(w, "XLA's plug-in by go-xla's installer …")
			watched := []string{folder}
			if cache, err := os.UserCacheDir(); err == nil {
				watched = append(watched, filepath.Join(cache, "go-xla"))
			}
			failed := opt.official(ctx, "xla", nil, watched...)
			switch state := backend.XLAState(); {
			case state.Err == nil: // one plug-in of two may be here
				return nil
			case failed != nil:
				return errors.Join(failed, clean(folder))
			default:
				return errors.Join(fmt.Errorf("removed again: %w", state.Err), removePlugins(folder))
			}
		},
	}
}

// removePlugins removes the plug-ins in go-xla's folder.
func removePlugins(folder string) error {
	for _, file := range backend.XLAPlugins() {
		if dir := filepath.Dir(file); dir == folder || filepath.Dir(dir) == folder {
			if err := os.Remove(file); err != nil && !errors.Is(err, os.ErrNotExist) {
				return err
			}
		}
	}
	return nil
}

// clean removes the half-extracted files of an installer that was ended.
func clean(folder string) error {
	found, err := filepath.Glob(filepath.Join(folder, ".extracting-*"))
	if err != nil {
		return err
	}
	for _, path := range found {
		if err := os.RemoveAll(path); err != nil {
			return err
		}
	}
	return nil
}
