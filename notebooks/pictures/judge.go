package pictures

import (
	"fmt"
	"strings"

	"llmfromscratch/ch07_instruct"
	"llmfromscratch/shared/diagram"
	"llmfromscratch/shared/plot"
)

// Judge shows how answers are scored by a second, larger model (section 7.8).
func Judge() (plot.SVG, error) {
	e, err := example()
	if err != nil {
		return "", err
	}
	const response, reply = "A bridge.", "10"
	score, err := instruct.ParseScore(reply)
	if err != nil {
		return "", err
	}
	d := diagram.New("A model judges the answers",
		"An entry of the test set goes to our model, which answers. Instruction, correct answer and our model's "+
			"answer are put into one question to a larger model, which replies with a number from 0 to 100. The "+
			"mean over all entries is the score.")
	y := d.Below(8)
	task := d.Box(box(left, y, 198, 0), diagram.Blue, "task", e.Instruction+" "+e.Input)
	correct := d.Box(box(left+214, y, 198, task.H), diagram.Green, "correct answer", e.Output)
	ours := d.Box(box(left, task.Bottom()+22, 198, 30), diagram.Plain, "our model")
	down(d, task, ours)
	answer := d.Box(box(left, ours.Bottom()+22, 198, 46), diagram.Orange, "its answer", response)
	down(d, ours, answer)
	asked := strings.NewReplacer(instruct.Alpaca().Prompt(e), "TASK", e.Output, "CORRECT ANSWER",
		response, "ITS ANSWER").Replace(instruct.ScorePrompt(e, response))
	top := answer.Bottom() + 24
	end := monospaced(d, top, diagram.Clear, asked)
	d.Arrow(diagram.Plain, answer.South(), at(answer.Mid().X, top))
	d.Arrow(diagram.Plain, correct.South(), at(correct.Mid().X, top))
	judge := d.Box(box(left, end+24, 198, 46), diagram.Purple, "the judge", "a larger language model")
	d.Arrow(diagram.Plain, at(judge.Mid().X, end), judge.North())
	says := d.Box(box(left+214, judge.Y, 198, 46), diagram.Strong, fmt.Sprint(score), "of 100")
	d.Arrow(diagram.Plain, judge.East(), says.West())
	d.Note(8, "Once for each entry; the mean is the model's score. A reply that is no number from 0 to 100 is not "+
		"counted.")
	return d.SVG()
}
