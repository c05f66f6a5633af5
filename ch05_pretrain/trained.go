package pretrain

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"os"
	"path/filepath"

	"github.com/gomlx/compute"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch04_gpt"
	"llmfromscratch/shared/atomicfile"
	"llmfromscratch/shared/nn"
	"llmfromscratch/shared/torchrand"
)

// Trained is what a finished run leaves: the model, and what the evaluations found (sections 5.2 to 5.4).
type Trained struct {
	Model   *gpt.Model
	History *History
}

// historyFile is in the folder of a finished run, beside its last checkpoint.
const historyFile = "history.json"

// keySteps is how many steps of a schedule and a limit go into a run's key.
const keySteps = 1000

// Key is a short name for the settings of a run and its text: two runs with one key and one seed have the same result
// on one backend. Whoever keeps a trained model under a name puts the key into it.
func (r Run) Key(txt string) string {
	cfg, opt := r.Model, r.Options
	rates := cfg.Rates()
	cfg.DropRate, cfg.DropRates = 0, nil // a pointer has no value that lasts
	h := fnv.New32a()
	fmt.Fprintf(h, "%+v %+v %+v %+v %d %d %d %d %q %q", cfg, rates, r.Data, opt.Optimizer,
		opt.Epochs, opt.EvalEvery, opt.EvalBatches, opt.SampleTokens, opt.StartContext, txt)
	for step := range keySteps { // functions are told apart by what they say
		if opt.Schedule != nil {
			fmt.Fprintf(h, " rate %v", opt.Schedule(step))
		}
		if opt.Clip != nil {
			fmt.Fprintf(h, " limit %v", opt.Clip(step))
		}
	}
	if opt.Accumulate > 1 { // the last digits differ
		fmt.Fprintf(h, " %d", opt.Accumulate)
	}
	return fmt.Sprintf("%08x", h.Sum32())
}

// Work prepares a whole run, to be done in a folder that the returned function is told. Model, data and dropout draw
// from one generator with the seed, as in section 5.2. The folder appears when the run is finished and then holds its
// last checkpoint and its history: [LoadTrained] reads them. An interrupted run is kept beside it, under the folder's
// name with ".part", and the next call goes on from there with the same numbers.
func (r Run) Work(be compute.Backend, txt string, tok text.Tokenizer,
	seed int64) func(ctx context.Context, dir string) (*Trained, error) {
	return func(ctx context.Context, dir string) (*Trained, error) {
		m, loaders, err := r.begin(torchrand.New(seed), txt, tok)
		if err != nil {
			return nil, err
		}
		opt, part := r.Options, dir+".part"
		opt.Checkpoint = &Checkpointing{Dir: part, Every: opt.Epochs * loaders.Train.Len()}
		history, err := Train(ctx, be, m, loaders, tok, opt)
		if err != nil {
			return nil, err
		}
		if err := writeJSON(filepath.Join(part, historyFile), history); err != nil {
			return nil, err
		}
		if err := os.Rename(part, dir); err != nil {
			return nil, err
		}
		return &Trained{m, history}, nil
	}
}

// begin makes model and loaders, which draw from rng in this order.
func (r Run) begin(rng *torchrand.Generator, txt string, tok text.Tokenizer) (*gpt.Model, *Loaders, error) {
	m, err := gpt.NewModel(nn.NewBuilderFrom(rng), r.Model)
	if err != nil {
		return nil, nil, err
	}
	loaders, err := NewLoaders(txt, tok, r.Data, rng)
	if err != nil {
		return nil, nil, err
	}
	return m, loaders, nil
}

// LoadTrained reads what [Run.Work] has left in a folder.
func LoadTrained(dir string) (*Trained, error) {
	var h History
	if err := readJSON(filepath.Join(dir, historyFile), &h); err != nil {
		return nil, err
	}
	checkpoint, err := LatestCheckpoint(dir)
	if err != nil {
		return nil, err
	}
	if checkpoint == "" {
		return nil, fmt.Errorf("%s holds a history but no checkpoint", dir)
	}
	m, err := LoadModelDir(checkpoint)
	if err != nil {
		return nil, err
	}
	return &Trained{m, &h}, nil
}

// Continue goes on with a run that [Run.Work] has finished in dir until it has r.Options.Epochs epochs in all, with the
// optimizer's running means and the random generator where they were (exercise 5.4). The folder stays as it is.
func (r Run) Continue(ctx context.Context, be compute.Backend, txt string, tok text.Tokenizer,
	dir string) (*Trained, error) {
	m, loaders, err := r.begin(torchrand.New(0), txt, tok) // the checkpoint has the generator's state
	if err != nil {
		return nil, err
	}
	view, err := linkCheckpoint(dir)
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(view)
	opt := r.Options
	opt.Checkpoint = &Checkpointing{Dir: view}
	history, err := Train(ctx, be, m, loaders, tok, opt)
	if err != nil {
		return nil, err
	}
	return &Trained{m, history}, nil
}

// linkCheckpoint makes a temporary folder that has the newest checkpoint of dir, whose files it shares: a run that goes
// on there does not touch dir, and two gigabytes need not be copied.
func linkCheckpoint(dir string) (view string, err error) {
	checkpoint, err := LatestCheckpoint(dir)
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
	for _, file := range []string{ModelFile, OptimizerFile, ConfigFile, stateFile} {
		if err := os.Link(filepath.Join(checkpoint, file), filepath.Join(view, name, file)); err != nil {
			return "", err
		}
	}
	return view, atomicfile.WriteBytes(filepath.Join(view, latestFile), []byte(name+"\n"))
}
