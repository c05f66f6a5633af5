package tiny

import (
	"math"
	"math/rand/v2"
)

// Tape remembers how each matrix was computed, so that Backward can go the way back. A tape serves one step.
type Tape struct{ back []func() }

// Backward sets the gradients of the last matrix, [1, 1], with respect to all that it was computed from. Gradients are
// added to what is there.
func (t *Tape) Backward(loss *Matrix) {
	loss.Grad[0] = 1
	for i := len(t.back) - 1; i >= 0; i-- {
		t.back[i]()
	}
}

func (t *Tape) on(back func()) { t.back = append(t.back, back) }

// Lookup is [len(ids), embed]: for each id its row of the table.
func (t *Tape) Lookup(table *Matrix, ids []int) *Matrix {
	out := Zeros(len(ids), table.Cols)
	for i, id := range ids {
		copy(out.Row(i), table.Row(id))
	}
	t.on(func() {
		for i, id := range ids {
			addTimes(table.gradRow(id), out.gradRow(i), 1)
		}
	})
	return out
}

// Add is a + b.
func (t *Tape) Add(a, b *Matrix) *Matrix {
	want("Add", a, b, a.Rows == b.Rows && a.Cols == b.Cols)
	out := Zeros(a.Rows, a.Cols)
	for i := range out.Value {
		out.Value[i] = a.Value[i] + b.Value[i]
	}
	t.on(func() {
		addTimes(a.Grad, out.Grad, 1)
		addTimes(b.Grad, out.Grad, 1)
	})
	return out
}

// Multiply is the product of a, [n, k], and b, [k, m].
func (t *Tape) Multiply(a, b *Matrix) *Matrix {
	want("Multiply", a, b, a.Cols == b.Rows)
	out := Zeros(a.Rows, b.Cols)
	for i := range a.Rows {
		for k, v := range a.Row(i) {
			addTimes(out.Row(i), b.Row(k), v)
		}
	}
	t.on(func() {
		for i := range a.Rows {
			for k, v := range a.Row(i) {
				a.Grad[i*a.Cols+k] += dot(out.gradRow(i), b.Row(k))
				addTimes(b.gradRow(k), out.gradRow(i), v)
			}
		}
	})
	return out
}

// MultiplyRows is [n, m]: the dot product of each row of a, [n, k], with each row of b, [m, k].
func (t *Tape) MultiplyRows(a, b *Matrix) *Matrix {
	want("MultiplyRows", a, b, a.Cols == b.Cols)
	out := Zeros(a.Rows, b.Rows)
	for i := range a.Rows {
		for j := range b.Rows {
			out.Row(i)[j] = dot(a.Row(i), b.Row(j))
		}
	}
	t.on(func() {
		for i := range a.Rows {
			for j, g := range out.gradRow(i) {
				addTimes(a.gradRow(i), b.Row(j), g)
				addTimes(b.gradRow(j), a.Row(i), g)
			}
		}
	})
	return out
}

// each applies f to every number; slope is the derivative, from the number before and the one behind.
func (t *Tape) each(a *Matrix, f func(x float64) float64, slope func(x, y float64) float64) *Matrix {
	out := Zeros(a.Rows, a.Cols)
	for i, x := range a.Value {
		out.Value[i] = f(x)
	}
	t.on(func() {
		for i, g := range out.Grad {
			a.Grad[i] += g * slope(a.Value[i], out.Value[i])
		}
	})
	return out
}

// Scale is a times a number.
func (t *Tape) Scale(a *Matrix, by float64) *Matrix {
	return t.each(a, func(x float64) float64 { return x * by }, func(_, _ float64) float64 { return by })
}

// Tanh bends every number into -1 to 1.
func (t *Tape) Tanh(a *Matrix) *Matrix {
	return t.each(a, math.Tanh, func(_, y float64) float64 { return 1 - y*y })
}

// Softmax makes weights of each row: all above 0, together 1. Where hidden says so, the weight is 0.
func (t *Tape) Softmax(a *Matrix, hidden func(row, col int) bool) *Matrix {
	out := Zeros(a.Rows, a.Cols)
	for i := range a.Rows {
		sum := 0.0
		for j, x := range a.Row(i) {
			if !hidden(i, j) {
				out.Row(i)[j] = math.Exp(x)
				sum += out.Row(i)[j]
			}
		}
		for j := range out.Row(i) {
			out.Row(i)[j] /= sum
		}
	}
	t.on(func() {
		for i := range a.Rows {
			mean := dot(out.Row(i), out.gradRow(i))
			for j, w := range out.Row(i) {
				a.gradRow(i)[j] += w * (out.gradRow(i)[j] - mean)
			}
		}
	})
	return out
}

// Dropout puts 0 in the place of a share of the numbers, drawn anew each time, and makes up for it in the others.
func (t *Tape) Dropout(a *Matrix, share float64, rng *rand.Rand) *Matrix {
	keep := Zeros(a.Rows, a.Cols)
	out := Zeros(a.Rows, a.Cols)
	for i, x := range a.Value {
		if rng.Float64() >= share {
			keep.Value[i] = 1 / (1 - share)
		}
		out.Value[i] = x * keep.Value[i]
	}
	t.on(func() {
		for i, g := range out.Grad {
			a.Grad[i] += g * keep.Value[i]
		}
	})
	return out
}
