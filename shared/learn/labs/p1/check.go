package main

import (
	"fmt"
	"math"
	"math/rand/v2"

	"llmfromscratch/shared/learn/labs/probe"
	"llmfromscratch/shared/learn/labs/tiny"
)

func init() { probe.Run(Cause, checkTraining, checkSchedule) }

// checkTraining wants the end of a training to be better than a table of pairs, which sees one letter only.
func checkTraining() string {
	rng := rand.New(rand.NewPCG(7, 0))
	m, ids := newModel(rng), tiny.Encode(tiny.Text(rng, 400))
	losses := m.train(ids, rng, func(int, float64) {})
	if len(losses) < 20 {
		return fmt.Sprintf("A training has %d steps.", len(losses))
	}
	sum := 0.0
	for _, loss := range losses[len(losses)-20:] {
		sum += loss / 20
	}
	if limit := pairs(ids); !(sum < limit) {
		return fmt.Sprintf("The last 20 steps have a mean loss of %.2f; a table that counts which letter follows "+
			"which has %.2f.", sum, limit)
	}
	return ""
}

// pairs is the loss of a table that counts which letter follows which.
func pairs(ids []int) float64 {
	var table [tiny.Vocabulary][tiny.Vocabulary]float64
	var all [tiny.Vocabulary]float64
	for i, id := range ids[1:] {
		table[ids[i]][id]++
		all[ids[i]]++
	}
	sum := 0.0
	for before, row := range table {
		for _, n := range row {
			if n > 0 {
				sum -= n * math.Log(n/all[before])
			}
		}
	}
	return sum / float64(len(ids)-1)
}

func checkSchedule() string {
	if highest := learningRate(300); learningRate(5) > highest/2 || learningRate(200) != highest {
		return "The learning rate is to rise in the warm-up and to stay as it is afterwards, as before."
	}
	return ""
}
