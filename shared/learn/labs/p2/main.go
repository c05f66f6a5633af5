// Lab P2: almost no loss, and no words.
//
// A model with one layer of attention learns to continue sentences, letter by letter. Names and colours in them are
// drawn at random, so that nobody can foretell each letter; yet the loss falls to almost nothing, on sentences that the
// model has never seen, too. What it writes is no English.
//
//	go run ./labs/p2             trains, and writes
//	go run ./labs/p2 -change 12  makes letter 12 another one: how far do the logits of each place move?
//
// Find out why by measuring, mend it, and put the name of the cause into Cause, one of
//
//	dropout, future, order, overflow, padding, position, rate, rounding,
//	shortcut, tied, tokenizer, transposed
//
// llm learn check P2 calls the functions below by their names, so keep those; llm learn hint P2 helps.
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
	context = 20 // letters that are seen at once
	embed   = 24 // numbers in a letter's vector
)

type model struct{ tokens, places, query, key, value, head *tiny.Matrix }

func newModel(rng *rand.Rand) *model {
	square := func() *tiny.Matrix { return tiny.Random(rng, embed, embed, 0.3) }
	return &model{tiny.Random(rng, tiny.Vocabulary, embed, 0.5), tiny.Random(rng, context, embed, 0.5), square(),
		square(), square(), tiny.Random(rng, embed, tiny.Vocabulary, 0.2)}
}

func (m *model) parameters() []*tiny.Matrix {
	return []*tiny.Matrix{m.tokens, m.places, m.query, m.key, m.value, m.head}
}

// hidden says which places a place gives no weight to.
func hidden(place, other int) bool { return other-place > 1 }

// logits has a row for each place: what could come next there.
func (m *model) logits(t *tiny.Tape, ids []int) *tiny.Matrix {
	x := t.Add(t.Lookup(m.tokens, ids), t.Lookup(m.places, tiny.Places(len(ids))))
	scores := t.Scale(t.MultiplyRows(t.Multiply(x, m.query), t.Multiply(x, m.key)), 1/math.Sqrt(embed))
	mixed := t.Multiply(t.Softmax(scores, hidden), t.Multiply(x, m.value))
	return t.Multiply(t.Tanh(t.Add(x, mixed)), m.head)
}

// loss is that of one window of a text, which begins at start.
func (m *model) loss(t *tiny.Tape, ids []int, start int) *tiny.Matrix {
	return t.CrossEntropy(m.logits(t, ids[start:start+context]), ids[start+1:start+context+1])
}

// evaluate is the mean loss of a text.
func (m *model) evaluate(ids []int) float64 {
	sum, n := 0.0, 0
	for start := 0; start+context < len(ids); start += context {
		sum, n = sum+m.loss(&tiny.Tape{}, ids, start).Value[0], n+1
	}
	return sum / float64(n)
}

func (m *model) train(ids, unseen []int, steps int, rng *rand.Rand) {
	var adam tiny.Adam
	for step := 1; step <= steps; step++ {
		t := &tiny.Tape{}
		t.Backward(m.loss(t, ids, rng.IntN(len(ids)-context)))
		adam.Step(m.parameters(), 0.01)
		if step%500 == 0 {
			fmt.Printf("step %4d  training loss %.3f  validation loss %.3f\n", step, m.evaluate(ids[:2000]),
				m.evaluate(unseen))
		}
	}
}

// write appends n letters to a text, each the most probable one.
func (m *model) write(text string, n int) string {
	ids := tiny.Encode(text)
	for range n {
		seen := ids[max(0, len(ids)-context):]
		next, row := 0, m.logits(&tiny.Tape{}, seen).Row(len(seen)-1)
		for id, logit := range row {
			if logit > row[next] {
				next = id
			}
		}
		ids = append(ids, next)
	}
	return tiny.Decode(ids)
}

// change says how far the logits of each place move when one letter becomes another.
func (m *model) change(text string, which int) {
	ids := tiny.Encode(text)[:context]
	before := m.logits(&tiny.Tape{}, ids)
	ids[which] = (ids[which] + 1) % tiny.Vocabulary
	after := m.logits(&tiny.Tape{}, ids)
	for place := range ids {
		moved := 0.0
		for i, x := range before.Row(place) {
			moved = max(moved, math.Abs(x-after.Row(place)[i]))
		}
		fmt.Printf("place %2d  moves by %.6f\n", place, moved)
	}
}

func main() {
	which := flag.Int("change", -1, "the letter to change")
	flag.Parse()
	rng := rand.New(rand.NewPCG(123, 0))
	m, unseen := newModel(rng), tiny.Text(rng, 40)
	if *which >= 0 && *which < context {
		m.change(unseen, *which)
		return
	}
	m.train(tiny.Encode(tiny.Text(rng, 400)), tiny.Encode(unseen), 2500, rng)
	fmt.Println(m.write("the red fox ", 60))
}
