package bench

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain/longrun"
	"llmfromscratch/shared/backend"
	"llmfromscratch/shared/nn"
)

// Setting is how a training step is measured on a rung of the ladder.
type Setting struct {
	Options
	Backend  string // configuration, such as "xla:cuda,tf32=false"
	BFloat16 bool   // matrix products: see [backend.Autocast]
	Flash    bool   // attention in one operation
}

// Rung is a way to train faster. It stands on the rungs below it: what they change stays changed, and one that a
// backend does not have is left out.
type Rung struct {
	Name string
	// climb changes the setting, or says why the backend cannot have it.
	climb func(be compute.Backend, s *Setting) error
}

// ladderBatch is how many times as large the batch of the last rung is.
const ladderBatch = 4

// Ladder is the way from the plain training step to the fast one on a GPU.
func Ladder() []Rung {
	return []Rung{
		{"float32", func(be compute.Backend, s *Setting) error {
			if plugin, ok := cuda(be); ok {
				s.Backend = "xla:" + plugin + ",tf32=false"
			}
			return nil
		}},
		{"TF32 matrix products", func(be compute.Backend, s *Setting) error {
			plugin, ok := cuda(be)
			if !ok {
				return errors.New("TF32 is a kind of number of NVIDIA's GPUs, which xla:cuda uses")
			}
			s.Backend = "xla:" + plugin + ",tf32=true"
			return nil
		}},
		{"bfloat16", func(be compute.Backend, s *Setting) error {
			tried := *s
			tried.BFloat16 = true
			if err := tried.check(be); err != nil {
				return err
			}
			*s = tried
			return nil
		}},
		{"flash attention", func(be compute.Backend, s *Setting) error {
			tried := *s
			tried.Flash = true
			if err := tried.check(be); err != nil {
				return err
			}
			*s = tried
			return nil
		}},
		{"vocabulary a multiple of 64", func(_ compute.Backend, s *Setting) error {
			s.Config.VocabSize = (s.Config.VocabSize + 63) / 64 * 64
			return nil
		}},
		{fmt.Sprintf("%d times the batch", ladderBatch), func(_ compute.Backend, s *Setting) error {
			s.Batch *= ladderBatch
			return nil
		}},
	}
}

// cuda is the name of the plug-in of a backend that is XLA on NVIDIA's GPUs.
func cuda(be compute.Backend) (plugin string, ok bool) {
	xla, ok := be.(interface{ PluginName() string })
	if !ok || !strings.HasPrefix(xla.PluginName(), "cuda") {
		return "", false
	}
	return xla.PluginName(), true
}

// model is the model of the setting, ready to be trained, and the backend as the setting uses it.
func (s Setting) model(be compute.Backend, cfg gpt.Config) (*gpt.Model, compute.Backend, error) {
	m, err := gpt.NewModel(nn.NewBuilder(123), cfg)
	if err != nil {
		return nil, nil, err
	}
	if s.BFloat16 {
		if be, err = backend.Autocast(be, dtypes.BFloat16); err != nil {
			return nil, nil, err
		}
	}
	if s.Flash {
		err = longrun.UseFlash(be, m)
	}
	return m, be, err
}

// check asks a backend whether it can train so, on a model too small to take time.
func (s Setting) check(be compute.Backend) error {
	_, _, err := s.model(be, gpt.Config{VocabSize: 8, ContextLength: 8, EmbDim: 8, NumHeads: 1, NumLayers: 1})
	return err
}

// RungResult is what was measured on a rung.
type RungResult struct {
	Name    string `json:"name"`
	Missing string `json:"missing,omitempty"` // what the backend lacks for it
	// why it ended without figures, though the backend has it: too little memory, most likely
	Failed    string  `json:"failed,omitempty"`
	Backend   string  `json:"backend,omitempty"`
	Batch     int     `json:"batch,omitempty"`
	VocabSize int     `json:"vocab_size,omitempty"`
	Speed     *Result `json:"speed,omitempty"`  // tokens per second
	Memory    *Result `json:"memory,omitempty"` // the most that was in use
}

// MeasureRung measures the training step on one rung of the ladder, counted from 0, in this process: the memory is
// right only when the process has done nothing else. A rung that the backend does not have is no error, it is Missing.
// Dropout is off, since flash attention has none.
func MeasureRung(ctx context.Context, base Setting, rung int) (RungResult, error) {
	ladder := Ladder()
	if rung < 0 || rung >= len(ladder) {
		return RungResult{}, fmt.Errorf("rung %d of a ladder that has %d", rung, len(ladder))
	}
	r := RungResult{Name: ladder[rung].Name}
	s := base
	s.Config.DropRate, s.Config.DropRates = 0, nil
	be, choice, err := backend.Open(base.Backend)
	if err != nil {
		return r, err
	}
	s.Backend = choice.Config
	for i, step := range ladder[:rung+1] {
		if err := step.climb(be, &s); err != nil && i == rung {
			r.Missing = err.Error()
		}
	}
	be.Finalize()
	if r.Missing != "" {
		return r, nil
	}
	return r, s.measure(ctx, &r)
}

// measure fills in what the setting is and how fast it is.
func (s Setting) measure(ctx context.Context, r *RungResult) error {
	be, _, err := backend.Open(s.Backend)
	if err != nil {
		return err
	}
	defer be.Finalize()
	m, used, err := s.model(be, s.Config)
	if err != nil {
		return err
	}
	results, err := trainingStep(ctx, used, m, s.Options)
	if err != nil {
		return err
	}
	r.Backend, r.Batch, r.VocabSize = s.Backend, s.Batch, s.Config.VocabSize
	r.Speed = &results[1]
	memory := peakMemory()
	if _, ok := cuda(be); ok {
		if memory, err = gpuMemory(ctx); err != nil {
			return err
		}
	}
	r.Memory = &memory
	return nil
}
