package pictures

import (
	"fmt"
	"slices"

	"llmfromscratch/shared/diagram"
	"llmfromscratch/shared/plot"
)

// step is one of the nine steps of the course.
type step struct{ name, chapter string }

// stages are the book's three stages with their steps.
var stages = []struct {
	name  string
	tone  diagram.Tone
	steps [3]step
	gives string
}{
	{"Stage 1: building", diagram.Blue, [3]step{{"Text to numbers", "chapter 2"}, {"Attention", "chapter 3"},
		{"GPT model", "chapter 4"}}, "a model that writes at random"},
	{"Stage 2: pretraining", diagram.Orange, [3]step{{"Training loop", "chapter 5, app. D"},
		{"Evaluation", "chapter 5"}, {"Saved weights", "chapter 5"}}, "a foundation model: it continues texts"},
	{"Stage 3: fine-tuning", diagram.Green, [3]step{{"Small adapters", "appendix E"}, {"Classifier", "chapter 6"},
		{"Assistant", "chapter 7"}}, "a model for a task"},
}

// Stages is the map of the course: three stages of three steps each, numbered from 1 to 9. The steps that here names
// are lit: "you are here". Another number is an error. Without a number nothing is lit.
func Stages(here ...int) (plot.SVG, error) {
	lit := ""
	for _, n := range here {
		if n < 1 || n > 9 {
			return "", fmt.Errorf("step %d of the course: there are steps 1 to 9", n)
		}
		lit += fmt.Sprintf(" You are at step %d, %s.", n, stages[(n-1)/3].steps[(n-1)%3].name)
	}
	d := diagram.New("The way from text to assistant",
		"Three stages of three steps. Building: text to numbers, attention, the GPT model. Pretraining: training "+
			"loop, evaluation, saved weights. Fine-tuning: small adapters, a classifier, an assistant."+lit)
	const wide, gap = 126.0, 8.0
	for i, stage := range stages {
		frame := box(left, d.Below(8), inner, 124)
		d.Frame(frame, stage.tone, stage.name)
		for j, s := range stage.steps {
			n := 3*i + j + 1
			lines := []string{fmt.Sprintf("%d %s", n, s.name), s.chapter}
			tone := diagram.Clear
			if slices.Contains(here, n) {
				tone, lines = diagram.Strong, append(lines, "you are here")
			}
			d.Box(box(left+gap+float64(j)*(wide+gap+1), frame.Y+28, wide, 86), tone, lines...)
		}
		y := frame.Bottom() + 12
		d.Arrow(diagram.Plain, at(left+20, frame.Bottom()), at(left+20, frame.Bottom()+24))
		d.Text(at(left+32, y), stage.gives, diagram.Small|diagram.Muted|diagram.Left)
	}
	return d.SVG()
}
