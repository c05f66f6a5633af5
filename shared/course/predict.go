package course

import (
	"time"

	"github.com/janpfeifer/gonb/gonbui/protocol"

	"llmfromscratch/shared/learn"
	"llmfromscratch/shared/quiz"
)

// Predict asks the question of an exercise, before anything runs. Without a letter it shows the choices; with one it
// says what is right or mistaken in it, and which cell shows that:
//
//	course.Predict("5.1", "") // your letter
func Predict(id, letter string) { tell("?"+id, Must(quiz.FindQuestion(id)).Choose(letter)) }

// Answer judges what an exercise comes to, in numbers. It names the mistake that explains a wrong one, not what is
// right; zeros are no answer yet:
//
//	course.Answer("3.3", parameters)
func Answer(id string, values ...any) { tell(id, Must(quiz.FindAnswer(id)).Judge(values...)) }

// tell shows a verdict and keeps it under a name, beside those of [Grade].
func tell(name string, v quiz.Verdict) {
	if !v.Empty {
		dir := Must(learnFolder())
		progress := Must(learn.LoadProgress(dir))
		progress.AddExercise(name, v.Passed, v.Mistake, time.Now())
		OK(progress.Save(dir))
	}
	show(v.String(), protocol.MIMETextHTML, verdictHTML(v.Text(learn.Unbroken)))
}
