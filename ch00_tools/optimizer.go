package tools

import "math"

// Optimizer moves one number against its gradient. What it remembers from step to step belongs
// to that number: a model of a million parameters needs a million of them.
type Optimizer interface {
	// Step returns what becomes of parameter p with gradient g.
	Step(p, g float64) float64
}

// SGD is plain gradient descent. (The S, for stochastic, says that g is the gradient of a few
// examples picked at random.) With rate 0.1 a gradient of 3 moves a parameter from 2 to 1.7.
type SGD struct {
	Rate float64 // the learning rate: how far a step goes
}

// Step moves p by rate · g.
func (o *SGD) Step(p, g float64) float64 { return p - o.Rate*g }

// Momentum is SGD with a memory: a ball that rolls. Gradients that agree add up to up to
// 1/(1-Keep) times the speed, ten times for 0.9, and those that contradict each other cancel.
type Momentum struct {
	Rate float64
	Keep float64 // how much of its velocity it keeps from step to step, often 0.9

	velocity float64
}

// Step adds the gradient to the velocity and moves p by that.
func (o *Momentum) Step(p, g float64) float64 {
	o.velocity = o.Keep*o.velocity + g
	return p - o.Rate*o.velocity
}

// Adam divides the running mean of the gradients by their usual size, so that the rate alone
// says how far a step goes: a parameter whose gradients are around 1000 and one with 0.001 move
// equally far.
type Adam struct {
	Rate         float64
	Beta1, Beta2 float64 // how much of the two means it keeps: 0.9 and 0.999
	Epsilon      float64 // keeps the divisor from being 0: 1e-8

	mean, square float64 // running means of g and of g²
	steps        int
}

// NewAdam has the usual settings.
func NewAdam(rate float64) *Adam { return &Adam{Rate: rate, Beta1: 0.9, Beta2: 0.999, Epsilon: 1e-8} }

// Step updates both means and moves p by rate · mean / √square. The means begin at 0 and are
// too small at first, by 1-βᵗ after t steps: 0.1 and 0.001 after the first. Divided by that
// they are right.
func (o *Adam) Step(p, g float64) float64 {
	o.steps++
	o.mean = o.Beta1*o.mean + (1-o.Beta1)*g
	o.square = o.Beta2*o.square + (1-o.Beta2)*g*g
	mean := o.mean / (1 - math.Pow(o.Beta1, float64(o.steps)))
	square := o.square / (1 - math.Pow(o.Beta2, float64(o.steps)))
	return p - o.Rate*mean/(math.Sqrt(square)+o.Epsilon)
}

// AdamW is [Adam] with weight decay: every step also takes a small part of the parameter itself
// away, whatever its gradient. What no example needs fades. Chapter 5 trains with it, on whole
// tensors.
type AdamW struct {
	Adam
	Decay float64 // the part that a step takes, for each unit of the rate
}

// NewAdamW has the usual settings.
func NewAdamW(rate, decay float64) *AdamW { return &AdamW{Adam: *NewAdam(rate), Decay: decay} }

// Step lets p shrink first and then moves it as Adam does.
func (o *AdamW) Step(p, g float64) float64 {
	return o.Adam.Step(p-o.Rate*o.Decay*p, g)
}
