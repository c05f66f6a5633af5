package plain

import (
	"context"
	"errors"
	"fmt"
	"math"

	"llmfromscratch/ch04_gpt"
)

// Agreement says how two models predict the tokens of a text: what 8-bit weights cost.
type Agreement struct {
	Tokens int // that were predicted
	Same   int // of them, those whose most likely token is the same for both models
	// The cross-entropy of each model, the mean over the tokens (section 5.1.2). e to it is the perplexity.
	Loss, OtherLoss float64
}

// Compare lets both models predict a text, in pieces as long as the context: every token from those before it in its
// piece. It takes as long as both models take to read the text.
func Compare(ctx context.Context, m, other *Model, ids []int) (Agreement, error) {
	if m.Config != other.Config {
		return Agreement{}, fmt.Errorf("the models are of two kinds, %+v and %+v", m.Config, other.Config)
	}
	if len(ids) < 2 {
		return Agreement{}, fmt.Errorf("%d tokens: want at least 2, one to predict the other from", len(ids))
	}
	var a Agreement
	p, q := NewPredictor(m), NewPredictor(other)
	for from := 0; from+1 < len(ids); from += m.Config.ContextLength {
		piece := ids[from:min(from+m.Config.ContextLength+1, len(ids))]
		if err := ctx.Err(); err != nil {
			return Agreement{}, err
		}
		if err := a.add(p, q, piece); err != nil {
			return Agreement{}, err
		}
	}
	a.Loss /= float64(a.Tokens)
	a.OtherLoss /= float64(a.Tokens)
	return a, nil
}

// add counts the tokens of a piece, but the first. The losses are sums until all pieces are counted.
func (a *Agreement) add(p, q *Predictor, piece []int) error {
	input := [][]int{piece[:len(piece)-1]}
	if err := p.model.Config.CheckIDs(input); err != nil {
		return err
	}
	t := gather(p.cores)
	defer t.dismiss()
	p.Reset()
	q.Reset()
	x, y := p.continued(t, input), q.continued(t, input)
	const some = 32 // tokens: the logits of all would be larger than the model
	for from := 0; from < len(x); from += some {
		to := min(from+some, len(x))
		logits, others := p.model.logits(t, x[from:to]), q.model.logits(t, y[from:to])
		for i, target := range piece[from+1 : to+1] {
			a.Tokens++
			a.Loss += crossEntropy(logits[i], target)
			a.OtherLoss += crossEntropy(others[i], target)
			if gpt.Greedy(logits[i]) == gpt.Greedy(others[i]) {
				a.Same++
			}
		}
	}
	return nil
}

// crossEntropy is the logarithm of one over the probability that logits give to a token: with the logits (1, 1) it is
// ln 2 for either.
func crossEntropy(logits []float32, target int) float64 {
	largest := float64(logits[gpt.Greedy(logits)])
	var total float64
	for _, v := range logits {
		total += math.Exp(float64(v) - largest)
	}
	return math.Log(total) + largest - float64(logits[target])
}

// Rounding says how far the weights of a matrix are from those that they were rounded from.
type Rounding struct {
	Name     string  // of the matrix in the state dict: "trf_blocks.0.att.W_query.weight"
	Relative float64 // the root of the mean square of the differences, as a part of that of the weights
	Largest  float64 // difference
}

// Roundings compares the matrices of a model with those of one that Quantize made of it, one by one.
func (m *Model) Roundings(rounded *Model) ([]Rounding, error) {
	if m.Config != rounded.Config {
		return nil, errors.New("the models are of two kinds")
	}
	var list []Rounding
	places := map[string]*matrix{}
	for name, at := range rounded.matrices() {
		places[name] = at
	}
	for name, at := range m.matrices() {
		out, in := (*at).size()
		exact, near := make([]float32, in), make([]float32, in)
		r := Rounding{Name: name}
		var differences, squares float64
		for i := range out {
			(*at).row(i, exact)
			(*places[name]).row(i, near)
			for j, w := range exact {
				d := math.Abs(float64(w) - float64(near[j]))
				differences += d * d
				squares += float64(w) * float64(w)
				r.Largest = max(r.Largest, d)
			}
		}
		if squares > 0 {
			r.Relative = math.Sqrt(differences / squares)
		}
		list = append(list, r)
	}
	return list, nil
}

// Weights are the numbers of a matrix that a model multiplies with, row by row, under its name in the state dict; of
// 8-bit weights whole numbers times their scales.
func (m *Model) Weights(name string) ([]float32, error) {
	for have, at := range m.matrices() {
		if have == name {
			out, in := (*at).size()
			values := make([]float32, out*in)
			for i := range out {
				(*at).row(i, values[i*in:(i+1)*in])
			}
			return values, nil
		}
	}
	return nil, fmt.Errorf("the model has no matrix %q; they have names such as %q", name, headName)
}
