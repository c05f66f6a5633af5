package pictures

import (
	"fmt"
	"slices"

	"llmfromscratch/shared/diagram"
	"llmfromscratch/shared/nn"
	"llmfromscratch/shared/plot"
)

// Lookup shows an embedding as what it is: the id says which row of the table is taken (section 2.7). The table is the
// book's, six tokens of width 3 with seed 123.
func Lookup() (plot.SVG, error) {
	ids := []int{2, 3, 5, 1}
	table, err := matrix(nn.NewEmbedding(nn.NewBuilder(123), 6, 3).Weight)
	if err != nil {
		return "", err
	}
	d := diagram.New("An embedding is a table of rows",
		"The ids 2, 3, 5 and 1 each take one row out of a table of six rows and three columns. The result has four "+
			"rows: rows 2, 3, 5 and 1 of the table.")
	y := d.Below(30)
	d.Text(at(left+17, y-12), "ids", diagram.Small)
	d.Text(at(187, y-12), "the table", diagram.Small)
	d.Text(at(right-69, y-12), "the vectors", diagram.Small)
	names := []string{"0", "1", "2", "3", "4", "5"}
	grid := d.Matrix(diagram.Matrix{X: 118, Y: y, W: 46, H: 28, Cells: diagram.Numbers(table, 2), Rows: names,
		Tone: func(i, _ int) diagram.Tone {
			if slices.Contains(ids, i) {
				return diagram.Orange
			}
			return diagram.Plain
		}})
	var rows [][]float32
	for i, id := range ids {
		cell := d.Tokens(left, y+28+float64(i)*28, diagram.Row{Tokens: []string{fmt.Sprint(id)}, Same: 34})[0]
		d.Arrow(diagram.Plain, cell.East(), at(grid[id][0].X-18, grid[id][0].Mid().Y))
		rows = append(rows, table[id])
	}
	result := d.Matrix(diagram.Matrix{X: right - 138, Y: y + 28, W: 46, H: 28, Cells: diagram.Numbers(rows, 2),
		Tone: func(int, int) diagram.Tone { return diagram.Orange }})
	for i, id := range ids {
		d.Arrow(diagram.Orange, grid[id][2].East(), result[i][0].West())
	}
	d.Note(10, "Nothing is computed: a row is looked up. The table's numbers are what training changes.")
	return d.SVG()
}
