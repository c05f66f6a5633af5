package bench

import (
	"context"
	"fmt"
	"slices"

	"github.com/gomlx/compute"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch04_gpt"
	"llmfromscratch/shared/nn"
	"llmfromscratch/shared/plot"
)

// Axis is a setting that a sweep changes while all others stay.
type Axis struct {
	Name   string // "context", "batch", "width" or "depth"
	Label  string // with the unit
	Values []int
	set    func(*Options, int)
}

// Axes are the settings that a sweep knows.
func Axes() []Axis {
	return []Axis{
		{"context", "context (tokens)", []int{32, 64, 128, 256, 512}, func(o *Options, v int) { o.Context = v }},
		{"batch", "batch (rows)", []int{1, 2, 4, 8}, func(o *Options, v int) { o.Batch = v }},
		{"width", "width (numbers per token)", []int{64, 128, 256, 512}, func(o *Options, v int) {
			o.Config.EmbDim, o.Config.NumHeads = v, v/headDim
		}},
		{"depth", "depth (blocks)", []int{1, 2, 4, 8, 12}, func(o *Options, v int) { o.Config.NumLayers = v }},
	}
}

// headDim is the width of a head in all of GPT-2's sizes.
const headDim = 64

// SweepBase is the model that sweeps start from: four blocks of width 256 with GPT-2's vocabulary, two rows of 128
// tokens. It is small enough to be measured at every value of every axis on a laptop.
func SweepBase(steps int) Options {
	return Options{
		Config: gpt.Config{VocabSize: text.GPT2VocabSize, ContextLength: 512, EmbDim: 256, NumHeads: 4,
			NumLayers: 4},
		Name: "sweep", Batch: 2, Context: 128, Steps: steps,
	}
}

// Curve is what one axis of a sweep found.
type Curve struct {
	Axis   string  `json:"axis"`
	Points []Point `json:"points"`
}

// Point is what was measured for one value of the axis: medians, in milliseconds.
type Point struct {
	Value        int     `json:"value"`
	Forward      float64 `json:"forward_ms"`
	TrainingStep float64 `json:"training_step_ms"`
	// one step of generation with the cache, after a prompt as long as the context allows
	Token float64 `json:"token_ms"`
}

// Sweep measures forward pass, training step and generation for every value of an axis.
func Sweep(ctx context.Context, be compute.Backend, axis Axis, base Options, progress func(string)) (Curve, error) {
	curve := Curve{Axis: axis.Name}
	for _, value := range axis.Values {
		opt := base
		axis.set(&opt, value)
		progress(fmt.Sprintf("%s %d", axis.Name, value))
		p, err := point(ctx, be, opt)
		if err != nil {
			return curve, fmt.Errorf("%s %d: %w", axis.Name, value, err)
		}
		p.Value = value
		curve.Points = append(curve.Points, p)
	}
	return curve, nil
}

// point measures one value of an axis.
func point(ctx context.Context, be compute.Backend, opt Options) (Point, error) {
	m, err := gpt.NewModel(nn.NewBuilder(123), opt.Config)
	if err != nil {
		return Point{}, err
	}
	pass, err := forward(ctx, be, m, opt, opt.Context)
	if err != nil {
		return Point{}, err
	}
	token, err := tokenStep(ctx, be, m, opt)
	if err != nil {
		return Point{}, err
	}
	step, err := trainingStep(ctx, be, m, opt)
	if err != nil {
		return Point{}, err
	}
	return Point{Forward: pass.Value, Token: token, TrainingStep: step[0].Value}, nil
}

// tokenStep is the time of one cached step of generation at the end of the context, in milliseconds.
func tokenStep(ctx context.Context, be compute.Backend, m *gpt.Model, opt Options) (float64, error) {
	next := gpt.NewCachedPredictor(be, m)
	defer next.Finalize()
	tokens := min(warmUp+7, opt.Context-1) // one for each run, which ends with a full context
	ids := rows(opt.Batch, opt.Context-tokens, m.Config.VocabSize, 0)
	if _, err := next.NextLogits(ids); err != nil { // the prompt
		return 0, err
	}
	seconds, err := times(ctx, max(1, tokens-warmUp), func() error {
		for i := range ids {
			ids[i] = append(ids[i], len(ids[i])%m.Config.VocabSize)
		}
		_, err := next.NextLogits(ids)
		return err
	})
	if err != nil {
		return 0, err
	}
	slices.Sort(seconds)
	return 1e3 * seconds[len(seconds)/2], nil
}

// Chart draws a curve: milliseconds over the axis, one line for each measurement.
func (c Curve) Chart() (plot.SVG, error) {
	i := slices.IndexFunc(Axes(), func(a Axis) bool { return a.Name == c.Axis })
	if i < 0 {
		return "", fmt.Errorf("no axis %q", c.Axis)
	}
	chart := plot.LineChart{Title: "Cost by " + c.Axis, XLabel: Axes()[i].Label, YLabel: "milliseconds",
		Series: []plot.Series{
			{Name: "training step"}, {Name: "forward pass"}, {Name: "one token, cached"},
		}}
	for _, p := range c.Points {
		for s, y := range []float64{p.TrainingStep, p.Forward, p.Token} {
			chart.Series[s].X = append(chart.Series[s].X, float64(p.Value))
			chart.Series[s].Y = append(chart.Series[s].Y, y)
		}
	}
	return plot.Lines(chart)
}
