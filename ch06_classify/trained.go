package classify

import (
	"context"
	"encoding/json"
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

// Trained is what a finished run leaves: the classifier, and what the evaluations found (section 6.7).
type Trained struct {
	Classifier *Classifier
	History    *History
}

// historyFile is in the folder of a finished run, beside the classifier's files.
const historyFile = "history.json"

// Key is a short name for the settings of a run and its messages: two runs with one key and one seed have the same result on one backend.
// Whoever keeps a trained classifier under a name puts the key into it.
func (r Run) Key(s Split) (string, error) {
	data, err := json.Marshal([]any{
		r.Model, r.Settings, r.Data, r.Options.Optimizer, r.Options.Epochs, r.Options.EvalEvery, r.Options.EvalBatches, s,
	})
	if err != nil {
		return "", fmt.Errorf("settings of the run: %w", err)
	}
	h := fnv.New32a()
	h.Write(data)
	return fmt.Sprintf("%08x", h.Sum32()), nil
}

// New makes the classifier of a run, before any training: of a pretrained model, or of a new one with random weights when pretrained is
// nil. As in sections 6.4 and 6.5 the generator has the seed again before the head is drawn.
func (r Run) New(pretrained *gpt.Model, rng *torchrand.Generator, seed int64) (*Classifier, error) {
	m := pretrained
	if m == nil {
		var err error
		if m, err = gpt.NewModel(nn.NewBuilderFrom(rng), r.Model); err != nil {
			return nil, err
		}
	}
	m.Builder.RNG = rng
	rng.Seed(seed)
	return New(m, r.Settings)
}

// Tune does a whole run: model and head, loaders, training (sections 6.3 to 6.7). All draw from one generator, which gets the seed again
// before the training as well. pretrained may be nil; see [Run.New].
func (r Run) Tune(ctx context.Context, be compute.Backend, s Split, tok text.Tokenizer, pretrained *gpt.Model, seed int64) (*Trained, error) {
	rng := torchrand.New(seed)
	c, err := r.New(pretrained, rng, seed)
	if err != nil {
		return nil, err
	}
	data := r.Data
	data.ContextLength = c.Model.Config.ContextLength
	loaders, err := NewLoaders(s, tok, data, rng)
	if err != nil {
		return nil, err
	}
	rng.Seed(seed)
	history, err := Train(ctx, be, c, loaders, r.Options)
	if err != nil {
		return nil, err
	}
	return &Trained{c, history}, nil
}

// Save writes classifier and history to a folder, which appears when all of it is written.
func (t *Trained) Save(dir string) (err error) {
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return err
	}
	part, err := os.MkdirTemp(filepath.Dir(dir), ".classifier-")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.RemoveAll(part))
		}
	}()
	if err := t.Classifier.Save(part); err != nil {
		return err
	}
	history, err := json.Marshal(t.History)
	if err != nil {
		return err
	}
	if err := atomicfile.WriteBytes(filepath.Join(part, historyFile), append(history, '\n')); err != nil {
		return err
	}
	if err := os.Chmod(part, 0o755); err != nil {
		return err
	}
	return os.Rename(part, dir)
}

// LoadTrained reads what Save wrote.
func LoadTrained(dir string) (*Trained, error) {
	path := filepath.Join(dir, historyFile)
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var h History
	if err := json.Unmarshal(data, &h); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	c, err := Load(dir)
	if err != nil {
		return nil, err
	}
	return &Trained{c, &h}, nil
}
