package tools

// Pair is an example of either-or: two inputs, 0 or 1, and the target, 1 when exactly one of
// them is 1.
type Pair struct{ A, B, Target float64 }

// XOR are all four examples. No line through the plane of inputs has the targets 1 on one side
// and 0 on the other, so one neuron is not enough.
func XOR() []Pair { return []Pair{{0, 0, 0}, {0, 1, 1}, {1, 0, 1}, {1, 1, 0}} }

// Inputs are those of a network.
func (e Pair) Inputs() []*Value { return []*Value{NewValue(e.A), NewValue(e.B)} }

// XORLoss is the mean squared error of a network with two inputs and one output: the mean of
// (output - target)² over the four examples. Without any idea, with 0.5 for all of them, it is
// 0.25.
func XORLoss(n Network) *Value {
	sum := NewValue(0)
	for _, e := range XOR() {
		sum = Add(sum, Pow(Sub(n.Forward(e.Inputs())[0], NewValue(e.Target)), 2))
	}
	return Div(sum, NewValue(float64(len(XOR()))))
}
