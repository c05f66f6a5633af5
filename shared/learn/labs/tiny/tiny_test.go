package tiny

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"
)

// Every operation's gradient is compared with what a small move of each number does to the loss.
func TestGradientsAreSlopes(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 0))
	table, w, u := Random(rng, 5, 3, 1), Random(rng, 3, 3, 1), Random(rng, 4, 3, 1)
	loss := func(tape *Tape) *Matrix {
		x := tape.Lookup(table, []int{0, 2, 2, 4})
		x = tape.Add(x, tape.Tanh(tape.Multiply(x, w)))
		x = tape.Dropout(x, 0.3, rand.New(rand.NewPCG(2, 0)))
		weights := tape.Softmax(tape.Scale(tape.MultiplyRows(x, x), 0.5), func(i, j int) bool { return j > i })
		return tape.CrossEntropy(tape.MultiplyRows(tape.Multiply(weights, x), u), []int{1, -1, 0, 3})
	}
	tape := &Tape{}
	tape.Backward(loss(tape))
	for _, m := range []*Matrix{table, w, u} {
		for i := range m.Value {
			const h = 1e-6
			was := m.Value[i]
			m.Value[i] = was + h
			up := loss(&Tape{}).Value[0]
			m.Value[i] = was - h
			down := loss(&Tape{}).Value[0]
			m.Value[i] = was
			if slope := (up - down) / (2 * h); math.Abs(slope-m.Grad[i]) > 1e-7 {
				t.Errorf("gradient %g, slope %g", m.Grad[i], slope)
			}
		}
	}
}

func TestAdamMovesByTheRate(t *testing.T) {
	m := Zeros(1, 2)
	m.Grad[0], m.Grad[1] = 4, -0.01
	(&Adam{}).Step([]*Matrix{m}, 0.1)
	if math.Abs(m.Value[0]+0.1) > 1e-6 || math.Abs(m.Value[1]-0.1) > 1e-6 || m.Grad[0] != 0 {
		t.Errorf("%+v", m)
	}
}

func TestTextsAreEncodedAndDecoded(t *testing.T) {
	text := Text(rand.New(rand.NewPCG(1, 0)), 50)
	if Decode(Encode(text)) != text || strings.Count(text, ".") != 50 || len(letters) != Vocabulary {
		t.Error(text)
	}
}
