// Lab P5: sixteen blocks that learn little.
//
// A model guesses the next letter from the three before it, through sixteen blocks. Its loss falls slowly and stays
// high. With two blocks it learns well, and with sixteen it should do no worse.
//
//	go run ./labs/p5             trains
//	go run ./labs/p5 -blocks 2   another number of blocks
//	go run ./labs/p5 -gradients  the first step: what goes into each block, and the gradient that comes back there
//
// Find out why by measuring, mend it, and put the name of the cause into Cause, one of
//
//	dropout, future, order, overflow, padding, position, rate, rounding,
//	shortcut, tied, tokenizer, transposed
//
// llm learn check P5 calls the functions below by their names, so keep those; llm learn hint P5 helps.
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
	embed = 24 // numbers in a letter's vector
	batch = 32 // letters that a step learns from
)

// block thinks a vector over and adds what comes of it.
type block struct{ into, out *tiny.Matrix }

func newBlock(rng *rand.Rand) block {
	size := 0.5 / math.Sqrt(embed)
	return block{tiny.Random(rng, embed, embed, size), tiny.Random(rng, embed, embed, size)}
}

// forward is [n, embed], as x is.
func (b block) forward(t *tiny.Tape, x *tiny.Matrix) *tiny.Matrix {
	x = t.Tanh(t.Multiply(x, b.into))
	return t.Add(x, t.Multiply(x, b.out))
}

// model has a table of vectors for each of the three letters before the next one.
type model struct {
	before [3]*tiny.Matrix
	blocks []block
	head   *tiny.Matrix
	inputs []*tiny.Matrix // what went into each block in the last step, [n, embed]
}

func newModel(rng *rand.Rand, blocks int) *model {
	m := &model{}
	for i := range m.before {
		m.before[i] = tiny.Random(rng, tiny.Vocabulary, embed, 0.5)
	}
	for range blocks {
		m.blocks = append(m.blocks, newBlock(rng))
	}
	m.head = tiny.Random(rng, embed, tiny.Vocabulary, 0.2)
	return m
}

func (m *model) parameters() []*tiny.Matrix {
	all := []*tiny.Matrix{m.before[0], m.before[1], m.before[2], m.head}
	for _, b := range m.blocks {
		all = append(all, b.into, b.out)
	}
	return all
}

// loss is the mean over the letters at some places of a text, each of them at least 3.
func (m *model) loss(t *tiny.Tape, ids, places []int) *tiny.Matrix {
	var before [3][]int
	var targets []int
	for _, place := range places {
		for i := range before {
			before[i] = append(before[i], ids[place-1-i])
		}
		targets = append(targets, ids[place])
	}
	x := t.Add(t.Lookup(m.before[0], before[0]), t.Lookup(m.before[1], before[1]))
	x = t.Add(x, t.Lookup(m.before[2], before[2]))
	m.inputs = nil
	for _, b := range m.blocks {
		m.inputs = append(m.inputs, x)
		x = b.forward(t, x)
	}
	return t.CrossEntropy(t.Multiply(t.Tanh(x), m.head), targets)
}

// step learns from a batch and gives back its loss; with a nil optimizer it computes the gradients only.
func (m *model) step(ids []int, rng *rand.Rand, adam *tiny.Adam) float64 {
	places := make([]int, batch)
	for i := range places {
		places[i] = 3 + rng.IntN(len(ids)-3)
	}
	t := &tiny.Tape{}
	loss := m.loss(t, ids, places)
	t.Backward(loss)
	if adam != nil {
		adam.Step(m.parameters(), 0.003)
	}
	return loss.Value[0]
}

func main() {
	blocks := flag.Int("blocks", 16, "number of blocks")
	gradients := flag.Bool("gradients", false, "show the gradients of the first step")
	flag.Parse()
	rng := rand.New(rand.NewPCG(123, 0))
	m, ids := newModel(rng, *blocks), tiny.Encode(tiny.Text(rng, 400))
	if *gradients {
		m.step(ids, rng, nil)
		for i, x := range m.inputs {
			fmt.Printf("block %2d  length of its input %8.4f, of the gradient there %.8f\n", i, tiny.Norm(x.Value),
				tiny.Norm(x.Grad))
		}
		return
	}
	adam, sum := &tiny.Adam{}, 0.0
	for step := 1; step <= 500; step++ {
		if sum += m.step(ids, rng, adam); step%50 == 0 {
			fmt.Printf("step %3d  mean loss %.3f\n", step, sum/50)
			sum = 0
		}
	}
}
