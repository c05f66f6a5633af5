package tools

// Descend walks down a curve: at each step it takes the curve's slope where it stands and lets
// the optimizer move. It returns the start and the place after each step.
func Descend(curve func(x *Value) *Value, start float64, o Optimizer, steps int) []float64 {
	places := []float64{start}
	for range steps {
		x := NewValue(places[len(places)-1])
		curve(x).Backward()
		places = append(places, o.Step(x.Data, x.Grad))
	}
	return places
}

// Fit is gradient descent for any number of parameters: work out the loss, play its tape
// backwards, move every parameter a little against its gradient, again. It returns the loss
// before each step.
func Fit(parameters []*Value, loss func() *Value, rate float64, steps int) (losses []float64) {
	for range steps {
		ZeroGrad(parameters)
		l := loss()
		l.Backward()
		for _, p := range parameters {
			p.Data -= rate * p.Grad
		}
		losses = append(losses, l.Data)
	}
	return losses
}
