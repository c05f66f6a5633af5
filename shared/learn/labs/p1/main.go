// Lab P1: the loss turns round.
//
// A model guesses the next letter from the three before it. At first its loss falls quickly. Then it turns round, and
// at the end it is about what it would be if all letters were equally likely.
//
//	go run ./labs/p1            trains: loss, learning rate, and how far a step moves the weights
//	go run ./labs/p1 -every 10  the same, a line for every tenth step
//
// Find out why by measuring, mend it, and put the name of the cause into Cause, one of
//
//	dropout, future, order, overflow, padding, position, rate, rounding,
//	shortcut, tied, tokenizer, transposed
//
// llm learn check P1 calls the functions below by their names, so keep those; llm learn hint P1 helps.
package main

import (
	"flag"
	"fmt"
	"math"
	"math/rand/v2"

	"llmfromscratch/shared/learn/labs/tiny"
)

// Cause is the name of the fault.
const Cause = ""

const (
	embed  = 32  // numbers in a letter's vector
	batch  = 32  // letters that a step learns from
	steps  = 400 // of a training
	warmUp = 100 // steps in which the learning rate rises
	peak   = 0.4 // the learning rate after that
)

// model has a table of vectors for each of the three letters before the next one.
type model struct {
	before       [3]*tiny.Matrix
	hidden, head *tiny.Matrix
}

func newModel(rng *rand.Rand) *model {
	m := &model{}
	for i := range m.before {
		m.before[i] = tiny.Random(rng, tiny.Vocabulary, embed, 0.5)
	}
	m.hidden, m.head = tiny.Random(rng, embed, embed, 0.2), tiny.Random(rng, embed, tiny.Vocabulary, 0.2)
	return m
}

func (m *model) parameters() []*tiny.Matrix {
	return []*tiny.Matrix{m.before[0], m.before[1], m.before[2], m.hidden, m.head}
}

// loss is the mean over the letters at some places of a text, each of them at least 3.
func (m *model) loss(t *tiny.Tape, ids, places []int) *tiny.Matrix {
	var x *tiny.Matrix
	for i, table := range m.before {
		some := make([]int, len(places))
		for j, place := range places {
			some[j] = ids[place-1-i]
		}
		if v := t.Lookup(table, some); x == nil {
			x = v
		} else {
			x = t.Add(x, v)
		}
	}
	targets := make([]int, len(places))
	for j, place := range places {
		targets[j] = ids[place]
	}
	return t.CrossEntropy(t.Multiply(t.Tanh(t.Multiply(t.Tanh(x), m.hidden)), m.head), targets)
}

// learningRate rises from near 0 to peak and stays there.
func learningRate(step int) float64 { return peak * min(1, float64(step)/warmUp) }

// size is the length of all weights as one vector.
func (m *model) size() float64 {
	var all []float64
	for _, p := range m.parameters() {
		all = append(all, p.Value...)
	}
	return tiny.Norm(all)
}

// train takes all steps and gives back the loss of each; tell hears of every one of them.
func (m *model) train(ids []int, rng *rand.Rand, tell func(step int, loss float64)) (losses []float64) {
	var adam tiny.Adam
	for step := 1; step <= steps; step++ {
		places := make([]int, batch)
		for i := range places {
			places[i] = 3 + rng.IntN(len(ids)-3)
		}
		t := &tiny.Tape{}
		loss := m.loss(t, ids, places)
		t.Backward(loss)
		adam.Step(m.parameters(), learningRate(step))
		losses = append(losses, loss.Value[0])
		tell(step, loss.Value[0])
	}
	return losses
}

func main() {
	every := flag.Int("every", 25, "steps from one line to the next")
	flag.Parse()
	rng := rand.New(rand.NewPCG(123, 0))
	m, ids := newModel(rng), tiny.Encode(tiny.Text(rng, 400))
	fmt.Printf("all letters equally likely: loss %.3f\n", math.Log(tiny.Vocabulary))
	sum := 0.0
	m.train(ids, rng, func(step int, loss float64) {
		if sum += loss; step%max(1, *every) == 0 {
			fmt.Printf("step %3d  mean loss %6.3f  learning rate %.4f  length of all weights %.1f\n", step,
				sum/float64(max(1, *every)), learningRate(step), m.size())
			sum = 0
		}
	})
}
