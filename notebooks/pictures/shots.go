package pictures

import (
	"strings"

	"llmfromscratch/shared/diagram"
	"llmfromscratch/shared/plot"
)

// Shots shows the same task as a zero-shot, a one-shot and a few-shot prompt (chapter 1).
func Shots() (plot.SVG, error) {
	d := diagram.New("One task, three prompts",
		"Three prompts that ask for the opposite of early. Zero-shot: a sentence that says what to do. One-shot: one "+
			"solved example, then the task. Few-shot: two solved examples, then the task. Each is followed by late, "+
			"which the model writes.")
	for k, p := range []struct {
		name     string
		examples []string
		task     string
	}{
		{"Zero-shot: no solved example", nil, "The opposite of \"early\" is"},
		{"One-shot: a single one", []string{"hot -> cold"}, "early ->"},
		{"Few-shot: some", []string{"hot -> cold", "tall -> short"}, "early ->"},
	} {
		const room, step, style = 262.0, 20.0, diagram.Mono | diagram.Small | diagram.Left
		d.Text(at(left, d.Below(16+float64(10*min(k, 1)))), p.name, diagram.Bold|diagram.Left)
		lines := append(p.examples, p.task)
		prompt := d.Box(box(left, d.Below(6), room, step*float64(len(lines))+12), diagram.Blue)
		for i, line := range lines {
			y := prompt.Y + 6 + step*(float64(i)+0.5)
			if i < len(p.examples) {
				known, answer, _ := strings.Cut(line, "-> ")
				said := d.Text(at(left+8, y), known+"->", style)
				d.Box(box(said.Right()+6, y-10, diagram.TextWidth(answer, diagram.Mono|diagram.Small)+12, 20),
					diagram.Green)
				d.Text(at(said.Right()+12, y), answer, style)
				continue
			}
			d.Text(at(left+8, y), line, style)
			late := d.Box(box(prompt.Right()+60, y-12, 66, 24), diagram.Orange, "late")
			d.Arrow(diagram.Plain, at(prompt.Right(), y), late.West())
		}
	}
	d.Note(10, "Blue is the prompt, green an answer that it gives away, orange what the model is to write.")
	return d.SVG()
}
