package main

import (
	"fmt"
	"math"
	"math/rand/v2"

	"llmfromscratch/shared/learn/labs/probe"
	"llmfromscratch/shared/learn/labs/tiny"
)

func init() { probe.Run(Cause, checkLoading, checkParameters, checkLogits) }

func checkLoading() string {
	rng := rand.New(rand.NewPCG(7, 0))
	m, ids := newModel(rng), tiny.Encode(tiny.Text(rng, 20))
	m.train(ids, 5, rng)
	file, err := m.save()
	if err != nil {
		return "Saving fails: " + err.Error() + "."
	}
	loaded, err := load(file)
	if err != nil {
		return "Loading fails: " + err.Error() + "."
	}
	if a, b := m.evaluate(ids), loaded.evaluate(ids); math.Abs(a-b) > 1e-9 {
		return fmt.Sprintf("After five steps of training the loss is %.4f, and %.4f when the model was saved and "+
			"loaded.", a, b)
	}
	count := 0
	for _, p := range m.parameters() {
		count += len(p.Value)
	}
	if want := tiny.Vocabulary*embed + 2*embed*embed; count != want {
		return fmt.Sprintf("A model has %d parameters; with one matrix for embedding and head it has %d. Loading "+
			"gives the same model now, but the two are still two.", count, want)
	}
	return ""
}

func checkParameters() string {
	seen := map[*tiny.Matrix]bool{}
	for _, p := range newModel(rand.New(rand.NewPCG(7, 0))).parameters() {
		if seen[p] {
			return "One matrix stands twice among the parameters: the optimizer moves it twice in each step."
		}
		seen[p] = true
	}
	return ""
}

// checkLogits wants the embedding to count on the way in and the head on the way out.
func checkLogits() string {
	m := newModel(rand.New(rand.NewPCG(7, 0)))
	ids := tiny.Encode("the fox")
	before := m.logits(&tiny.Tape{}, ids, []int{6}).Row(0)
	m.head.Row(1)[0] += 0.5
	after := m.logits(&tiny.Tape{}, ids, []int{6}).Row(0)
	if before[1] == after[1] {
		return "The head does not count any more for the logits."
	}
	m.tokens.Row(ids[5])[0] += 0.5
	if probe.Distance(after, m.logits(&tiny.Tape{}, ids, []int{6}).Row(0)) == 0 {
		return "The embedding of the last letter does not count any more for the logits."
	}
	return ""
}
