package main

import (
	"fmt"
	"math"
	"math/rand/v2"

	"llmfromscratch/shared/learn/labs/probe"
	"llmfromscratch/shared/learn/labs/tiny"
)

func init() { probe.Run(Cause, checkEvaluation, checkTraining) }

// trained is a model after one step, and a text.
func trained() (m *model, ids []int) {
	rng := rand.New(rand.NewPCG(7, 0))
	ids = tiny.Encode(tiny.Text(rng, 10))
	m = newModel(rng, 0.3)
	m.step(ids, []int{3, 4, 5}, 0.01)
	return m, ids
}

func checkEvaluation() string {
	m, ids := trained()
	first, second := m.evaluate(ids), m.evaluate(ids)
	if first != second {
		return fmt.Sprintf("One model, one text, evaluated twice: %.6f and %.6f.", first, second)
	}
	m.share = 0
	if none := m.evaluate(ids); math.Abs(none-first) > 1e-9 {
		return fmt.Sprintf("Evaluations agree with each other, but not with one of a share of 0: %.6f and %.6f.", first,
			none)
	}
	return ""
}

// checkTraining takes steps of a rate of 0, before and behind an evaluation: their losses have to differ.
func checkTraining() string {
	m, ids := trained()
	places := []int{3, 9, 20, 40}
	for range 2 {
		if m.step(ids, places, 0) == m.step(ids, places, 0) {
			return "Two training steps on the same letters, with a learning rate of 0, have the same loss: what is " +
				"there for the training has gone out of it, too, or does not come back behind an evaluation."
		}
		m.evaluate(ids)
	}
	return ""
}
