package longrun

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/gomlx/ml/model"

	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/shared/atomicfile"
)

// write writes a checkpoint beside the last one and removes that only when the new one is whole.
func (c *Checkpoint) write(store *model.Store, state *runState) error {
	if err := os.MkdirAll(c.Dir, 0o755); err != nil {
		return err
	}
	if err := c.clean(); err != nil {
		return err
	}
	temporary, err := os.MkdirTemp(c.Dir, savingPrefix)
	if err != nil {
		return err
	}
	defer os.RemoveAll(temporary) // nothing is left to remove once it is renamed
	err = errors.Join(
		pretrain.SaveModel(filepath.Join(temporary, pretrain.ModelFile), store),
		pretrain.SaveOptimizer(filepath.Join(temporary, pretrain.OptimizerFile), store),
		atomicfile.WriteBytes(filepath.Join(temporary, pretrain.ConfigFile), state.config),
		atomicfile.WriteBytes(filepath.Join(temporary, stateFile), state.content))
	if err != nil {
		return err
	}
	name, err := c.name(state.steps)
	if err != nil {
		return err
	}
	if err := os.Rename(temporary, filepath.Join(c.Dir, name)); err != nil {
		return err
	}
	if err := atomicfile.WriteBytes(filepath.Join(c.Dir, pretrain.LatestFile), []byte(name+"\n")); err != nil {
		return err
	}
	return removeMatching(c.Dir, stepPrefix, name)
}

// saveBehind begins a save in the background when it is time for one and none is under way: of a copy of all
// numbers, so that the run goes on meanwhile and is not changed by it.
func (s *saver) saveBehind() error {
	if s.behind != nil {
		select {
		case done := <-s.behind:
			s.collect(done)
		default:
			return nil
		}
	}
	const share = 10 // of the time at most a tenth is spent on saving
	if s.Between <= 0 || time.Since(s.tried) < max(s.Between, share*s.took) ||
		*s.run.place.steps == int(s.savedAt.Load()) {
		return nil
	}
	s.tried = time.Now()
	state, err := s.state()
	if err != nil {
		return err
	}
	store, err := copyOf(s.run.Builder.Store())
	if err != nil {
		return err
	}
	behind := make(chan saved, 1)
	s.behind = behind
	go func(began time.Time) {
		err := s.write(store, state)
		store.Finalize() // frees the copy
		behind <- saved{state.steps, time.Since(began), err}
	}(s.tried)
	return nil
}

// await waits for the save in the background.
func (s *saver) await() {
	if s.behind != nil {
		s.collect(<-s.behind)
	}
}

// collect says what is wrong with a save in the background; the next one may be better.
func (s *saver) collect(done saved) {
	s.behind = nil
	if err := s.note(done); err != nil {
		s.say("%v; training goes on, and it is tried again", err)
	}
}

// expected is how long a save is likely to take: as the last one, or at the speed of a slow disk.
func (s *saver) expected() time.Duration {
	if s.took > 0 {
		return s.took
	}
	const slow = 100_000_000 // bytes a second
	return time.Duration(float64(s.run.Builder.Store().ByteSize()) / slow * float64(time.Second))
}

// copyOf is a store with copies of all numbers that a checkpoint holds, in the order of the original.
func copyOf(store *model.Store) (*model.Store, error) {
	dup := model.NewStore()
	for v := range store.IterVariables() {
		if v.DType() != dtypes.Float32 {
			continue // a generator's state, which the run's state has
		}
		t, err := v.Value()
		if err != nil {
			return nil, err
		}
		if t, err = t.LocalClone(); err != nil {
			return nil, err
		}
		if _, err := dup.CreateVariable(v.Path(), t); err != nil {
			return nil, err
		}
	}
	return dup, nil
}

func matching(dir, prefix string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	var names []string
	for _, e := range entries {
		if e.IsDir() && strings.HasPrefix(e.Name(), prefix) {
			names = append(names, e.Name())
		}
	}
	return names, err
}

// removeMatching removes the folders that begin with a prefix, all but one.
func removeMatching(dir, prefix, except string) error {
	names, err := matching(dir, prefix)
	for _, name := range names {
		if name != except {
			err = errors.Join(err, os.RemoveAll(filepath.Join(dir, name)))
		}
	}
	return err
}
