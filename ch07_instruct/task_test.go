package instruct_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"llmfromscratch/ch07_instruct"
	"llmfromscratch/shared/backend"
	"llmfromscratch/shared/sample"
	"llmfromscratch/shared/torchrand"
)

// shoutTask is a task of two seconds.
func shoutTask() *instruct.Task {
	return &instruct.Task{Run: shoutRun(), Parts: shoutParts, Seed: 123}
}

func TestTaskIsWholeInItsFolder(t *testing.T) {
	be, task := backend.ForTest(), shoutTask()
	task.Options.Epochs = 20
	dir := filepath.Join(t.TempDir(), must(task.Name()))
	trained := must(task.Work(be)(t.Context(), dir))
	loaded := must(instruct.LoadTrained(dir))
	if fmt.Sprint(loaded.History) != fmt.Sprint(trained.History) || len(loaded.History.StepLosses) != 40 {
		t.Errorf("history %+v, after loading %+v", trained.History, loaded.History)
	}

	// Before and after: an evaluation is the same from its file, and training has helped.
	file := filepath.Join(t.TempDir(), "after.json")
	after := must(task.Evaluation(be, loaded.Assistant)(t.Context(), file))
	before := must(task.Evaluation(be, nil)(t.Context(), filepath.Join(t.TempDir(), "before.json")))
	again := must(instruct.LoadEvaluated(file))
	if fmt.Sprint(again.Report) != fmt.Sprint(after.Report) || fmt.Sprint(again.Answers) != fmt.Sprint(after.Answers) {
		t.Errorf("%v, from its file %v", after, again)
	}
	if after.Report.Loss > before.Report.Loss || after.Report.LogLikelihood < before.Report.LogLikelihood {
		t.Errorf("before %v\nafter %v", before.Report, after.Report)
	}

	if err := os.WriteFile(file, []byte(`{"answers": []}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := instruct.LoadEvaluated(file); err == nil || !strings.Contains(err.Error(), file) {
		t.Errorf("error %v", err)
	}
	if err := os.WriteFile(filepath.Join(dir, "history.json"), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := instruct.LoadTrained(dir); err == nil || !strings.Contains(err.Error(), "history.json") {
		t.Errorf("error %v", err)
	}
}

func TestPreferredAssistantIsWholeInItsFolder(t *testing.T) {
	be, task := backend.ForTest(), shoutTask()
	a, _, err := task.New()
	if err != nil {
		t.Fatal(err)
	}
	prefs := []instruct.Preference{{Instruction: "opposite", Input: "hot", Chosen: "cold", Rejected: "hot hot"}}
	opt := instruct.NewDPOOptions(torchrand.New(1))
	opt.Epochs, opt.BatchSize = 2, 1
	dir := filepath.Join(t.TempDir(), "polite")
	done := must(a.PreferenceWork(be, prefs, opt)(t.Context(), dir))
	loaded := must(instruct.LoadPreferred(dir))
	if fmt.Sprint(loaded.History) != fmt.Sprint(done.History) || len(loaded.History.Train) != 3 {
		t.Errorf("history %+v, after loading %+v", done.History, loaded.History)
	}
	if c := must(loaded.Assistant.Compare(t.Context(), be, prefs)); c.Chosen >= 0 || c.Rejected >= 0 ||
		c.Chosen == c.Rejected {
		t.Errorf("log-likelihoods %+v", c)
	}
	x, y := must(a.Answerer(be).Answer(t.Context(), shout[0])),
		must(loaded.Assistant.Answerer(be).Answer(t.Context(), shout[0]))
	if x.Response != y.Response {
		t.Errorf("%q, after loading %q", x.Response, y.Response)
	}
}

func TestTaskNameHoldsWhatTheResultDependsOn(t *testing.T) {
	names := map[string]string{must(shoutTask().Name()): "unchanged"}
	for what, change := range map[string]func(*instruct.Task){
		"seed":       func(task *instruct.Task) { task.Seed++ },
		"style":      func(task *instruct.Task) { task.Data.Style = instruct.Alpaca() },
		"mask":       func(task *instruct.Task) { task.Data.Collate.MaskPrompt = false },
		"epochs":     func(task *instruct.Task) { task.Options.Epochs++ },
		"vocabulary": func(task *instruct.Task) { task.Times = 7 },
		"entries":    func(task *instruct.Task) { task.Parts.Train = task.Parts.Train[1:] },
		"rate":       func(task *instruct.Task) { task.Options.Optimizer.LearningRate /= 2 },
		"width":      func(task *instruct.Task) { task.Model.EmbDim *= 2 },
	} {
		task := shoutTask()
		change(task)
		name := must(task.Name())
		if other, taken := names[name]; taken {
			t.Errorf("another %s has the name of %s", what, other)
		}
		names[name] = what
	}
}

func TestNewTaskWithoutWeightsIsTiny(t *testing.T) {
	task := must(instruct.NewTask(sample.Instructions(), false, 123))
	if task.Weights != "" || task.Model.EmbDim != instruct.TinyRecipe().Model.EmbDim || len(task.Parts.Test) != 39 {
		t.Errorf("weights %q, model %+v, %d test entries", task.Weights, task.Model, len(task.Parts.Test))
	}
	few := must(json.Marshal(shout[:2]))
	if _, err := instruct.NewTask(few, false, 123); err == nil {
		t.Error("two entries were split into three parts")
	}
	if _, err := instruct.NewTask([]byte("{}"), false, 123); err == nil {
		t.Error("an object is no list")
	}
}
