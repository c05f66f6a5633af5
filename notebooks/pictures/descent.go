package pictures

import (
	"fmt"

	lesson "llmfromscratch/notebooks/ch05"
	"llmfromscratch/shared/diagram"
	"llmfromscratch/shared/plot"
)

// Descent shows gradient descent with one parameter: the slope says where the loss grows, and each step goes the other
// way (section 5.2).
func Descent() (plot.SVG, error) {
	const start, rate, steps = -2.6, 0.3, 6
	loss := func(w float64) float64 { return 0.5 + 0.5*w*w }
	slope := func(w float64) float64 { return w }
	d := diagram.New("Downhill, step by step",
		fmt.Sprintf("The loss as a curve over one parameter, a valley. From %.1f, %d steps go down its side. Each "+
			"is as long as the slope times the learning rate %.1f, so the steps become shorter near the ground.",
			start, steps, rate))
	axes := diagram.Axes{Area: box(left+8, d.Below(40), inner-20, 210), MinX: -3, MaxX: 3, MinY: 0, MaxY: 5.2}
	d.Axes(axes, "parameter w", "loss")
	d.Curve(diagram.Blue, axes.Sample(loss, -3, 3, 60)...)
	w := start
	for i := range steps {
		next := w - rate*slope(w)
		if i < 3 {
			d.Arrow(diagram.Orange, axes.At(w, loss(w)), axes.At(next, loss(w)), axes.At(next, loss(next)))
		}
		d.Dot(axes.At(w, loss(w)), diagram.Orange)
		if i < 2 {
			beside := axes.At(next, (loss(w)+loss(next))/2).Shift(8, 0)
			d.Text(beside, "slope "+diagram.Number(slope(w), 2), diagram.Small|diagram.Left)
		}
		w = next
	}
	d.Dot(axes.At(w, loss(w)), diagram.Orange)
	d.Text(axes.At(1, 3), "smallest loss", diagram.Small|diagram.Muted)
	d.Arrow(diagram.Plain, axes.At(0.9, 2.8), axes.At(0.02, 0.62))
	after := start - rate*slope(start)
	d.Note(8, "First step: %s − %.1f · (%s) = %s. A model has millions of parameters, and each has a slope of its own.",
		diagram.Number(start, 1), rate, diagram.Number(slope(start), 1), diagram.Number(after, 2))
	return d.SVG()
}

// Overfitting shows training and validation loss of the run of section 5.2, ten epochs on one short story: they part
// when the model begins to learn by heart.
func Overfitting() (plot.SVG, error) {
	log, err := lesson.PrintedLog()
	if err != nil {
		return "", err
	}
	last := log[len(log)-1]
	lowest := log[0]
	for _, at := range log {
		if at.Validation < lowest.Validation {
			lowest = at
		}
	}
	d := diagram.New("Learning, then learning by heart",
		fmt.Sprintf("Two curves over %d steps. Both begin near 10. The training loss falls to %.1f; the validation "+
			"loss is lowest at step %d, %.1f, and ends at %.1f.", last.Step, last.Train, lowest.Step,
			lowest.Validation, last.Validation))
	axes := diagram.Axes{Area: box(left+22, d.Below(40), inner-34, 220), MinX: 0, MaxX: float64(last.Step), MinY: 0,
		MaxY: 10.5}
	d.Axes(axes, "steps", "loss")
	for _, v := range []float64{0, 5, 10} {
		p := axes.At(0, v)
		d.Line(diagram.Plain, p.Shift(-4, 0), p)
		d.Text(p.Shift(-6, 0), diagram.Number(v, 0), diagram.Small|diagram.Right)
	}
	for _, v := range []float64{0, 20, 40, 60} {
		p := axes.At(v, 0)
		d.Line(diagram.Plain, p, p.Shift(0, 4))
		d.Text(p.Shift(0, 13), diagram.Number(v, 0), diagram.Small)
	}
	var train, validation []diagram.Point
	for _, e := range log {
		train = append(train, axes.At(float64(e.Step), e.Train))
		validation = append(validation, axes.At(float64(e.Step), e.Validation))
	}
	d.Curve(diagram.Blue, train...)
	d.Curve(diagram.Orange, validation...)
	end := axes.Area.Right()
	d.Text(at(end, validation[len(validation)-1].Y-14), "validation: texts it never saw", diagram.Small|diagram.Right)
	d.Text(at(left+40, axes.Area.Bottom()-22), "training: the story itself", diagram.Small|diagram.Left)
	d.Note(8, "Up to about step 20 both fall: it learns. Then the gap opens: it learns the story by heart.")
	return d.SVG()
}
