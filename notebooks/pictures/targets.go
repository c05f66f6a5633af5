package pictures

import (
	"strconv"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/ch07_instruct"
	"llmfromscratch/shared/diagram"
	"llmfromscratch/shared/plot"
)

// Targets shows a batch of three texts of different length with its targets: filled up with the end mark, and −100
// where nothing is to be learned (section 7.3).
func Targets() (plot.SVG, error) {
	items := []instruct.Item{{IDs: []int{11, 12, 13, 14, 15}}, {IDs: []int{21, 22}}, {IDs: []int{31, 32, 33}}}
	batch, err := instruct.Collate(items, instruct.BookCollate())
	if err != nil {
		return "", err
	}
	d := diagram.New("What does not count in the targets",
		"Three rows of token ids, filled up with the end mark 50256 to the length of the longest. The targets are "+
			"the same ids one place further. The first end mark of each row stays among them, the others become "+
			"−100 and are left out of the loss.")
	for k, part := range []struct {
		name string
		rows [][]int
	}{{"inputs", batch.Inputs}, {"targets: one place further", batch.Targets}} {
		y := d.Below(14 + 8*float64(k))
		d.Text(at(left, y), part.name, diagram.Bold|diagram.Left)
		cells := make([][]string, len(part.rows))
		for i, row := range part.rows {
			for _, id := range row {
				cells[i] = append(cells[i], diagram.Number(float64(id), 0))
			}
		}
		wide := inner / float64(len(cells[0]))
		d.Matrix(diagram.Matrix{X: left, Y: y + 14, W: wide, H: 28, Cells: cells, Tone: func(i, j int) diagram.Tone {
			switch id := part.rows[i][j]; {
			case id == pretrain.IgnoreIndex:
				return diagram.Ghost
			case id == text.EndOfTextID && k == 0:
				return diagram.Plain
			case id == text.EndOfTextID:
				return diagram.Orange
			}
			return diagram.Blue
		}})
	}
	d.Note(8, "Orange: the one end mark that teaches the model to stop. Dashed: %s, the id that the loss skips. %s is "+
		"<|endoftext|>.", diagram.Number(float64(pretrain.IgnoreIndex), 0), strconv.Itoa(text.EndOfTextID))
	return d.SVG()
}
