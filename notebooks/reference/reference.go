package reference

import (
	"fmt"

	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"llmfromscratch/shared/backend"
	"llmfromscratch/shared/learn"
	"llmfromscratch/shared/nn"
)

// Chapters are the chapters' own functions.
type Chapters struct{ be compute.Backend }

// New takes the backend that graphs run on. The parts' graphs are tiny: Go's own, one operation after the other, suits
// them best; see [Open].
func New(be compute.Backend) *Chapters { return &Chapters{be} }

// Open is New with Go's backend.
func Open() (*Chapters, error) {
	be, _, err := backend.Open(backend.GoSequential)
	if err != nil {
		return nil, err
	}
	return New(be), nil
}

// Cases draws random arguments of a part and asks the chapter's function for the results. A part that the chapter has
// in no such form has no cases.
func (c *Chapters) Cases(p *learn.Part, seed uint64) ([]learn.Case, error) {
	return learn.Cases(p, seed, c.Function(p.ID))
}

// Function is the chapter's function in the form of a part; nil for 2.5b Merge, which is a step of the chapter's
// tokenizer and none by itself there. It panics when the chapter's function returns an error.
func (c *Chapters) Function(id string) any {
	return map[string]any{
		"2.2": split, "2.3": vocabulary, "2.4": encode, "2.5a": mostFrequentPair, "2.6": windows, "2.7": c.lookup,
		"2.8": c.embed, "3.3a": softmax, "3.3b": c.mix, "3.4a": c.linear, "3.4b": c.scores, "3.5": c.causalMask,
		"3.6a": c.splitHeads, "3.6b": c.mergeHeads, "3.6c": c.multiHead, "4.2": c.layerNorm, "4.3a": c.gelu,
		"4.3b": c.feedForward, "4.5": c.block, "4.7": generate,
		"5.1": c.crossEntropy, "A.4": gradients, "5.2": c.adamWStep, "5.3a": topK, "5.3b": temperature, "5.3c": draw,
		"D.2": learningRate,
		"6.3": pad, "7.2": prompt, "7.3": collate, "E.4": c.lora, "7.9": c.dpoLoss,
		"X0.2": momentumStep, "X2.3": countWindows, "X7.1": phi3Prompt,
	}[id]
}

// Matrix is [rows, columns].
type Matrix = learn.Matrix

// eval runs a graph of matrices.
func (c *Chapters) eval(store *model.Store, f func(in []*graph.Node) *graph.Node, inputs ...any) *tensors.Tensor {
	out := must(nn.Eval(c.be, store, func(in []*graph.Node) []*graph.Node { return []*graph.Node{f(in)} }, inputs...))
	return out[0]
}

// graph is eval for functions of matrices that have no variables.
func (c *Chapters) graph(f func(in []*graph.Node) *graph.Node, inputs ...Matrix) Matrix {
	var all []any
	for _, m := range inputs {
		all = append(all, narrow(m))
	}
	return wide(c.eval(nn.NewBlankBuilder().Store(), f, all...).Value().([][]float32))
}

// parameter is a variable with given values: a matrix, or a vector of one row.
func parameter(b *nn.Builder, name string, values Matrix) *model.Variable {
	var flat []float32
	for _, row := range narrow(values) {
		flat = append(flat, row...)
	}
	return b.Parameter(name, flat, len(values), len(values[0]))
}

func vector(b *nn.Builder, name string, values []float64) *model.Variable {
	return b.Parameter(name, narrow(Matrix{values})[0], len(values))
}

// layer is a linear layer with given weights; biases may be nil.
func layer(b *nn.Builder, weight Matrix, bias []float64) *nn.Linear {
	l := &nn.Linear{Weight: parameter(b, "weight", weight)}
	if bias != nil {
		l.Bias = vector(b, "bias", bias)
	}
	return l
}

func narrow(m Matrix) [][]float32 {
	out := make([][]float32, len(m))
	for i, row := range m {
		for _, v := range row {
			out[i] = append(out[i], float32(v))
		}
	}
	return out
}

func wide(m [][]float32) Matrix {
	out := make(Matrix, len(m))
	for i, row := range m {
		for _, v := range row {
			out[i] = append(out[i], float64(v))
		}
	}
	return out
}

// must is a value without its error, which becomes a panic: learn.Cases returns it as an error again.
func must[T any](v T, err error) T {
	if err != nil {
		panic(fmt.Errorf("reference: %w", err))
	}
	return v
}
