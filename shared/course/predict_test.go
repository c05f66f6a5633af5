package course

import (
	"os"
	"path/filepath"
	"testing"

	"llmfromscratch/shared/learn"
	"llmfromscratch/shared/quiz"
)

func TestPredictionsAndAnswersAreKept(t *testing.T) {
	dir := filepath.Join(inProject(t), learn.Folder)
	q, a := Must(quiz.FindQuestion("3.3")), Must(quiz.FindAnswer("3.3"))
	Predict("3.3", "")
	Answer("3.3", 0)
	if _, err := os.Stat(dir); err == nil {
		t.Error("there is a folder, and nothing was answered")
	}
	wrong := "a"
	if q.Right == wrong {
		wrong = "b"
	}
	Predict("3.3", wrong)
	Predict("3.3", q.Right)
	Predict("3.3", wrong) // too late
	Answer("3.3", a.Right...)
	p, err := learn.LoadProgress(dir)
	if err != nil {
		t.Fatal(err)
	}
	if r := p.Exercises["?3.3"]; r == nil || !r.Passed || r.Tries != 2 || r.Mistakes[wrong] != 1 {
		t.Errorf("the prediction is kept as %+v", r)
	}
	if passed, atOnce := p.CountExercises(); passed != 2 || atOnce != 1 {
		t.Errorf("%d are right, %d at once", passed, atOnce)
	}
	if passed, _ := p.Count(); passed != 0 {
		t.Errorf("%d parts are passed", passed)
	}
}
