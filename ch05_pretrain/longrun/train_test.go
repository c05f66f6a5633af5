package longrun_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/gomlx/gomlx/core/tensors"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/ch05_pretrain/longrun"
	"llmfromscratch/shared/nn"
)

// The log of a run does not depend on how its batches are worked through, as long as no dropout draws masks.
func TestAccumulationKeepsTheRun(t *testing.T) {
	run := smallRun()
	run.Model.DropRate = 0
	run.Options.Clip = pretrain.ClipFrom{Norm: 1}
	histories := map[int]*pretrain.History{}
	for _, parts := range []int{0, 2} {
		run.Long.Accumulate = parts
		m, loaders := start(t, run.Recipe, nn.TorchMasks)
		h, err := train(t, context.Background(), m, loaders, run)
		if err != nil {
			t.Fatal(err)
		}
		histories[parts] = h
	}
	whole, inParts := histories[0], histories[2]
	if !reflect.DeepEqual(whole.Steps, inParts.Steps) || !reflect.DeepEqual(whole.TokensSeen, inParts.TokensSeen) {
		t.Errorf("evaluated after steps %v and tokens %v, want %v and %v", inParts.Steps, inParts.TokensSeen,
			whole.Steps, whole.TokensSeen)
	}
	for i, want := range whole.StepLosses {
		if d := math.Abs(inParts.StepLosses[i] - want); !(d <= 1e-4) {
			t.Errorf("step %d: loss %v, want %v", i, inParts.StepLosses[i], want)
		}
	}
	run.Long.Accumulate = -1
	m, loaders := start(t, run.Recipe, nn.TorchMasks)
	if _, err := train(t, context.Background(), m, loaders, run); err == nil ||
		!strings.Contains(err.Error(), "-1 micro-batches") {
		t.Errorf("error = %v", err)
	}
}

// A run that is interrupted after any step and resumed in a new process (here: a new model, loaders and generators)
// must give the same losses, samples and parameters as one that never was, bit for bit.
func TestResumedEqualsUninterrupted(t *testing.T) {
	for _, source := range []nn.DropoutSource{nn.TorchMasks, nn.BackendMasks} {
		t.Run(source.String(), func(t *testing.T) {
			run := smallRun()
			m, loaders := start(t, run.Recipe, source)
			want, err := train(t, context.Background(), m, loaders, run)
			if err != nil {
				t.Fatal(err)
			}
			wantParameters := parameters(t, m)
			perEpoch := loaders.Train.Len()
			for _, after := range []int{1, perEpoch - 1, perEpoch, perEpoch + 1, 3*perEpoch - 1} {
				run.Long.Checkpoint = &longrun.Checkpoint{Dir: t.TempDir()}
				interruptAfter(t, run, source, after)

				m, loaders := start(t, run.Recipe, source)
				got, err := train(t, context.Background(), m, loaders, run)
				if err != nil {
					t.Fatal(err)
				}
				if !reflect.DeepEqual(got, want) {
					t.Errorf("interrupted after step %d: the history differs\n got %v\nwant %v", after, got.StepLosses,
						want.StepLosses)
				}
				if !reflect.DeepEqual(parameters(t, m), wantParameters) {
					t.Errorf("interrupted after step %d: the parameters differ", after)
				}
			}
		})
	}
}

// interruptAfter runs until so many steps are done, as Ctrl-C would end it.
func interruptAfter(t *testing.T, run longRun, source nn.DropoutSource, steps int) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	m, loaders := start(t, run.Recipe, source)
	run.Watchers = []pretrain.Watcher{pretrain.OnStep(func(p pretrain.Progress) error {
		if p.Step == steps {
			cancel()
		}
		return nil
	})}
	if _, err := train(t, ctx, m, loaders, run); !errors.Is(err, context.Canceled) {
		t.Fatalf("interrupted run returned %v", err)
	}
}

func TestCheckpointsReplaceEachOther(t *testing.T) {
	run := smallRun()
	dir := t.TempDir()
	run.Long.Checkpoint = &longrun.Checkpoint{Dir: dir, Every: 5}
	// What a process that was killed while saving leaves behind.
	if err := os.MkdirAll(filepath.Join(dir, ".saving123", "x"), 0o755); err != nil {
		t.Fatal(err)
	}
	m, loaders := start(t, run.Recipe, nn.TorchMasks)
	if _, err := train(t, context.Background(), m, loaders, run); err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	last := 3 * loaders.Train.Len() / 5 * 5
	if want := []string{"latest", fmt.Sprintf("step-%08d", last)}; !reflect.DeepEqual(names, want) {
		t.Errorf("the folder has %v, want %v", names, want)
	}
}

func TestResumeRefusesWhatDoesNotFit(t *testing.T) {
	run := smallRun()
	run.Long.Checkpoint = &longrun.Checkpoint{Dir: t.TempDir()}
	interruptAfter(t, run, nn.TorchMasks, 2)
	for _, tt := range []struct {
		name    string
		change  func(*longRun)
		wantErr string
	}{
		{"other width", func(r *longRun) { r.Model.EmbDim = 32 }, "EmbDim:16"},
		{"other optimizer", func(r *longRun) { r.Options.Optimizer.WeightDecay = 0 }, "WeightDecay:0.1"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			changed := run
			tt.change(&changed)
			m, loaders := start(t, changed.Recipe, nn.TorchMasks)
			_, err := train(t, context.Background(), m, loaders, changed)
			if err == nil || !strings.Contains(err.Error(), tt.wantErr) {
				t.Errorf("error = %v, want one with %q", err, tt.wantErr)
			}
		})
	}
}

func parameters(t *testing.T, m *gpt.Model) map[string][]float32 {
	t.Helper()
	values := map[string][]float32{}
	for p := range nn.Parameters(m.Store()) {
		values[p.Path()] = tensors.MustCopyFlatData[float32](p.MustValue())
	}
	return values
}
