package longrun

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/gomlx/compute"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/shared/atomicfile"
	"llmfromscratch/shared/keep"
	"llmfromscratch/shared/nn"
	"llmfromscratch/shared/torchrand"
)

// Job is a whole run of chapter 5 with everything that it depends on, from random weights to a trained model whose
// result is kept.
type Job struct {
	pretrain.Recipe
	Text       string
	Tok        text.Tokenizer
	Seed       int64 // as for torch.manual_seed
	Accumulate int   // see [StepOptions]

	Watchers []pretrain.Watcher // are told of the run, which does not depend on them
	Say      func(line string)  // is told what [Checkpoint] has to say; nil: nobody
}

// Trained is what a finished run leaves: the model, and what the run found (sections 5.2 to 5.4).
type Trained struct {
	Model   *gpt.Model
	History *pretrain.History
}

// Key is a short name for the job: two jobs with one key have the same result on one backend. Of the tokenizer it knows
// what it makes of the text.
func (j *Job) Key() (string, error) {
	ids, err := j.Tok.Encode(j.Text)
	if err != nil {
		return "", err
	}
	return keep.Key(j.Recipe, j.Text, ids, j.Seed, j.Accumulate)
}

// settings are all that the job depends on.
func (j *Job) settings() (keep.Settings, error) {
	ids, err := j.Tok.Encode(j.Text)
	if err != nil {
		return nil, err
	}
	list, err := keep.Fields(j.Recipe, nil)
	if err != nil {
		return nil, err
	}
	for name, value := range map[string]any{"text": j.Text, "token ids of the text": ids} {
		digest, err := keep.Key(value)
		if err != nil {
			return nil, err
		}
		list = append(list, keep.Setting{Name: name, Value: digest, Label: "digest"})
	}
	return append(list, keep.Setting{Name: "seed", Value: fmt.Sprint(j.Seed)},
		keep.Setting{Name: "micro-batches", Value: fmt.Sprint(max(1, j.Accumulate))}), nil
}

// New makes the model before any training, and its loaders. Both draw from one generator with the seed, as in section
// 5.2.
func (j *Job) New() (*gpt.Model, *pretrain.Loaders, error) {
	rng := torchrand.New(j.Seed)
	m, err := gpt.NewModel(nn.NewBuilderFrom(rng), j.Model)
	if err != nil {
		return nil, nil, err
	}
	loaders, err := pretrain.NewLoaders(j.Text, j.Tok, j.Data, rng)
	if err != nil {
		return nil, nil, err
	}
	return m, loaders, nil
}

// Do prepares the whole run, to be done in a folder that the returned function is told. The folder appears when the run
// is finished and then holds its last checkpoint and its history: [LoadTrained] reads them. A run under way is kept
// beside it, under the folder's name with ".part", as [InNotebook] says; the next call goes on from there with the same
// numbers.
func (j *Job) Do(be compute.Backend) func(ctx context.Context, dir string) (*Trained, error) {
	return func(ctx context.Context, dir string) (*Trained, error) {
		part := dir + ".part"
		settings, err := j.settings()
		if err != nil {
			return nil, err
		}
		trained, err := j.train(ctx, be, func(steps int) *Checkpoint {
			c := InNotebook(part, settings, j.Say)
			c.Every = steps
			return c
		})
		if err != nil {
			return nil, err
		}
		if err := keep.SaveHistory(part, trained.History); err != nil {
			return nil, err
		}
		return trained, os.Rename(part, dir)
	}
}

// Continue goes on with a run that [Job.Do] has finished in dir until it has j.Options.Epochs epochs in all, with the
// optimizer's running means and the random generator where they were (exercise 5.4). The folder stays as it is.
func (j *Job) Continue(ctx context.Context, be compute.Backend, dir string) (*Trained, error) {
	view, err := linkCheckpoint(dir)
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(view)
	// What view has is that of a shorter run, with other settings, and nothing that is saved there would stay.
	return j.train(ctx, be, func(int) *Checkpoint { return &Checkpoint{Dir: view, Hurry: 1} })
}

// train does the run with the checkpoint that a function makes, which is told how many steps there are.
func (j *Job) train(ctx context.Context, be compute.Backend, checkpoint func(steps int) *Checkpoint) (*Trained, error) {
	m, loaders, err := j.New()
	if err != nil {
		return nil, err
	}
	long := Options{Accumulate: j.Accumulate, Checkpoint: checkpoint(j.Options.Epochs * loaders.Train.Len())}
	history, err := Train(ctx, be, m, loaders, j.Tok, j.Options, long, j.Watchers...)
	if err != nil {
		return nil, err
	}
	return &Trained{m, history}, nil
}

// InNotebook is the checkpoint of a run that a notebook's cell does: saved every minute, in the background, since its
// stop button leaves five seconds, in which a large model is not saved, and a kernel that is restarted none.
func InNotebook(dir string, settings keep.Settings, say func(line string)) *Checkpoint {
	return &Checkpoint{Dir: dir, Between: time.Minute, Hurry: 1500 * time.Millisecond, Settings: settings, Say: say}
}

// LoadTrained reads what [Job.Do] has left in a folder.
func LoadTrained(dir string) (*Trained, error) {
	h, err := keep.History[pretrain.History](dir)
	if err != nil {
		return nil, err
	}
	checkpoint, err := pretrain.LatestCheckpoint(dir)
	if err != nil {
		return nil, err
	}
	if checkpoint == "" {
		return nil, fmt.Errorf("%s holds a history but no checkpoint", dir)
	}
	m, err := pretrain.LoadModelDir(checkpoint)
	if err != nil {
		return nil, err
	}
	return &Trained{m, h}, nil
}

// linkCheckpoint makes a temporary folder that has the newest checkpoint of dir, whose files it shares: a run that goes
// on there does not touch dir, and two gigabytes need not be copied.
func linkCheckpoint(dir string) (view string, err error) {
	checkpoint, err := pretrain.LatestCheckpoint(dir)
	if err != nil {
		return "", err
	}
	if checkpoint == "" {
		return "", fmt.Errorf("%s holds no checkpoint to go on from: train first", dir)
	}
	if view, err = os.MkdirTemp(filepath.Dir(dir), ".continue-"); err != nil {
		return "", err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.RemoveAll(view))
		}
	}()
	name := filepath.Base(checkpoint)
	if err := os.Mkdir(filepath.Join(view, name), 0o755); err != nil {
		return "", err
	}
	for _, file := range []string{pretrain.ModelFile, pretrain.OptimizerFile, pretrain.ConfigFile, stateFile} {
		if err := os.Link(filepath.Join(checkpoint, file), filepath.Join(view, name, file)); err != nil {
			return "", err
		}
	}
	return view, atomicfile.WriteBytes(filepath.Join(view, pretrain.LatestFile), []byte(name+"\n"))
}
