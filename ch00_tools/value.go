package tools

import (
	"math"
	"slices"
)

// Value is a number that remembers how it was computed. That is all that automatic
// differentiation needs.
type Value struct {
	Data float64 // the number
	Grad float64 // its gradient: how far the result moves for each unit that Data moves; see Backward

	inputs []*Value  // what it was computed from; none for a number that was given
	slopes []float64 // slopes[i] is how far Data moves for each unit that inputs[i] moves
}

// NewValue is a number that was not computed: a weight, an input, a target.
func NewValue(x float64) *Value { return &Value{Data: x} }

// Add is a + b. Whatever moves a or b moves the sum as far: both slopes are 1.
func Add(a, b *Value) *Value { return binary(a.Data+b.Data, a, 1, b, 1) }

// Sub is a - b.
func Sub(a, b *Value) *Value { return binary(a.Data-b.Data, a, 1, b, -1) }

// Mul is a · b. When b is 3, moving a by 0.1 moves the product by 0.3: the slope of one is the
// other.
func Mul(a, b *Value) *Value { return binary(a.Data*b.Data, a, b.Data, b, a.Data) }

// Div is a / b.
func Div(a, b *Value) *Value { return binary(a.Data/b.Data, a, 1/b.Data, b, -a.Data/(b.Data*b.Data)) }

// Pow is a to the power of a fixed number: Pow(a, 2) is a², with the slope 2a.
func Pow(a *Value, n float64) *Value { return unary(math.Pow(a.Data, n), a, n*math.Pow(a.Data, n-1)) }

// Exp is e to the power of a, the one function that is its own slope.
func Exp(a *Value) *Value { e := math.Exp(a.Data); return unary(e, a, e) }

// Log is the natural logarithm of a, which must be above 0.
func Log(a *Value) *Value { return unary(math.Log(a.Data), a, 1/a.Data) }

// Tanh squeezes a number into -1 … 1.
func Tanh(a *Value) *Value { y := math.Tanh(a.Data); return unary(y, a, 1-y*y) }

// Sigmoid squeezes a number into 0 … 1, a probability: Sigmoid(0) is 0.5, Sigmoid(2.42) is
// 0.9183.
func Sigmoid(a *Value) *Value { y := 1 / (1 + math.Exp(-a.Data)); return unary(y, a, y*(1-y)) }

// ReLU keeps positive numbers and makes 0 of the others.
func ReLU(a *Value) *Value {
	if a.Data > 0 {
		return unary(a.Data, a, 1)
	}
	return unary(0, a, 0)
}

func unary(y float64, a *Value, slope float64) *Value {
	return &Value{Data: y, inputs: []*Value{a}, slopes: []float64{slope}}
}

func binary(y float64, a *Value, slopeA float64, b *Value, slopeB float64) *Value {
	return &Value{Data: y, inputs: []*Value{a, b}, slopes: []float64{slopeA, slopeB}}
}

// Backward works out the gradient of v with respect to every number that v was computed from.
// By the chain rule a number x that moves y by a slope, while y moves v by y.Grad, moves v by
// slope · y.Grad; over several ways from x to v the products add up.
//
// Gradients of given numbers add up from call to call, until somebody sets them to 0: see
// [ZeroGrad].
func (v *Value) Backward() {
	tape := v.tape()
	for _, y := range tape {
		if len(y.inputs) > 0 {
			y.Grad = 0
		}
	}
	v.Grad = 1
	for _, y := range slices.Backward(tape) {
		for i, x := range y.inputs {
			x.Grad += y.slopes[i] * y.Grad
		}
	}
}

// tape lists v and all that it was computed from, everything behind its inputs. Played
// backwards it comes to a number only when the gradient of whatever was made of it is known.
func (v *Value) tape() (tape []*Value) {
	seen := map[*Value]bool{}
	var record func(*Value)
	record = func(y *Value) {
		if seen[y] {
			return
		}
		seen[y] = true
		for _, x := range y.inputs {
			record(x)
		}
		tape = append(tape, y)
	}
	record(v)
	return tape
}

// ZeroGrad forgets the gradients of an earlier [Value.Backward].
func ZeroGrad(values []*Value) {
	for _, v := range values {
		v.Grad = 0
	}
}
