// Lab P8: the fast way writes something else.
//
// A model with one layer of attention continues sentences letter by letter. With a cache, which keeps what attention
// needs of the letters before, it is faster; but what it writes then is not what it writes without.
//
//	go run ./labs/p8             trains, and writes both ways
//	go run ./labs/p8 -compare 8  how far the logits are apart, for the first 8 letters that are written
//
// Find out why by measuring, mend it, and put the name of the cause into Cause, one of
//
//	dropout, future, order, overflow, padding, position, rate, rounding,
//	shortcut, tied, tokenizer, transposed
//
// llm learn check P8 calls the functions below by their names, so keep those; llm learn hint P8 helps.
package main

import (
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"llmfromscratch/shared/learn/labs/tiny"
)

// Cause is the name of the fault.
const Cause = ""

const (
	context = 44 // letters that are seen at once
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

// attend is [n, Vocabulary]: the logits behind each of n letters, which see the keys and values that hidden leaves
// them.
func (m *model) attend(t *tiny.Tape, x, keys, values *tiny.Matrix, hidden func(row, col int) bool) *tiny.Matrix {
	scores := t.Scale(t.MultiplyRows(t.Multiply(x, m.query), keys), 1/math.Sqrt(embed))
	return t.Multiply(t.Tanh(t.Add(x, t.Multiply(t.Softmax(scores, hidden), values))), m.head)
}

// logits has a row for each letter of a text, all computed at once.
func (m *model) logits(t *tiny.Tape, ids []int) *tiny.Matrix {
	x := t.Add(t.Lookup(m.tokens, ids), t.Lookup(m.places, tiny.Places(len(ids))))
	return m.attend(t, x, t.Multiply(x, m.key), t.Multiply(x, m.value),
		func(place, other int) bool { return other > place })
}

// cache has a row of keys and values for each letter so far.
type cache struct {
	keys, values *tiny.Matrix
	last         int // place of the last letter
}

// begin makes a cache of a text and gives back the logits behind its last letter.
func (m *model) begin(ids []int) (*cache, []float64) {
	t := &tiny.Tape{}
	x := t.Add(t.Lookup(m.tokens, ids), t.Lookup(m.places, tiny.Places(len(ids))))
	last := len(ids) - 1
	return &cache{t.Multiply(x, m.key), t.Multiply(x, m.value), last}, m.logits(t, ids).Row(last)
}

// next appends one letter to a cache and gives back the logits behind it.
func (m *model) next(c *cache, id int) []float64 {
	t := &tiny.Tape{}
	x := t.Add(t.Lookup(m.tokens, []int{id}), t.Lookup(m.places, []int{c.last}))
	c.keys, c.values = appendRow(c.keys, t.Multiply(x, m.key)), appendRow(c.values, t.Multiply(x, m.value))
	c.last++
	return m.attend(t, x, c.keys, c.values, func(_, _ int) bool { return false }).Row(0)
}

func appendRow(m, row *tiny.Matrix) *tiny.Matrix {
	return &tiny.Matrix{Rows: m.Rows + 1, Cols: m.Cols, Value: slices.Concat(m.Value, row.Value),
		Grad: slices.Concat(m.Grad, row.Grad)}
}

// train learns from sentences, each from its beginning.
func (m *model) train(sentences []string, steps int, rng *rand.Rand) {
	var adam tiny.Adam
	for range steps {
		ids := tiny.Encode(sentences[rng.IntN(len(sentences))])
		ids = ids[:min(len(ids), context+1)]
		t := &tiny.Tape{}
		t.Backward(t.CrossEntropy(m.logits(t, ids[:len(ids)-1]), ids[1:]))
		adam.Step(m.parameters(), 0.01)
	}
}

func likeliest(logits []float64) int { return slices.Index(logits, slices.Max(logits)) }

// write appends n letters to a text without a cache: everything is computed anew for each of them.
func (m *model) write(text string, n int) string {
	ids := tiny.Encode(text)
	for range n {
		ids = append(ids, likeliest(m.logits(&tiny.Tape{}, ids).Row(len(ids)-1)))
	}
	return tiny.Decode(ids)
}

// writeFast does so with a cache.
func (m *model) writeFast(text string, n int) string {
	ids := tiny.Encode(text)
	c, logits := m.begin(ids)
	for range n {
		ids = append(ids, likeliest(logits))
		logits = m.next(c, ids[len(ids)-1])
	}
	return tiny.Decode(ids)
}

// compare prints how far the logits of both ways are apart, letter by letter.
func (m *model) compare(text string, n int) {
	ids := tiny.Encode(text)
	c, fast := m.begin(ids)
	for range n {
		slow, apart := m.logits(&tiny.Tape{}, ids).Row(len(ids)-1), 0.0
		for i, x := range slow {
			apart = max(apart, math.Abs(x-fast[i]))
		}
		fmt.Printf("behind %2d letters  %.6f\n", len(ids), apart)
		ids = append(ids, likeliest(slow))
		fast = m.next(c, ids[len(ids)-1])
	}
}

func main() {
	letters := flag.Int("compare", 0, "number of letters whose logits are compared")
	flag.Parse()
	rng := rand.New(rand.NewPCG(123, 0))
	m, text := newModel(rng), "the red fox "
	m.train(strings.SplitAfter(tiny.Text(rng, 300), ". "), 1500, rng)
	if *letters > 0 {
		m.compare(text, min(*letters, context-len(text)))
		return
	}
	begun := time.Now()
	slow := m.write(text, 30)
	between := time.Now()
	fast := m.writeFast(text, 30)
	fmt.Printf("without a cache %7v  %s\n", between.Sub(begun).Round(time.Microsecond), slow)
	fmt.Printf("with a cache    %7v  %s\n", time.Since(between).Round(time.Microsecond), fast)
}
