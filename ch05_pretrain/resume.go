package pretrain

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"reflect"
	"strings"

	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch04_gpt"
	"llmfromscratch/shared/atomicfile"
)

// Checkpointing lets a training run be interrupted and resumed. A checkpoint holds everything that the rest of the run
// depends on: parameters, the optimizer's running means, the random generators, the place in the epoch and what was
// found so far.
type Checkpointing struct {
	Dir   string // folder of the run; made when needed
	Every int    // steps between checkpoints; 0: only when the run is interrupted
}

// runState is what a checkpoint holds besides the tensors.
type runState struct {
	Config     gpt.Config `json:"config"`
	Optimizer  AdamW      `json:"optimizer"`
	Position   position   `json:"position"`
	StepsDone  int        `json:"steps_done"`
	TokensSeen int        `json:"tokens_seen"`
	History    History    `json:"history"`
	Random     rngStates  `json:"random"`
	EpochStart []byte     `json:"epoch_start"`    // the loaders' generator when the epoch began
	Data       string     `json:"data,omitempty"` // of the loaders
}

// rngStates are the generators' states at the checkpoint.
type rngStates struct {
	Loaders []byte   `json:"loaders"`
	Dropout []byte   `json:"dropout"`           // often the same generator
	Backend []uint64 `json:"backend,omitempty"` // of dropout drawn in the graph
}

const (
	stepPrefix   = "step-"   // step-00000010 is a whole checkpoint
	savingPrefix = ".saving" // a folder that is being written, or was when its process died
	latestFile   = "latest"  // holds the name of the newest whole checkpoint
	backendRNG   = "/" + model.RNGStateVariableName
)

// batches starts an epoch, or goes on with one that a checkpoint was taken in: its order is drawn anew from the state
// that the generator had when it began, and the batches that are done are passed over.
func (r *run) batches(at position) (next func() (text.Batch, error, bool), stop func(), err error) {
	rng := r.loaders.RNG
	if at.Batches == 0 {
		if r.epochStart, err = rng.MarshalBinary(); err != nil {
			return nil, nil, err
		}
		next, stop = iter.Pull2(r.loaders.Train.Epoch())
		return next, stop, nil
	}
	now, err := rng.MarshalBinary()
	if err != nil {
		return nil, nil, err
	}
	if err := rng.UnmarshalBinary(r.epochStart); err != nil {
		return nil, nil, fmt.Errorf("checkpoint, start of the epoch: %w", err)
	}
	// The first batch draws the order, so the last one that is done is made once more.
	next, stop = iter.Pull2(r.loaders.Train.EpochFrom(at.Batches - 1))
	if _, err, ok := next(); err != nil || !ok {
		stop()
		return nil, nil, errors.Join(err,
			fmt.Errorf("the checkpoint was taken after %d batches of its epoch, the data has %d: "+
				"is it the same text?", at.Batches, r.loaders.Train.Len()))
	}
	return next, stop, rng.UnmarshalBinary(now)
}

// checkpointIfDue saves the run every so many steps, and when it is interrupted, whose error it returns.
func (r *run) checkpointIfDue(ctx context.Context, at position) error {
	if err := ctx.Err(); err != nil {
		return r.saveIfInterrupted(ctx, at, err)
	}
	c, done := r.opt.Checkpoint, r.trainer.StepsDone
	if c == nil || c.Every < 1 || done%c.Every != 0 {
		return nil
	}
	return r.saveOnce(at)
}

// saveIfInterrupted saves the run when err comes from the end of ctx, and returns err.
func (r *run) saveIfInterrupted(ctx context.Context, at position, err error) error {
	if ctx.Err() == nil || r.opt.Checkpoint == nil {
		return err
	}
	return errors.Join(err, r.saveOnce(at))
}

// saveOnce saves the run unless that has been done since the last step.
func (r *run) saveOnce(at position) error {
	done := r.trainer.StepsDone
	if done == r.savedAt {
		return nil
	}
	if err := r.save(at); err != nil {
		return fmt.Errorf("checkpoint after step %d: %w", done, err)
	}
	r.savedAt = done
	return nil
}

// save writes a checkpoint beside the last one and removes that only when the new one is whole.
func (r *run) save(at position) error {
	if err := r.metrics.sync(); err != nil {
		return err
	}
	state, err := r.state(at)
	if err != nil {
		return err
	}
	dir := r.opt.Checkpoint.Dir
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	if err := removeMatching(dir, savingPrefix, ""); err != nil { // of a process that died
		return err
	}
	temporary, err := os.MkdirTemp(dir, savingPrefix)
	if err != nil {
		return err
	}
	defer os.RemoveAll(temporary) // nothing is left to remove once it is renamed
	err = errors.Join(
		SaveModel(filepath.Join(temporary, ModelFile), r.model.Store()),
		saveOptimizer(filepath.Join(temporary, OptimizerFile), r.model.Store()),
		writeJSON(filepath.Join(temporary, ConfigFile), r.model.Config),
		writeJSON(filepath.Join(temporary, stateFile), state))
	if err != nil {
		return err
	}
	name := fmt.Sprintf("%s%08d", stepPrefix, r.trainer.StepsDone)
	if err := os.RemoveAll(filepath.Join(dir, name)); err != nil {
		return err
	}
	if err := os.Rename(temporary, filepath.Join(dir, name)); err != nil {
		return err
	}
	if err := atomicfile.WriteBytes(filepath.Join(dir, latestFile), []byte(name+"\n")); err != nil {
		return err
	}
	return removeMatching(dir, stepPrefix, name)
}

func (r *run) state(at position) (runState, error) {
	loaders, err := r.loaders.RNG.MarshalBinary()
	if err != nil {
		return runState{}, err
	}
	dropout, err := r.model.Builder.RNG.MarshalBinary()
	if err != nil {
		return runState{}, err
	}
	s := runState{
		Config: r.model.Config, Optimizer: r.opt.Optimizer, Position: at,
		StepsDone: r.trainer.StepsDone, TokensSeen: r.tokens, History: r.History,
		Random:     rngStates{Loaders: loaders, Dropout: dropout},
		EpochStart: r.epochStart, Data: r.loaders.Data,
	}
	if v := r.model.Store().GetVariable(backendRNG); v != nil && v.HasValue() {
		t, err := v.Value()
		if err != nil {
			return s, err
		}
		if s.Random.Backend, err = tensors.CopyFlatData[uint64](t); err != nil {
			return s, err
		}
	}
	return s, nil
}

// resume loads the newest checkpoint, if there is one, and says where to go on.
func (r *run) resume() (position, error) {
	dir, err := LatestCheckpoint(r.opt.Checkpoint.Dir)
	if err != nil || dir == "" {
		return position{}, err
	}
	var s runState
	if err := readJSON(filepath.Join(dir, stateFile), &s); err != nil {
		return position{}, err
	}
	if !reflect.DeepEqual(s.Config, r.model.Config) {
		return position{}, fmt.Errorf("checkpoint %s is of a model with configuration %+v, this one has %+v", dir,
			s.Config, r.model.Config)
	}
	if s.Optimizer != r.opt.Optimizer {
		return position{}, fmt.Errorf("checkpoint %s was trained with %+v, this run has %+v", dir, s.Optimizer,
			r.opt.Optimizer)
	}
	if s.Data != r.loaders.Data {
		return position{}, fmt.Errorf("checkpoint %s was trained on other batches (%s) than this run has (%s)", dir,
			named(s.Data), named(r.loaders.Data))
	}
	store := r.model.Store()
	if err := LoadModel(filepath.Join(dir, ModelFile), store); err != nil {
		return position{}, err
	}
	if err := loadOptimizer(filepath.Join(dir, OptimizerFile), store); err != nil {
		return position{}, err
	}
	if err := errors.Join(
		r.loaders.RNG.UnmarshalBinary(s.Random.Loaders),
		r.model.Builder.RNG.UnmarshalBinary(s.Random.Dropout)); err != nil {
		return position{}, fmt.Errorf("checkpoint %s, random generators: %w", dir, err)
	}
	if s.Random.Backend != nil {
		t := tensors.FromFlatDataAndDimensions(s.Random.Backend, len(s.Random.Backend))
		if v := store.GetVariable(backendRNG); v != nil {
			err = v.SetValue(t)
		} else {
			_, err = store.CreateVariable(backendRNG, t)
		}
		if err != nil {
			return position{}, fmt.Errorf("checkpoint %s, random state of the backend: %w", dir, err)
		}
		store.GetVariable(backendRNG).SetTrainable(false)
	}
	r.trainer.StepsDone, r.savedAt = s.StepsDone, s.StepsDone
	r.tokens, r.History, r.epochStart = s.TokensSeen, s.History, s.EpochStart
	return s.Position, nil
}

// named is what the loaders say of their data, or that they say nothing.
func named(data string) string {
	if data == "" {
		return "of a text"
	}
	return data
}

// LatestCheckpoint is the folder of the newest whole checkpoint of a run, empty when there is none yet.
func LatestCheckpoint(dir string) (string, error) {
	name, err := os.ReadFile(filepath.Join(dir, latestFile))
	if errors.Is(err, os.ErrNotExist) {
		return "", nil
	}
	return filepath.Join(dir, filepath.Base(strings.TrimSpace(string(name)))), err
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
