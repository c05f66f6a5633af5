package main

import (
	"fmt"
	"math/rand/v2"

	"llmfromscratch/shared/learn/labs/probe"
	"llmfromscratch/shared/learn/labs/tiny"
)

func init() { probe.Run(Cause, checkOthers, checkOwn) }

func checkOthers() string {
	own := tiny.Text(rand.New(rand.NewPCG(7, 0)), 100)
	m := newModel(own, rand.New(rand.NewPCG(8, 0)))
	for _, text := range []string{"fox sees the", "in the river. the", tiny.Text(rand.New(rand.NewPCG(9, 0)), 3)} {
		if back := m.tokenizer.decode(m.ids(text)); back != text {
			return fmt.Sprintf("%q is for the model: %q.", text, back)
		}
	}
	m.train(own, 60)
	other := m.evaluate(tiny.Text(rand.New(rand.NewPCG(10, 0)), 100))
	if mine := m.evaluate(own); other > 2*mine {
		return fmt.Sprintf("After a training the loss is %.2f on the model's own sentences and %.2f on others.", mine,
			other)
	}
	return ""
}

func checkOwn() string {
	own := "the red fox sees the owl"
	m := newModel(own, rand.New(rand.NewPCG(8, 0)))
	if back := m.tokenizer.decode(m.ids(own)); back != own {
		return fmt.Sprintf("The model's own text %q is for it now: %q.", own, back)
	}
	ids := m.ids("the elephant sees the red fox")
	for _, id := range ids {
		if id < 0 || id >= m.head.Cols {
			return fmt.Sprintf("\"the elephant sees the red fox\" has the ids %v, for a model of %d words. A word "+
				"that the model does not know is 0.", ids, m.head.Cols)
		}
	}
	return ""
}
