package tiny

import "math"

// CrossEntropy is the mean of -log(probability of the target) over the rows of logits, [n, vocabulary], as [1, 1]. Rows
// whose target is below 0 are left out.
func (t *Tape) CrossEntropy(logits *Matrix, targets []int) *Matrix {
	out, count := Zeros(1, 1), 0.0
	probabilities := Zeros(logits.Rows, logits.Cols)
	for i, target := range targets {
		if target < 0 {
			continue
		}
		copy(probabilities.Row(i), Probabilities(logits.Row(i)))
		out.Value[0] -= math.Log(probabilities.Row(i)[target])
		count++
	}
	out.Value[0] /= count
	t.on(func() {
		for i, target := range targets {
			if target >= 0 {
				addTimes(logits.gradRow(i), probabilities.Row(i), out.Grad[0]/count)
				logits.gradRow(i)[target] -= out.Grad[0] / count
			}
		}
	})
	return out
}

// Probabilities are the softmax of one row of logits.
func Probabilities(logits []float64) []float64 {
	highest, sum := math.Inf(-1), 0.0
	for _, x := range logits {
		highest = max(highest, x)
	}
	out := make([]float64, len(logits))
	for i, x := range logits {
		out[i] = math.Exp(x - highest)
		sum += out[i]
	}
	for i := range out {
		out[i] /= sum
	}
	return out
}

// Adam is the optimizer of the book without weight decay.
type Adam struct {
	steps        int
	mean, square map[*Matrix][]float64
}

// Step moves each parameter against its gradient, by about rate, and sets the gradients to 0.
func (a *Adam) Step(parameters []*Matrix, rate float64) {
	const beta1, beta2 = 0.9, 0.99
	if a.mean == nil {
		a.mean, a.square = map[*Matrix][]float64{}, map[*Matrix][]float64{}
	}
	a.steps++
	most1, most2 := 1-math.Pow(beta1, float64(a.steps)), 1-math.Pow(beta2, float64(a.steps))
	for _, p := range parameters {
		if a.mean[p] == nil {
			a.mean[p], a.square[p] = make([]float64, len(p.Value)), make([]float64, len(p.Value))
		}
		mean, square := a.mean[p], a.square[p]
		for i, g := range p.Grad {
			mean[i] = beta1*mean[i] + (1-beta1)*g
			square[i] = beta2*square[i] + (1-beta2)*g*g
			p.Value[i] -= rate * mean[i] / most1 / (math.Sqrt(square[i]/most2) + 1e-8)
		}
		clear(p.Grad)
	}
}
