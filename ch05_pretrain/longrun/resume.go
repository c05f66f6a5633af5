package longrun

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path/filepath"
	"reflect"

	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/shared/atomicfile"
	"llmfromscratch/shared/dataloader"
	"llmfromscratch/shared/keep"
)

// stateJSON is what a checkpoint holds besides the tensors.
type stateJSON struct {
	Config       json.RawMessage `json:"config"`
	Optimizer    pretrain.AdamW  `json:"optimizer"`
	Position     position        `json:"position"`
	StepsDone    int             `json:"steps_done"`
	TokensSeen   int             `json:"tokens_seen"`
	ExamplesSeen int             `json:"examples_seen,omitempty"`
	History      json.RawMessage `json:"history"`
	Random       rngStates       `json:"random"`
	EpochStart   []byte          `json:"epoch_start"`        // the loaders' generator when the epoch began
	Data         string          `json:"data,omitempty"`     // of the loaders
	Settings     keep.Settings   `json:"settings,omitempty"` // see [Checkpoint]
}

// position is a place in a run.
type position struct {
	Epoch   int `json:"epoch"`   // epochs done
	Batches int `json:"batches"` // batches of the next epoch that are done
}

// runState is the state of a run as a checkpoint's files hold it.
type runState struct {
	steps           int
	config, content []byte // of ConfigFile and stateFile
}

// state is what a checkpoint holds of the run now, with the generators where they were.
func (s *saver) state() (*runState, error) {
	r := s.run
	if r.sync != nil {
		if err := r.sync(); err != nil {
			return nil, err
		}
	}
	config, err := indented(r.Config)
	if err != nil {
		return nil, err
	}
	history, err := json.Marshal(r.History)
	if err != nil {
		return nil, err
	}
	at := r.place.batches.State()
	content, err := indented(stateJSON{
		Config: config, Optimizer: r.Optimizer, Position: position{*r.place.epochs, at.Batches},
		StepsDone: *r.place.steps, TokensSeen: *r.place.tokens, ExamplesSeen: *r.place.examples, History: history,
		Random: s.random, EpochStart: at.EpochStart, Data: r.Data, Settings: s.Settings,
	})
	return &runState{*r.place.steps, config, content}, err
}

// indented is a value as [atomicfile.WriteJSON] writes it.
func indented(value any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetIndent("", "  ")
	err := enc.Encode(value)
	return b.Bytes(), err
}

// Found is what a folder has of a run.
type Found struct {
	Dir       string // of the checkpoint
	StepsDone int
	Settings  keep.Settings // nil: it was saved without

	state *stateJSON
}

// Find looks for the newest checkpoint in the folder; nil: there is none.
func (c *Checkpoint) Find() (*Found, error) {
	dir, err := pretrain.LatestCheckpoint(c.Dir)
	if err != nil || dir == "" {
		return nil, err
	}
	var s stateJSON
	if err := atomicfile.ReadJSON(filepath.Join(dir, stateFile), &s); err != nil {
		return nil, err
	}
	return &Found{dir, s.StepsDone, s.Settings, &s}, nil
}

// resume sets a run to where its newest checkpoint was taken, if there is one.
func (c *Checkpoint) resume(r *Run) error {
	if c == nil {
		return nil
	}
	if err := c.clean(); err != nil {
		return err
	}
	if c.Restart {
		return nil
	}
	found, err := c.Find()
	if err != nil || found == nil {
		return err
	}
	if err := c.compare(found, r); err != nil {
		return err
	}
	if err := found.load(r); err != nil {
		return err
	}
	if h, ok := r.History.(*pretrain.History); ok {
		for len(h.GradientNorms) < len(h.StepLosses) { // of a run that did not keep them: unknown
			h.GradientNorms = append(h.GradientNorms, 0)
		}
	}
	c.say("goes on from step %d of %d in %s", found.StepsDone, r.place.all, c.Dir)
	return nil
}

// compare refuses a checkpoint of other settings, and says what else is to be known of them.
func (c *Checkpoint) compare(found *Found, r *Run) error {
	refused, free := found.Settings.Differences(c.Settings)
	if len(refused) > 0 {
		return &keep.OtherSettingsError{Dir: c.Dir, Differences: refused}
	}
	if err := found.state.fits(r); err != nil {
		return fmt.Errorf("checkpoint %s %w", found.Dir, err)
	}
	if c.Settings != nil && found.Settings == nil {
		c.say("%s was saved without the settings of its run: whether they are those of this one is not known",
			found.Dir)
	}
	for _, d := range free {
		c.say("%v: the numbers may differ in their last digits from those of a run with one of them", d)
	}
	return nil
}

// fits returns an error that ends the sentence "checkpoint …" when the run has other settings.
func (s *stateJSON) fits(r *Run) error {
	config := reflect.New(reflect.TypeOf(r.Config))
	if err := json.Unmarshal(s.Config, config.Interface()); err != nil {
		return fmt.Errorf("has no configuration: %w", err)
	}
	switch was := config.Elem().Interface(); {
	case !reflect.DeepEqual(was, r.Config):
		return fmt.Errorf("is of a model with configuration %+v, this one has %+v", was, r.Config)
	case s.Optimizer != r.Optimizer:
		return fmt.Errorf("was trained with %+v, this run has %+v", s.Optimizer, r.Optimizer)
	case s.Data != r.Data:
		return fmt.Errorf("was trained on other batches (%s) than this run has (%s)", named(s.Data), named(r.Data))
	}
	return nil
}

// named is what the loaders say of their data, or that they say nothing.
func named(data string) string {
	if data == "" {
		return "of a text"
	}
	return data
}

// load sets a run to where the checkpoint was taken.
func (f *Found) load(r *Run) error {
	store, s := r.Builder.Store(), f.state
	if err := pretrain.LoadModel(filepath.Join(f.Dir, pretrain.ModelFile), store); err != nil {
		return err
	}
	if err := pretrain.LoadOptimizer(filepath.Join(f.Dir, pretrain.OptimizerFile), store); err != nil {
		return err
	}
	if err := s.Random.restore(r); err != nil {
		return fmt.Errorf("checkpoint %s, random generators: %w", f.Dir, err)
	}
	err := r.place.batches.SetState(dataloader.State{EpochStart: s.EpochStart, Batches: s.Position.Batches})
	if err != nil {
		return fmt.Errorf("checkpoint %s: %w", f.Dir, err)
	}
	if err := json.Unmarshal(s.History, r.History); err != nil {
		return fmt.Errorf("%s, history: %w", filepath.Join(f.Dir, stateFile), err)
	}
	*r.place.epochs, *r.place.steps, *r.StepsDone = s.Position.Epoch, s.StepsDone, s.StepsDone
	*r.place.tokens, *r.place.examples = s.TokensSeen, s.ExamplesSeen
	return nil
}
