package pretrain

import (
	"fmt"
	"math"
)

// Schedule is a learning rate that changes from step to step. Steps count from 0, as in the book (appendix D). A
// schedule is a value whose fields say all of it, so that two runs can be told apart.
type Schedule interface {
	Rate(step int) float64
}

// WarmUpCosine is the learning rate of appendix D: a straight line up from Initial to Peak, so that the first steps of
// a random model are small, then half a cosine down towards Min, so that the last ones are small too. The last step
// comes near Min but does not reach it, since steps count from 0 (section D.2).
type WarmUpCosine struct {
	Initial, Peak, Min float64 // learning rates
	WarmUpSteps        int     // steps before Peak is reached
	TotalSteps         int     // of the whole run
}

// WarmUpSteps is the part of a run that the book warms up in, rounded down: 0.2 of 15 epochs of 9 steps are 27 steps
// (section D.1).
func WarmUpSteps(totalSteps int, part float64) int { return int(part * float64(totalSteps)) }

// Validate returns an error for a schedule that cannot be. Without any warm-up step the book's function would divide by
// zero.
func (w WarmUpCosine) Validate() error {
	if w.WarmUpSteps < 1 {
		return fmt.Errorf("learning-rate schedule: %d warm-up steps, want at least 1", w.WarmUpSteps)
	}
	if w.TotalSteps < w.WarmUpSteps {
		return fmt.Errorf("learning-rate schedule: %d steps in all, %d of them warm-up: want at most as many",
			w.TotalSteps, w.WarmUpSteps)
	}
	for _, rate := range []float64{w.Initial, w.Peak, w.Min} {
		if !(rate >= 0) || math.IsInf(rate, 0) {
			return fmt.Errorf("learning-rate schedule: rates %v, %v and %v, want numbers from 0 up", w.Initial, w.Peak,
				w.Min)
		}
	}
	return nil
}

// Rate is the learning rate of a step: with a warm-up of 2 from 0 to 1 of 6 steps in all 0, 0.5, 1, 0.85, 0.5, 0.15.
func (w WarmUpCosine) Rate(step int) float64 {
	if step < w.WarmUpSteps || w.TotalSteps <= w.WarmUpSteps {
		return w.WarmUp().Rate(step)
	}
	progress := float64(step-w.WarmUpSteps) / float64(w.TotalSteps-w.WarmUpSteps)
	return w.Min + (w.Peak-w.Min)*0.5*(1+math.Cos(math.Pi*progress))
}

// WarmUp is the schedule without its second half: up to Peak, and on at Peak (section D.1).
func (w WarmUpCosine) WarmUp() WarmUp { return WarmUp{w.Initial, w.Peak, w.WarmUpSteps} }

// WarmUp is a learning rate that rises in a straight line and then stays (section D.1).
type WarmUp struct {
	Initial, Peak float64 // learning rates
	Steps         int     // before Peak is reached
}

// Rate is the learning rate of a step.
func (w WarmUp) Rate(step int) float64 {
	if step >= w.Steps {
		return w.Peak
	}
	slope := (w.Peak - w.Initial) / float64(w.Steps)
	return w.Initial + float64(float64(step)*slope)
}

// Rates are the learning rates of the first n steps of a schedule.
func Rates(s Schedule, n int) []float64 {
	rates := make([]float64, n)
	for i := range rates {
		rates[i] = s.Rate(i)
	}
	return rates
}

// Clip says how large the norm of the gradient may be at a step, counted from 0; +Inf leaves the gradient of that step
// as it is (section D.3). Like a [Schedule] it is a value whose fields say all of it.
type Clip interface {
	MaxNorm(step int) float64
}

// ClipFrom clips to a largest norm from a step on. The book clips once the warm-up is over.
type ClipFrom struct {
	FirstStep int
	Norm      float64 // largest
}

// MaxNorm is +Inf before the first step.
func (c ClipFrom) MaxNorm(step int) float64 {
	if step < c.FirstStep {
		return math.Inf(1)
	}
	return c.Norm
}
