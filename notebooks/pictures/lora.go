package pictures

import (
	"fmt"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain/lora"
	"llmfromscratch/shared/diagram"
	"llmfromscratch/shared/nn"
	"llmfromscratch/shared/plot"
)

// LoRA shows an adapter beside a weight matrix, drawn to scale: the large matrix is frozen, two thin ones are trained,
// and the results are added (section E.1).
func LoRA() (plot.SVG, error) {
	const rank = 16
	n := gpt.GPT2Small().EmbDim
	adapter := lora.NewLayer(nn.NewBuilder(0), n, n, rank, rank)
	trained := adapter.A.Shape().Size() + adapter.B.Shape().Size()
	d := diagram.New("LoRA: two thin matrices beside a large one",
		fmt.Sprintf("The input goes two ways: through the frozen weight matrix W, %d by %d, drawn as a large "+
			"square, and through A, %d by %d, and B, %d by %d, drawn to the same scale as thin strips. The two "+
			"results are added.", n, n, n, rank, rank, n))
	const side = 192.0
	thin := side * rank / float64(n)
	y := d.Below(10)
	x := d.Box(box(centre-70, y, 140, 28), diagram.Blue, fmt.Sprintf("x: %d numbers", n))
	top := y + 92
	w := d.Box(box(left, top, side, side), diagram.Ghost, "W", fmt.Sprintf("%d × %d", n, n),
		diagram.Thousands(n*n)+" numbers", "frozen")
	d.Arrow(diagram.Plain, at(x.X+20, x.Bottom()), at(x.X+20, y+54), at(w.Mid().X, y+54), w.North())
	ax := left + side + 116
	d.Box(box(ax, top, thin, side), diagram.Green)
	d.Text(at(ax+thin+8, top+60), "A", diagram.Bold|diagram.Left)
	d.Text(at(ax+thin+8, top+82), fmt.Sprintf("%d × %d", n, rank), diagram.Small|diagram.Left)
	d.Text(at(ax+thin+8, top+101), "random at first", diagram.Small|diagram.Muted|diagram.Left)
	d.Arrow(diagram.Plain, at(x.Right()-20, x.Bottom()), at(x.Right()-20, y+54), at(ax+thin/2, y+54),
		at(ax+thin/2, top))
	by := top + side + 40
	bx := ax + thin/2 - side/2
	d.Arrow(diagram.Plain, at(ax+thin/2, top+side), at(ax+thin/2, by))
	d.Text(at(ax+12, top+side+20), fmt.Sprintf("%d numbers", rank), diagram.Small|diagram.Muted|diagram.Left)
	d.Box(box(bx, by, side, thin), diagram.Green)
	d.Text(at(bx+side/2+12, by+18), fmt.Sprintf("B: %d × %d, zeros at first", rank, n), diagram.Small)
	plus := d.Circle(at(left+156, by+78), 12, diagram.Blue, "+")
	d.Arrow(diagram.Plain, w.South(), at(w.Mid().X, plus.Mid().Y), plus.West())
	d.Arrow(diagram.Plain, at(bx+8, by+thin), at(bx+8, plus.Mid().Y), plus.East())
	out := d.Box(box(plus.Mid().X-70, plus.Bottom()+20, 140, 28), diagram.Blue, fmt.Sprintf("%d numbers", n))
	d.Arrow(diagram.Plain, plus.South(), out.North())
	d.Note(10, "Trained: %s numbers in A and B, %.1f %% of W's %s. Since B is zero at first, nothing changes before "+
		"training.", diagram.Thousands(trained), 100*float64(trained)/float64(n*n), diagram.Thousands(n*n))
	return d.SVG()
}
