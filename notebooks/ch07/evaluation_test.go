package lesson_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"llmfromscratch/notebooks/ch07"
	"llmfromscratch/shared/backend"
)

// Before and after: an evaluation is the same from its file, and training has helped.
func TestEvaluationIsTheSameFromItsFile(t *testing.T) {
	be, task := backend.ForTest(), shoutTask()
	trained := must(task.Work(be)(t.Context(), filepath.Join(t.TempDir(), must(task.Name()))))
	file := filepath.Join(t.TempDir(), "after.json")
	after := must(lesson.Evaluation(task, be, trained.Assistant)(t.Context(), file))
	before := must(lesson.Evaluation(task, be, nil)(t.Context(), filepath.Join(t.TempDir(), "before.json")))
	again := must(lesson.LoadEvaluated(file))
	if fmt.Sprint(again.Report) != fmt.Sprint(after.Report) || fmt.Sprint(again.Answers) != fmt.Sprint(after.Answers) {
		t.Errorf("%v, from its file %v", after, again)
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
}
