package longrun

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"

	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/shared/atomicfile"
	"llmfromscratch/shared/dataloader"
)

// Checkpoint lets a training run be interrupted and resumed. What is saved holds everything that the rest of the run
// depends on: parameters, the optimizer's running means, the random generators, the place in the epoch and what was
// found so far.
type Checkpoint struct {
	Dir   string // folder of the run; made when needed
	Every int    // steps between two of them; 0: only when the run is interrupted
}

// runState is what a checkpoint holds besides the tensors.
type runState struct {
	Config     gpt.Config       `json:"config"`
	Optimizer  pretrain.AdamW   `json:"optimizer"`
	Position   position         `json:"position"`
	StepsDone  int              `json:"steps_done"`
	TokensSeen int              `json:"tokens_seen"`
	History    pretrain.History `json:"history"`
	Random     rngStates        `json:"random"`
	EpochStart []byte           `json:"epoch_start"`    // the loaders' generator when the epoch began
	Data       string           `json:"data,omitempty"` // of the loaders
}

// position is a place in a run.
type position struct {
	Epoch   int `json:"epoch"`   // epochs done
	Batches int `json:"batches"` // batches of the next epoch that are done
}

// rngStates are the generators' states at the checkpoint.
type rngStates struct {
	Loaders []byte   `json:"loaders"`
	Dropout []byte   `json:"dropout"`           // often the same generator
	Backend []uint64 `json:"backend,omitempty"` // of dropout drawn in the graph
}

const (
	stepPrefix   = "step-"      // step-00000010 is a whole checkpoint
	savingPrefix = ".saving"    // a folder that is being written, or was when its process died
	stateFile    = "state.json" // beside the files of a saved model
	backendRNG   = "/" + model.RNGStateVariableName
)

// saver is the watcher that saves.
type saver struct {
	Checkpoint
	run     *run
	metrics *metricsFile
	random  rngStates // when the last step, or the evaluation after it, was done
	savedAt int       // steps done at the last checkpoint
}

// watch saves the run every so many steps, and when it is interrupted.
func (c Checkpoint) watch(r *run, metrics *metricsFile) pretrain.Watcher {
	s := &saver{Checkpoint: c, run: r, metrics: metrics, savedAt: r.StepsDone}
	return func(e pretrain.Event) (err error) {
		switch e.Kind {
		case pretrain.Stepped, pretrain.Settled: // an evaluation that is interrupted in between has drawn for nothing
			if s.random, err = r.random(); err != nil {
				return err
			}
		}
		switch {
		case e.Kind == pretrain.Settled && c.Every > 0 && r.StepsDone%c.Every == 0, e.Kind == pretrain.Interrupted:
			return s.saveOnce()
		}
		return nil
	}
}

// saveOnce saves the run unless that has been done since the last step.
func (s *saver) saveOnce() error {
	done := s.run.StepsDone
	if done == s.savedAt {
		return nil
	}
	if err := s.save(); err != nil {
		return fmt.Errorf("checkpoint after step %d: %w", done, err)
	}
	s.savedAt = done
	return nil
}

// save writes a checkpoint beside the last one and removes that only when the new one is whole.
func (s *saver) save() error {
	if err := s.metrics.sync(); err != nil {
		return err
	}
	if err := os.MkdirAll(s.Dir, 0o755); err != nil {
		return err
	}
	if err := removeMatching(s.Dir, savingPrefix, ""); err != nil { // of a process that died
		return err
	}
	temporary, err := os.MkdirTemp(s.Dir, savingPrefix)
	if err != nil {
		return err
	}
	defer os.RemoveAll(temporary) // nothing is left to remove once it is renamed
	store := s.run.model.Store()
	err = errors.Join(
		pretrain.SaveModel(filepath.Join(temporary, pretrain.ModelFile), store),
		pretrain.SaveOptimizer(filepath.Join(temporary, pretrain.OptimizerFile), store),
		atomicfile.WriteJSON(filepath.Join(temporary, pretrain.ConfigFile), s.run.model.Config),
		atomicfile.WriteJSON(filepath.Join(temporary, stateFile), s.run.state(s.random)))
	if err != nil {
		return err
	}
	name := fmt.Sprintf("%s%08d", stepPrefix, s.run.StepsDone)
	if err := os.RemoveAll(filepath.Join(s.Dir, name)); err != nil {
		return err
	}
	if err := os.Rename(temporary, filepath.Join(s.Dir, name)); err != nil {
		return err
	}
	if err := atomicfile.WriteBytes(filepath.Join(s.Dir, pretrain.LatestFile), []byte(name+"\n")); err != nil {
		return err
	}
	return removeMatching(s.Dir, stepPrefix, name)
}

// state is what a checkpoint holds of the run, with the generators where they were.
func (r *run) state(random rngStates) runState {
	place := r.Batches.State()
	return runState{
		Config: r.model.Config, Optimizer: r.opt.Optimizer, Position: position{r.EpochsDone, place.Batches},
		StepsDone: r.StepsDone, TokensSeen: r.TokensSeen, History: r.History, Random: random,
		EpochStart: place.EpochStart, Data: r.loaders.Data,
	}
}

// random are the states of all generators that the run draws from.
func (r *run) random() (s rngStates, err error) {
	if s.Loaders, err = r.loaders.RNG.MarshalBinary(); err != nil {
		return s, err
	}
	if s.Dropout, err = r.model.Builder.RNG.MarshalBinary(); err != nil {
		return s, err
	}
	if v := r.model.Store().GetVariable(backendRNG); v != nil && v.HasValue() {
		t, err := v.Value()
		if err != nil {
			return s, err
		}
		s.Backend, err = tensors.CopyFlatData[uint64](t)
		return s, err
	}
	return s, nil
}

// resume sets a run to where its newest checkpoint was taken, if there is one.
func (c Checkpoint) resume(r *run) error {
	dir, err := pretrain.LatestCheckpoint(c.Dir)
	if err != nil || dir == "" {
		return err
	}
	var s runState
	if err := atomicfile.ReadJSON(filepath.Join(dir, stateFile), &s); err != nil {
		return err
	}
	if err := s.fits(r); err != nil {
		return fmt.Errorf("checkpoint %s %w", dir, err)
	}
	store := r.model.Store()
	if err := pretrain.LoadModel(filepath.Join(dir, pretrain.ModelFile), store); err != nil {
		return err
	}
	if err := pretrain.LoadOptimizer(filepath.Join(dir, pretrain.OptimizerFile), store); err != nil {
		return err
	}
	if err := s.Random.restore(r); err != nil {
		return fmt.Errorf("checkpoint %s, random generators: %w", dir, err)
	}
	if err := r.Batches.SetState(dataloader.State{EpochStart: s.EpochStart, Batches: s.Position.Batches}); err != nil {
		return fmt.Errorf("checkpoint %s: %w", dir, err)
	}
	r.EpochsDone, r.StepsDone, r.stepper.StepsDone = s.Position.Epoch, s.StepsDone, s.StepsDone
	r.TokensSeen, r.History = s.TokensSeen, s.History
	for h := &r.History; len(h.GradientNorms) < len(h.StepLosses); { // of a run that did not keep them: unknown
		h.GradientNorms = append(h.GradientNorms, 0)
	}
	return nil
}

// fits returns an error that ends the sentence "checkpoint …" when the run has other settings.
func (s *runState) fits(r *run) error {
	switch {
	case !reflect.DeepEqual(s.Config, r.model.Config):
		return fmt.Errorf("is of a model with configuration %+v, this one has %+v", s.Config, r.model.Config)
	case s.Optimizer != r.opt.Optimizer:
		return fmt.Errorf("was trained with %+v, this run has %+v", s.Optimizer, r.opt.Optimizer)
	case s.Data != r.loaders.Data:
		return fmt.Errorf("was trained on other batches (%s) than this run has (%s)", named(s.Data),
			named(r.loaders.Data))
	}
	return nil
}

// restore sets the generators.
func (s rngStates) restore(r *run) error {
	err := errors.Join(r.loaders.RNG.UnmarshalBinary(s.Loaders), r.model.Builder.RNG.UnmarshalBinary(s.Dropout))
	if err != nil || s.Backend == nil {
		return err
	}
	store, t := r.model.Store(), tensors.FromFlatDataAndDimensions(s.Backend, len(s.Backend))
	if v := store.GetVariable(backendRNG); v != nil {
		err = v.SetValue(t)
	} else {
		_, err = store.CreateVariable(backendRNG, t)
	}
	if err != nil {
		return fmt.Errorf("of the backend: %w", err)
	}
	store.GetVariable(backendRNG).SetTrainable(false)
	return nil
}

// named is what the loaders say of their data, or that they say nothing.
func named(data string) string {
	if data == "" {
		return "of a text"
	}
	return data
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
