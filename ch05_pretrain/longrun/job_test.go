package longrun_test

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
	"llmfromscratch/ch05_pretrain/longrun"
	"llmfromscratch/shared/backend/backendtest"
	"llmfromscratch/shared/keep/keeptest"
	"llmfromscratch/shared/nn"
)

// job is a small run on the text of the other tests.
func job(run longRun) *longrun.Job {
	return &longrun.Job{Recipe: run.Recipe, Text: babble(340), Tok: letters{}, Seed: 123, Watchers: run.Watchers}
}

// keptRun is a small run as Do does it.
func keptRun(run longRun) func(ctx context.Context, dir string) (*longrun.Trained, error) {
	return job(run).Do(backendtest.Open())
}

// values are all parameters of a trained model.
func values(t *testing.T, trained *longrun.Trained) map[string]any {
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

func TestLoadTrainedReadsWhatDoLeft(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "run")
	made, err := keptRun(smallRun())(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	loaded, err := longrun.LoadTrained(dir)
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
	run.Watchers = []pretrain.Watcher{pretrain.OnStep(func(p pretrain.Progress) error {
		if p.Step == 7 {
			stop()
		}
		return nil
	})}
	if _, err := keptRun(run)(ctx, dir); !errors.Is(err, context.Canceled) {
		t.Fatalf("error %v, want the context's", err)
	}
	if _, err := os.Stat(dir); !errors.Is(err, os.ErrNotExist) {
		t.Fatalf("the folder of an unfinished run is there (%v)", err)
	}
	var steps []int
	run.Watchers = []pretrain.Watcher{pretrain.OnStep(func(p pretrain.Progress) error {
		steps = append(steps, p.Step)
		return nil
	})}
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
	more, err := job(longer).Continue(t.Context(), backendtest.Open(), dir)
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
	loaded, err := longrun.LoadTrained(dir)
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
	if _, err := longrun.LoadTrained(t.TempDir()); err == nil {
		t.Error("no error")
	}
	if _, err := job(smallRun()).Continue(t.Context(), backendtest.Open(), t.TempDir()); err == nil {
		t.Error("no error")
	}
}

// A job's key knows every field of its recipe, its text, tokenizer, seed and way to take steps.
func TestKeyTellsJobsApart(t *testing.T) {
	make := func() *longrun.Job {
		j := job(smallRun())
		j.Model.DropRates = &gpt.DropRates{Attention: 0.1}
		j.Options.Schedule = pretrain.WarmUpCosine{WarmUpSteps: 1, TotalSteps: 24}
		j.Options.Clip = pretrain.ClipFrom{FirstStep: 10, Norm: 1}
		return j
	}
	keeptest.EveryField(t, make, func(j *longrun.Job) (string, error) { return j.Key() }, "Text", "Tok", "Watchers")
	seen := map[string]bool{}
	for _, change := range []func(*longrun.Job){
		func(*longrun.Job) {},
		func(j *longrun.Job) { j.Text += "." },
		func(j *longrun.Job) { j.Tok = shifted{} },
		func(j *longrun.Job) { j.Options.Clip = nil },
		func(j *longrun.Job) { j.Options.Schedule = pretrain.WarmUp{Steps: 1} },
	} {
		j := make()
		change(j)
		key, err := j.Key()
		if err != nil {
			t.Fatal(err)
		}
		seen[key] = true
	}
	if len(seen) != 5 {
		t.Errorf("%d keys for 5 different jobs", len(seen))
	}
}

// shifted is a tokenizer with other ids.
type shifted struct{ letters }

func (s shifted) Encode(txt string) ([]int, error) {
	ids, err := s.letters.Encode(txt)
	for i := range ids {
		ids[i] = (ids[i] + 1) % 28
	}
	return ids, err
}

func TestHistoryWritesTheLogOfItsRun(t *testing.T) {
	for _, every := range []int{1, 4, 5, 100} {
		run := smallRun()
		var live, later bytes.Buffer
		run.Watchers, run.Options.EvalEvery = []pretrain.Watcher{pretrain.Log(&live)}, every
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
