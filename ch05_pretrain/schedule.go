package pretrain

import (
	"fmt"
	"math"
)

// Schedule is a learning rate that changes from step to step. Steps count from 0, as in the book (appendix D).
type Schedule func(step int) float64

// WarmUpCosine describes the learning rate of appendix D: a straight line up from Initial to Peak, so that the first
// steps of a random model are small, then half a cosine down towards Min, so that the last ones are small too.
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
	switch {
	case w.WarmUpSteps < 1:
		return fmt.Errorf("learning-rate schedule: %d warm-up steps, want at least 1", w.WarmUpSteps)
	case w.TotalSteps <= w.WarmUpSteps:
		return fmt.Errorf("learning-rate schedule: %d steps in all, %d of them warm-up: nothing is left to anneal",
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

// WarmUp is the schedule without its second half: up to Peak, and on at Peak (section D.1).
func (w WarmUpCosine) WarmUp() (Schedule, error) {
	if err := w.Validate(); err != nil {
		return nil, err
	}
	slope := (w.Peak - w.Initial) / float64(w.WarmUpSteps)
	return func(step int) float64 {
		if step < w.WarmUpSteps {
			return w.Initial + float64(float64(step)*slope)
		}
		return w.Peak
	}, nil
}

// Cosine is the whole schedule (section D.2). The last step comes near Min but does not reach it, since steps count
// from 0.
func (w WarmUpCosine) Cosine() (Schedule, error) {
	warmUp, err := w.WarmUp()
	if err != nil {
		return nil, err
	}
	return func(step int) float64 {
		if step < w.WarmUpSteps {
			return warmUp(step)
		}
		progress := float64(step-w.WarmUpSteps) / float64(w.TotalSteps-w.WarmUpSteps)
		return w.Min + (w.Peak-w.Min)*0.5*(1+math.Cos(math.Pi*progress))
	}, nil
}

// Rates are the learning rates of the first n steps.
func (s Schedule) Rates(n int) []float64 {
	rates := make([]float64, n)
	for i := range rates {
		rates[i] = s(i)
	}
	return rates
}
