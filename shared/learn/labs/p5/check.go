package main

import (
	"fmt"
	"math/rand/v2"

	"llmfromscratch/shared/learn/labs/probe"
	"llmfromscratch/shared/learn/labs/tiny"
)

func init() { probe.Run(Cause, checkEmpty, checkFull) }

func checkEmpty() string {
	rng := rand.New(rand.NewPCG(7, 0))
	x := tiny.Random(rng, 3, embed, 1)
	empty := block{tiny.Zeros(embed, embed), tiny.Zeros(embed, embed)}
	if d := probe.Distance(empty.forward(&tiny.Tape{}, x).Value, x.Value); d > 1e-9 {
		return fmt.Sprintf("A block whose weights are all 0 gives back something else than it was given: one "+
			"number differs by %.3f.", d)
	}
	m := newModel(rng, 16)
	m.step(tiny.Encode(tiny.Text(rng, 20)), rng, nil)
	first, last := tiny.Norm(m.inputs[0].Grad), tiny.Norm(m.inputs[15].Grad)
	if first < last/100 {
		return fmt.Sprintf("The gradient has the length %.8f before the last block and %.8f before the first one.",
			last, first)
	}
	return ""
}

func checkFull() string {
	rng := rand.New(rand.NewPCG(7, 0))
	x, b := tiny.Random(rng, 3, embed, 1), newBlock(rng)
	whole := b.forward(&tiny.Tape{}, x).Value
	if probe.Distance(whole, x.Value) < 1e-3 {
		return "A block gives back what it was given, whatever its weights are: it has to do some work, too."
	}
	b.out = tiny.Zeros(embed, embed)
	if probe.Distance(whole, b.forward(&tiny.Tape{}, x).Value) < 1e-3 {
		return "The second matrix of a block does not count any more."
	}
	return ""
}
