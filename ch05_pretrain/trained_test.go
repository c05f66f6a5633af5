package pretrain_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/shared/backend"
	"llmfromscratch/shared/nn"
)

// keptRun is a small run as Work does it, on the text of the other tests.
func keptRun(run pretrain.Run) func(ctx context.Context, dir string) (*pretrain.Trained, error) {
	return run.Work(backend.ForTest(), babble(340), letters{}, 123)
}

// values are all parameters of a trained model.
func values(t *testing.T, trained *pretrain.Trained) map[string]any {
	t.Helper()
	all := map[string]any{}
	for p := range nn.Parameters(trained.Model.Store()) {
		v, err := p.Value()
		if err != nil {
			t.Fatal(err)
		}
		all[p.Path()] = v.Value()
	}
	return all
}

func TestLoadTrainedReadsWhatWorkLeft(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "run")
	made, err := keptRun(smallRun())(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	loaded, err := pretrain.LoadTrained(dir)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(loaded.History, made.History) {
		t.Errorf("history\n%+v\nwant\n%+v", loaded.History, made.History)
	}
	if len(loaded.History.Samples) != smallRun().Options.Epochs {
		t.Errorf("%d sample texts, want one for each of %d epochs", len(loaded.History.Samples),
			smallRun().Options.Epochs)
	}
	if !reflect.DeepEqual(values(t, loaded), values(t, made)) {
		t.Error("the loaded model has other parameters")
	}
}

func TestInterruptedWorkGoesOnWhereItWas(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "run")
	ctx, stop := context.WithCancel(t.Context())
	run := smallRun()
	run.Options.OnStep = func(p pretrain.Progress) error {
		if p.Step == 7 {
			stop()
		}
		return nil
	}
	if _, err := keptRun(run)(ctx, dir); !errors.Is(err, context.Canceled) {
		t.Fatalf("error %v, want the context's", err)
	}
	if _, err := os.Stat(dir); !errors.Is(err, os.ErrNotExist) {
		t.Fatalf("the folder of an unfinished run is there (%v)", err)
	}
	var steps []int
	run.Options.OnStep = func(p pretrain.Progress) error {
		steps = append(steps, p.Step)
		return nil
	}
	resumed, err := keptRun(run)(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	if steps[0] != 8 {
		t.Errorf("the run went on at step %d, want 8", steps[0])
	}
	whole, err := keptRun(smallRun())(t.Context(), filepath.Join(t.TempDir(), "run"))
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(resumed.History, whole.History) {
		t.Errorf("history\n%+v\nwant\n%+v", resumed.History, whole.History)
	}
}

func TestContinueEqualsALongerRunAndLeavesTheFolder(t *testing.T) {
	dir, longer := filepath.Join(t.TempDir(), "run"), smallRun()
	longer.Options.Epochs++
	if _, err := keptRun(smallRun())(t.Context(), dir); err != nil {
		t.Fatal(err)
	}
	more, err := longer.Continue(t.Context(), backend.ForTest(), babble(340), letters{}, dir)
	if err != nil {
		t.Fatal(err)
	}
	whole, err := keptRun(longer)(t.Context(), filepath.Join(t.TempDir(), "run"))
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(more.History.StepLosses, whole.History.StepLosses) ||
		!slices.Equal(more.History.Samples, whole.History.Samples) {
		t.Errorf("history\n%+v\nwant\n%+v", more.History, whole.History)
	}
	if !reflect.DeepEqual(values(t, more), values(t, whole)) {
		t.Error("the continued model has other parameters than one that was trained in one go")
	}
	loaded, err := pretrain.LoadTrained(dir)
	if err != nil {
		t.Fatal(err)
	}
	if reflect.DeepEqual(values(t, loaded), values(t, more)) {
		t.Error("the finished run's model has changed")
	}
	if entries, _ := os.ReadDir(filepath.Dir(dir)); len(entries) != 1 {
		t.Errorf("%v is left beside the run", entries)
	}
}

func TestLoadTrainedOfNothingIsAnError(t *testing.T) {
	if _, err := pretrain.LoadTrained(t.TempDir()); err == nil {
		t.Error("no error")
	}
	if _, err := smallRun().Continue(t.Context(), backend.ForTest(), babble(340), letters{}, t.TempDir()); err == nil {
		t.Error("no error")
	}
}

func TestKeyTellsRunsApart(t *testing.T) {
	run := smallRun()
	if run.Key("a") != smallRun().Key("a") {
		t.Error("equal runs have different keys")
	}
	seen := map[string]bool{run.Key("a"): true, run.Key("b"): true}
	run.Options.Epochs++
	seen[run.Key("a")] = true
	run.Model.DropRate = 0
	seen[run.Key("a")] = true
	run.Model.DropRates = &gpt.DropRates{Attention: 0.1}
	seen[run.Key("a")] = true
	rates := *run.Model.DropRates
	run.Model.DropRates = &rates
	seen[run.Key("a")] = true // equal rates at another place
	run.Options.Optimizer.LearningRate *= 2
	seen[run.Key("a")] = true
	for _, peak := range []float64{1e-3, 2e-3} {
		run.Options.Schedule = func(int) float64 { return peak }
		seen[run.Key("a")] = true
	}
	for _, first := range []int{10, 11} {
		run.Options.Clip = pretrain.ClipFrom(first, 1)
		seen[run.Key("a")] = true
		seen[run.Key("a")] = true // another function that says the same
	}
	if len(seen) != 10 {
		t.Errorf("%d keys for 10 different runs", len(seen))
	}
}

func TestHistoryWritesTheLogOfItsRun(t *testing.T) {
	for _, every := range []int{1, 4, 5, 100} {
		run := smallRun()
		var live, later bytes.Buffer
		run.Options.Log, run.Options.EvalEvery = &live, every
		trained, err := keptRun(run)(t.Context(), filepath.Join(t.TempDir(), "run"))
		if err != nil {
			t.Fatal(err)
		}
		if err := trained.History.WriteLog(&later); err != nil {
			t.Fatal(err)
		}
		if later.String() != live.String() {
			t.Errorf("evaluations every %d steps: the history writes\n%s\nthe run wrote\n%s", every, &later, &live)
		}
	}
}
