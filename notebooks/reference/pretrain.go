package reference

import (
	"sort"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"llmfromscratch/ch00_tools"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/shared/nn"
)

func (c *Chapters) crossEntropy(logits Matrix, targets []int) float64 {
	ids := make([]int64, len(targets))
	for i, t := range targets {
		ids[i] = int64(t)
	}
	out := c.eval(nn.NewBlankBuilder().Store(), func(in []*graph.Node) *graph.Node {
		return pretrain.CrossEntropy(in[0], in[1])
	}, narrow(logits), ids)
	return float64(out.Value().(float32))
}

// momentumStep gives the optimizer its velocity by a first step with that as the gradient, and reads the new one off
// the place.
func momentumStep(parameter, gradient, velocity float64) (newParameter, newVelocity float64) {
	o := tools.Momentum{Rate: 0.1, Keep: 0.9}
	o.Step(0, velocity)
	newParameter = o.Step(parameter, gradient)
	return newParameter, (parameter - newParameter) / o.Rate
}

// gradients puts a tape together again from values that remember.
func gradients(ops []string, left, right []int, values []float64) []float64 {
	var tape []*tools.Value
	for i, op := range ops {
		switch op {
		case "add":
			tape = append(tape, tools.Add(tape[left[i]], tape[right[i]]))
		case "mul":
			tape = append(tape, tools.Mul(tape[left[i]], tape[right[i]]))
		case "tanh":
			tape = append(tape, tools.Tanh(tape[left[i]]))
		default:
			tape = append(tape, tools.NewValue(values[i]))
		}
	}
	tape[len(tape)-1].Backward()
	var grads []float64
	for _, v := range tape {
		grads = append(grads, v.Grad)
	}
	return grads
}

func (c *Chapters) adamWStep(p, g, m, v float64, step int, rate, decay float64) (newP, newM, newV float64) {
	b := nn.NewBlankBuilder()
	store := b.Store()
	parameter := b.Parameter("p", []float32{float32(p)}, 1)
	means, squares, err := pretrain.Moments(store, parameter)
	must(0, err)
	must(0, means.SetValue(tensors.FromValue([]float32{float32(m)})))
	must(0, squares.SetValue(tensors.FromValue([]float32{float32(v)})))
	optimizer := pretrain.NewAdamW(rate, decay)
	c.eval(store, func(in []*graph.Node) *graph.Node {
		optimizer.Update(store, parameter, in[0], in[1:])
		return in[0]
	}, append([]any{[]float32{float32(g)}}, optimizer.Numbers(step, rate).Inputs()...)...)
	return first(parameter), first(means), first(squares)
}

func first(v *model.Variable) float64 { return float64(v.MustValue().Value().([]float32)[0]) }

func topK(logits []float64, k int) []float64 {
	return wide([][]float32{pretrain.TopK(narrow(Matrix{logits})[0], k)})[0]
}

func temperature(logits []float64, t float64) []float64 {
	return wide([][]float32{pretrain.Softmax(narrow(Matrix{logits})[0], t)})[0]
}

// draw goes by the share of each index, as chapter 0's page does when it samples.
func draw(probabilities []float64, u float64) int {
	ends, sum := make([]float64, len(probabilities)), 0.0
	for i, share := range probabilities {
		sum += share
		ends[i] = sum
	}
	i := sort.Search(len(ends), func(i int) bool { return ends[i] > u })
	return min(i, len(ends)-1)
}

func learningRate(step, warmUp, total int, initial, peak, lowest float64) float64 {
	w := pretrain.WarmUpCosine{Initial: initial, Peak: peak, Min: lowest, WarmUpSteps: warmUp, TotalSteps: total}
	return w.Rate(step)
}
