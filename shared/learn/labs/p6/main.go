// Lab P6: a batch is better than its names.
//
// A model learns how names of animals are spelt, several of them in one batch, and to say where a name ends. The loss
// of a batch is lower than the losses of its names one by one, the more so the longer the longest of them is.
//
//	go run ./labs/p6                      trains, and compares batches with their names
//	go run ./labs/p6 -names "ox elephant" the inputs and targets of a batch of these names
//
// Find out why by measuring, mend it, and put the name of the cause into Cause, one of
//
//	dropout, future, order, overflow, padding, position, rate, rounding,
//	shortcut, tied, tokenizer, transposed
//
// llm learn check P6 calls the functions below by their names, so keep those; llm learn hint P6 helps.
package main

import (
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"

	"llmfromscratch/shared/learn/labs/tiny"
)

// Cause is the name of the fault.
const Cause = ""

const (
	longest = 16 // letters of a name, and one for its beginning
	embed   = 24 // numbers in a letter's vector
	batch   = 6  // names that a step learns from
)

const animals = `cat dog horse cow pig sheep goat donkey pony rabbit hare mouse rat fox wolf bear deer hedgehog badger
squirrel mole otter beaver lion tiger leopard elephant giraffe zebra monkey gorilla camel kangaroo panda koala hippo
lizard snake tortoise turtle frog toad owl robin sparrow blackbird pigeon crow magpie swan goose duck hen ox bee wasp
swallow parrot penguin eagle gull ostrich peacock woodpecker beetle butterfly moth spider grasshopper caterpillar`

// model has one layer of attention. Token 0, the space, stands before a name and behind it.
type model struct{ tokens, places, query, key, value, head *tiny.Matrix }

func newModel(rng *rand.Rand) *model {
	square := func() *tiny.Matrix { return tiny.Random(rng, embed, embed, 0.3) }
	return &model{tiny.Random(rng, tiny.Vocabulary, embed, 0.5), tiny.Random(rng, longest, embed, 0.5), square(),
		square(), square(), tiny.Random(rng, embed, tiny.Vocabulary, 0.2)}
}

func (m *model) parameters() []*tiny.Matrix {
	return []*tiny.Matrix{m.tokens, m.places, m.query, m.key, m.value, m.head}
}

// collate makes a batch of names: rows of one length, each with a name in it and zeros behind that. Targets are what
// comes next; -1 is a place without one, which the loss leaves out. Both are [len(names)*length], row behind row.
func collate(names []string) (inputs, targets []int, length int) {
	for _, name := range names {
		length = max(length, len(name)+1)
	}
	for _, name := range names {
		row := make([]int, length+1)
		copy(row[1:], tiny.Encode(name))
		inputs = append(inputs, row[:length]...)
		targets = append(targets, row[1:]...)
	}
	return inputs, targets, length
}

// logits has a row for each place of a batch whose rows have a length. A place sees those before it in its own row.
func (m *model) logits(t *tiny.Tape, inputs []int, length int) *tiny.Matrix {
	places := make([]int, len(inputs))
	for i := range places {
		places[i] = i % length
	}
	x := t.Add(t.Lookup(m.tokens, inputs), t.Lookup(m.places, places))
	scores := t.Scale(t.MultiplyRows(t.Multiply(x, m.query), t.Multiply(x, m.key)), 1/math.Sqrt(embed))
	weights := t.Softmax(scores, func(place, other int) bool { return other > place || other/length != place/length })
	return t.Multiply(t.Tanh(t.Add(x, t.Multiply(weights, t.Multiply(x, m.value)))), m.head)
}

// loss is the mean over a batch of names.
func (m *model) loss(t *tiny.Tape, names []string) *tiny.Matrix {
	inputs, targets, length := collate(names)
	return t.CrossEntropy(m.logits(t, inputs, length), targets)
}

func (m *model) train(names []string, steps int, rng *rand.Rand) {
	var adam tiny.Adam
	for step := 1; step <= steps; step++ {
		some := make([]string, batch)
		for i := range some {
			some[i] = names[rng.IntN(len(names))]
		}
		t := &tiny.Tape{}
		t.Backward(m.loss(t, some))
		adam.Step(m.parameters(), 0.01)
	}
}

// compare prints the loss of a batch, and the mean over the letters of its names one by one.
func (m *model) compare(names ...string) {
	sum, letters := 0.0, 0.0
	for _, name := range names {
		n := float64(len(name) + 1)
		sum, letters = sum+n*m.loss(&tiny.Tape{}, []string{name}).Value[0], letters+n
	}
	fmt.Printf("%-28s as a batch %.3f  one by one %.3f\n", strings.Join(names, " "),
		m.loss(&tiny.Tape{}, names).Value[0], sum/letters)
}

func main() {
	names := flag.String("names", "", "names whose batch is shown")
	flag.Parse()
	if *names != "" {
		inputs, targets, length := collate(strings.Fields(*names))
		for i := 0; i < len(inputs); i += length {
			fmt.Printf("inputs  %2d\ntargets %2d\n", inputs[i:i+length], targets[i:i+length])
		}
		return
	}
	rng := rand.New(rand.NewPCG(123, 0))
	m := newModel(rng)
	m.train(strings.Fields(animals), 400, rng)
	m.compare("cat", "dog", "hen")
	m.compare("cat", "dog", "hen", "leopard")
	m.compare("cat", "dog", "hen", "caterpillar")
}
