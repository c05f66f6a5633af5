// Lab P4: good at its own text, lost in any other.
//
// A model learns to continue sentences word by word. Its loss on the sentences that it has learnt from is good. On
// other sentences of the same kind, with the same words, it is far higher than if all words were equally likely.
//
//	go run ./labs/p4                       trains, evaluates, and writes
//	go run ./labs/p4 -text "the owl sees"  the ids of a text, and what they are for the model
//
// Find out why by measuring, mend it, and put the name of the cause into Cause, one of
//
//	dropout, future, order, overflow, padding, position, rate, rounding,
//	shortcut, tied, tokenizer, transposed
//
// llm learn check P4 calls the functions below by their names, so keep those; llm learn hint P4 helps.
package main

import (
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"

	"llmfromscratch/shared/learn/labs/tiny"
)

// Cause is the name of the fault.
const Cause = ""

const embed = 16 // numbers in a word's vector

// tokenizer has the words of a text in the order in which they come. Word 0 stands for those that are not there.
type tokenizer struct{ words []string }

func newTokenizer(text string) tokenizer {
	words := []string{"?"}
	for _, word := range strings.Fields(text) {
		if !slices.Contains(words, word) {
			words = append(words, word)
		}
	}
	return tokenizer{words}
}

func (t tokenizer) encode(text string) (ids []int) {
	for _, word := range strings.Fields(text) {
		ids = append(ids, max(0, slices.Index(t.words, word)))
	}
	return ids
}

func (t tokenizer) decode(ids []int) string {
	words := make([]string, len(ids))
	for i, id := range ids {
		words[i] = t.words[id]
	}
	return strings.Join(words, " ")
}

// model guesses a word from the two before it.
type model struct {
	tokenizer         tokenizer
	last, first, head *tiny.Matrix
}

// newModel is a model for the words of a text.
func newModel(text string, rng *rand.Rand) *model {
	words := newTokenizer(text)
	table := func() *tiny.Matrix { return tiny.Random(rng, len(words.words), embed, 0.5) }
	return &model{words, table(), table(), tiny.Random(rng, embed, len(words.words), 0.2)}
}

// ids are the tokens of a text.
func (m *model) ids(text string) []int {
	return newTokenizer(text).encode(text)
}

// logits has a row for each word but the first: what could come behind it.
func (m *model) logits(t *tiny.Tape, ids []int) *tiny.Matrix {
	x := t.Add(t.Lookup(m.last, ids[1:]), t.Lookup(m.first, ids[:len(ids)-1]))
	return t.Multiply(t.Tanh(x), m.head)
}

// loss is the mean over all words of a text from the third on.
func (m *model) loss(t *tiny.Tape, ids []int) *tiny.Matrix {
	return t.CrossEntropy(m.logits(t, ids[:len(ids)-1]), ids[2:])
}

func (m *model) evaluate(text string) float64 { return m.loss(&tiny.Tape{}, m.ids(text)).Value[0] }

func (m *model) train(text string, steps int) {
	var adam tiny.Adam
	for range steps {
		t := &tiny.Tape{}
		t.Backward(m.loss(t, m.ids(text)))
		adam.Step([]*tiny.Matrix{m.last, m.first, m.head}, 0.03)
	}
}

// write appends n words to a text of at least two, each the most probable one.
func (m *model) write(text string, n int) string {
	ids := m.ids(text)
	for range n {
		row := m.logits(&tiny.Tape{}, ids).Row(len(ids) - 2)
		ids = append(ids, slices.Index(row, slices.Max(row)))
	}
	return m.tokenizer.decode(ids)
}

func main() {
	text := flag.String("text", "", "a text whose ids are shown")
	flag.Parse()
	rng := rand.New(rand.NewPCG(123, 0))
	own, other := tiny.Text(rng, 200), tiny.Text(rng, 200)
	m := newModel(own, rng)
	if *text != "" {
		fmt.Printf("ids %v\nto the model %q\n", m.ids(*text), m.tokenizer.decode(m.ids(*text)))
		return
	}
	n := len(m.tokenizer.words)
	fmt.Printf("%d words; all equally likely: loss %.3f\n", n, math.Log(float64(n)))
	m.train(own, 150)
	fmt.Printf("loss on its own sentences %.3f, on others %.3f\n", m.evaluate(own), m.evaluate(other))
	fmt.Println(m.write("in the", 12))
}
