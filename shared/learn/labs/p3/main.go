// Lab P3: two evaluations, two losses.
//
// A model guesses the next letter from the three before it, with dropout, so that it does not learn its few sentences
// by heart. Its losses on unseen sentences are worse than they should be, and two evaluations of one and the same
// model do not agree.
//
//	go run ./labs/p3           trains, and evaluates
//	go run ./labs/p3 -times 5  evaluates the trained model five times
//	go run ./labs/p3 -share 0  another share of numbers that dropout takes away
//
// Find out why by measuring, mend it, and put the name of the cause into Cause, one of
//
//	dropout, future, order, overflow, padding, position, rate, rounding,
//	shortcut, tied, tokenizer, transposed
//
// llm learn check P3 calls the functions below by their names, so keep those; llm learn hint P3 helps.
package main

import (
	"flag"
	"fmt"
	"math/rand/v2"

	"llmfromscratch/shared/learn/labs/tiny"
)

// Cause is the name of the fault.
const Cause = ""

const (
	embed = 32 // numbers in a letter's vector
	batch = 32 // letters that a step learns from
)

type model struct {
	before       [3]*tiny.Matrix // a table for each of the three letters before the next one
	hidden, head *tiny.Matrix
	adam         tiny.Adam

	training bool       // whether dropout is at work
	share    float64    // of the numbers that it takes away
	rng      *rand.Rand // what it draws them with
}

func newModel(rng *rand.Rand, share float64) *model {
	m := &model{share: share, rng: rng}
	for i := range m.before {
		m.before[i] = tiny.Random(rng, tiny.Vocabulary, embed, 0.5)
	}
	m.hidden, m.head = tiny.Random(rng, embed, embed, 0.2), tiny.Random(rng, embed, tiny.Vocabulary, 0.2)
	return m
}

func (m *model) parameters() []*tiny.Matrix {
	return []*tiny.Matrix{m.before[0], m.before[1], m.before[2], m.hidden, m.head}
}

// logits has a row for each place of a text: what could stand there, seen from the three letters before.
func (m *model) logits(t *tiny.Tape, ids, places []int) *tiny.Matrix {
	var before [3][]int
	for _, place := range places {
		for i := range before {
			before[i] = append(before[i], ids[place-1-i])
		}
	}
	x := t.Add(t.Lookup(m.before[0], before[0]), t.Lookup(m.before[1], before[1]))
	x = t.Tanh(t.Add(x, t.Lookup(m.before[2], before[2])))
	if m.training {
		x = t.Dropout(x, m.share, m.rng)
	}
	return t.Multiply(t.Tanh(t.Multiply(x, m.hidden)), m.head)
}

func (m *model) loss(t *tiny.Tape, ids, places []int) *tiny.Matrix {
	targets := make([]int, len(places))
	for i, place := range places {
		targets[i] = ids[place]
	}
	return t.CrossEntropy(m.logits(t, ids, places), targets)
}

// step learns from some places of a text, each of them at least 3, and gives back their loss.
func (m *model) step(ids, places []int, rate float64) float64 {
	m.training = true
	t := &tiny.Tape{}
	loss := m.loss(t, ids, places)
	t.Backward(loss)
	m.adam.Step(m.parameters(), rate)
	return loss.Value[0]
}

// evaluate is the mean loss of a whole text.
func (m *model) evaluate(ids []int) float64 {
	return m.loss(&tiny.Tape{}, ids, tiny.Places(len(ids))[3:]).Value[0]
}

func (m *model) train(ids, unseen []int, steps int) {
	for step := 1; step <= steps; step++ {
		places := make([]int, batch)
		for i := range places {
			places[i] = 3 + m.rng.IntN(len(ids)-3)
		}
		m.step(ids, places, 0.01)
		if step%100 == 0 {
			fmt.Printf("step %3d  training loss %.3f  validation loss %.3f\n", step, m.evaluate(ids),
				m.evaluate(unseen))
		}
	}
}

func main() {
	times := flag.Int("times", 2, "how often the trained model is evaluated")
	share := flag.Float64("share", 0.3, "share of the numbers that dropout takes away")
	flag.Parse()
	rng := rand.New(rand.NewPCG(123, 0))
	text, unseen := tiny.Encode(tiny.Text(rng, 60)), tiny.Encode(tiny.Text(rng, 60))
	m := newModel(rng, *share)
	m.train(text, unseen, 600)
	for range *times {
		fmt.Printf("the trained model on unseen sentences: loss %.6f\n", m.evaluate(unseen))
	}
}
