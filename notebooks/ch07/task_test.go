package lesson_test

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"llmfromscratch/ch07_instruct"
	"llmfromscratch/notebooks/ch07"
	"llmfromscratch/notebooks/pretrained"
	"llmfromscratch/shared/backend/backendtest"
	"llmfromscratch/shared/keep/keeptest"
	"llmfromscratch/shared/torchrand"
)

// shout are tasks that a model learns by heart.
var shout = []instruct.Entry{
	{Instruction: "opposite", Input: "hot", Output: "cold"},
	{Instruction: "opposite", Input: "cold", Output: "hot"},
	{Instruction: "opposite", Input: "big", Output: "small"},
	{Instruction: "opposite", Input: "small", Output: "big"},
	{Instruction: "repeat", Input: "hot", Output: "hot hot"},
	{Instruction: "repeat", Input: "cold", Output: "cold cold"},
	{Instruction: "repeat", Input: "big", Output: "big big"},
	{Instruction: "repeat", Input: "small", Output: "small small"},
}

// shoutParts tests and validates on what was trained on.
var shoutParts = instruct.Parts{Train: shout, Validation: shout, Test: shout}

// shoutRecipe is one of a second.
func shoutRecipe() instruct.Recipe {
	r := instruct.CourseRecipe()
	r.Data.Style, r.Data.BatchSize, r.Data.Packed = instruct.Phi3(), 4, 0
	r.Options.Epochs, r.Options.EvalEvery, r.MaxNewTokens = 20, 100, 12
	r.Options.SampleTokens = 4
	return r
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// shoutTask is a task of two seconds.
func shoutTask() *lesson.Task {
	return &lesson.Task{Recipe: shoutRecipe(), Weights: pretrained.Course, Parts: shoutParts, Seed: 123}
}

func TestTaskIsWholeInItsFolder(t *testing.T) {
	be, task := backendtest.Open(), shoutTask()
	dir := filepath.Join(t.TempDir(), must(task.Name()))
	trained := must(task.Do(be)(t.Context(), dir))
	loaded := must(lesson.LoadTrained(dir))
	if fmt.Sprint(loaded.History) != fmt.Sprint(trained.History) || len(loaded.History.StepLosses) != 40 {
		t.Errorf("history %+v, after loading %+v", trained.History, loaded.History)
	}

	// Before and after: an evaluation is the same from its file, and training has helped.
	file := filepath.Join(t.TempDir(), "after.json")
	after := must(task.Evaluation(be, loaded.Assistant)(t.Context(), file))
	before := must(task.Evaluation(be, nil)(t.Context(), filepath.Join(t.TempDir(), "before.json")))
	again := must(lesson.LoadEvaluated(file))
	if fmt.Sprint(again.Report) != fmt.Sprint(after.Report) || fmt.Sprint(again.Answers) != fmt.Sprint(after.Answers) {
		t.Errorf("%v, from its file %v", after, again)
	}
	// The loops say what the graph says.
	graph := must(loaded.Assistant.Answerer(be).AnswerAll(t.Context(), shout, nil))
	if !reflect.DeepEqual(after.Answers, graph) {
		t.Errorf("answers %+v, by the graph %+v", after.Answers, graph)
	}
	if after.Report.Loss > before.Report.Loss || after.Report.LogLikelihood < before.Report.LogLikelihood {
		t.Errorf("before %v\nafter %v", before.Report, after.Report)
	}

	if err := os.WriteFile(file, []byte(`{"answers": []}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := lesson.LoadEvaluated(file); err == nil || !strings.Contains(err.Error(), file) {
		t.Errorf("error %v", err)
	}
	if err := os.WriteFile(filepath.Join(dir, "history.json"), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := lesson.LoadTrained(dir); err == nil || !strings.Contains(err.Error(), "history.json") {
		t.Errorf("error %v", err)
	}
}

func TestPreferredAssistantIsWholeInItsFolder(t *testing.T) {
	be, task := backendtest.Open(), shoutTask()
	a, _, err := task.New()
	if err != nil {
		t.Fatal(err)
	}
	prefs := []instruct.Preference{{Instruction: "opposite", Input: "hot", Chosen: "cold", Rejected: "hot hot"}}
	opt := instruct.NewDPOOptions(torchrand.New(1))
	opt.Epochs, opt.BatchSize = 2, 1
	dir := filepath.Join(t.TempDir(), "polite")
	done := must(lesson.Prefer(be, a, prefs, opt)(t.Context(), dir))
	loaded := must(lesson.LoadPreferred(dir))
	if fmt.Sprint(loaded.History) != fmt.Sprint(done.History) || len(loaded.History.Train) != 3 {
		t.Errorf("history %+v, after loading %+v", done.History, loaded.History)
	}
	if c := must(lesson.Compare(t.Context(), be, loaded.Assistant, prefs)); c.Chosen >= 0 || c.Rejected >= 0 ||
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
	for what, change := range map[string]func(*lesson.Task){
		"seed":    func(task *lesson.Task) { task.Seed++ },
		"style":   func(task *lesson.Task) { task.Data.Style = instruct.Alpaca() },
		"mask":    func(task *lesson.Task) { task.Data.Collate.MaskPrompt = false },
		"epochs":  func(task *lesson.Task) { task.Options.Epochs++ },
		"entries": func(task *lesson.Task) { task.Parts.Train = task.Parts.Train[1:] },
		"rate":    func(task *lesson.Task) { task.Options.Optimizer.LearningRate /= 2 },
		"width":   func(task *lesson.Task) { task.Model.EmbDim *= 2 },
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

// The name of a task and that of a preference tuning know every field of their settings.
func TestNamesKnowEveryField(t *testing.T) {
	keeptest.EveryField(t, shoutTask, func(task *lesson.Task) (string, error) { return task.Name() }, "Parts",
		"Families", "Watchers")
	type tuning struct {
		Assistant string
		Prefs     []instruct.Preference
		instruct.DPOOptions
	}
	keeptest.EveryField(t, func() *tuning {
		return &tuning{"a", []instruct.Preference{{Instruction: "i"}}, instruct.NewDPOOptions(torchrand.New(1))}
	}, func(p *tuning) (string, error) { return lesson.PreferredName(p.Assistant, p.Prefs, p.DPOOptions) })
}

// Without GPT-2's weights, or at the tiny size, the course's own model is taught the project's entries.
func TestNewTaskStartsFromTheCoursesModel(t *testing.T) {
	t.Setenv("LLM_CACHE_DIR", t.TempDir())
	task := must(lesson.NewTask(false, 123))
	if task.GPT2() || task.Weights != pretrained.Course || len(task.Parts.Test) != 110 {
		t.Errorf("weights %q, %d test entries", task.Weights, len(task.Parts.Test))
	}
	for _, e := range task.Parts.Test {
		if task.Families[e] == "" {
			t.Errorf("of what family is %+v?", e)
		}
	}
	a, loaders, err := task.New()
	if err != nil {
		t.Fatal(err)
	}
	want := task.Model
	want.QKVBias = true                                                // files in Hugging Face's layout have biases
	if a.Own == nil || a.Model.Config != want || loaders.LeftOut > 2 { // of 320 and 55
		t.Errorf("model %+v, want %+v; %d entries are left out", a.Model.Config, want, loaders.LeftOut)
	}
	if len(task.Parts.Train) != lesson.FewTasks {
		t.Errorf("%d training entries, want %d", len(task.Parts.Train), lesson.FewTasks)
	}
	if taught := must(lesson.CourseAssistant()); taught.Model.Config != want {
		t.Errorf("the course's assistant has %+v", taught.Model.Config)
	}
}

// What is held out is no training pair, is watched, and has no story in it that would make its batch wide.
func TestTuningHoldsOutShortPairs(t *testing.T) {
	tuning := must(lesson.NewTuning(shoutTask()))
	if len(tuning.Train) != 44 || len(tuning.Held) != 14 || !reflect.DeepEqual(tuning.Options.Validate, tuning.Held) {
		t.Errorf("%d pairs, %d held out, %d watched", len(tuning.Train), len(tuning.Held), len(tuning.Options.Validate))
	}
	for _, p := range tuning.Train {
		if slices.Contains(tuning.Held, p) {
			t.Errorf("held out and trained on: %+v", p)
		}
	}
	for _, p := range slices.Concat(tuning.Train, tuning.Held) {
		if strings.Contains(p.Input, "\n") || len(p.Input) > 100 {
			t.Errorf("long: %+v", p)
		}
	}
}
