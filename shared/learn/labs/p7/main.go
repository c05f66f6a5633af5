// Lab P7: another model after loading.
//
// A model guesses the next letter from the two before it. Its embedding of letters and its output head are one matrix,
// as in GPT-2, so that its file has this matrix once. The trained model is good; saved and loaded again it is bad.
//
//	go run ./labs/p7             trains, saves, loads
//	go run ./labs/p7 -parameters lists the parameters of a new model, by size
//
// Find out why by measuring, mend it, and put the name of the cause into Cause, one of
//
//	dropout, future, order, overflow, padding, position, rate, rounding,
//	shortcut, tied, tokenizer, transposed
//
// llm learn check P7 calls the functions below by their names, so keep those; llm learn hint P7 helps.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"

	"llmfromscratch/shared/learn/labs/tiny"
)

// Cause is the name of the fault.
const Cause = ""

const (
	embed = 24 // numbers in a letter's vector
	batch = 32 // letters that a step learns from
)

type model struct {
	tokens       *tiny.Matrix // [Vocabulary, embed]: a letter's vector
	last, before *tiny.Matrix // [embed, embed]: what is made of the last letter and of the one before it
	head         *tiny.Matrix // [Vocabulary, embed]: tokens, once more
}

func newModel(rng *rand.Rand) *model {
	table := func() *tiny.Matrix { return tiny.Random(rng, tiny.Vocabulary, embed, 0.3) }
	square := func() *tiny.Matrix { return tiny.Random(rng, embed, embed, 0.3) }
	m := &model{last: square(), before: square()}
	m.tokens, m.head = table(), table()
	return m
}

// parameters are the matrices that training changes, each of them once.
func (m *model) parameters() []*tiny.Matrix {
	all := []*tiny.Matrix{m.tokens, m.last, m.before}
	if m.head != m.tokens {
		all = append(all, m.head)
	}
	return all
}

// logits has a row for each place of a text, from 2 on: what could stand there.
func (m *model) logits(t *tiny.Tape, ids, places []int) *tiny.Matrix {
	var last, before []int
	for _, place := range places {
		last, before = append(last, ids[place-1]), append(before, ids[place-2])
	}
	x := t.Add(t.Multiply(t.Lookup(m.tokens, last), m.last), t.Multiply(t.Lookup(m.tokens, before), m.before))
	return t.MultiplyRows(t.Tanh(x), m.head)
}

func (m *model) loss(t *tiny.Tape, ids, places []int) *tiny.Matrix {
	targets := make([]int, len(places))
	for i, place := range places {
		targets[i] = ids[place]
	}
	return t.CrossEntropy(m.logits(t, ids, places), targets)
}

// evaluate is the mean loss of a text.
func (m *model) evaluate(ids []int) float64 {
	return m.loss(&tiny.Tape{}, ids, tiny.Places(len(ids))[2:]).Value[0]
}

func (m *model) train(ids []int, steps int, rng *rand.Rand) {
	var adam tiny.Adam
	for range steps {
		places := make([]int, batch)
		for i := range places {
			places[i] = 2 + rng.IntN(len(ids)-2)
		}
		t := &tiny.Tape{}
		t.Backward(m.loss(t, ids, places))
		adam.Step(m.parameters(), 0.01)
	}
}

// save writes a model as JSON: three matrices, since the head is tokens.
func (m *model) save() ([]byte, error) {
	return json.Marshal(map[string]*tiny.Matrix{"tokens": m.tokens, "last": m.last, "before": m.before})
}

func load(file []byte) (*model, error) {
	var all map[string]*tiny.Matrix
	if err := json.Unmarshal(file, &all); err != nil {
		return nil, fmt.Errorf("the file of a model: %w", err)
	}
	return &model{tokens: all["tokens"], last: all["last"], before: all["before"], head: all["tokens"]}, nil
}

func main() {
	list := flag.Bool("parameters", false, "list the parameters")
	flag.Parse()
	rng := rand.New(rand.NewPCG(123, 0))
	m, ids := newModel(rng), tiny.Encode(tiny.Text(rng, 200))
	if *list {
		count := 0
		for _, p := range m.parameters() {
			fmt.Printf("[%d, %d]  %d numbers\n", p.Rows, p.Cols, len(p.Value))
			count += len(p.Value)
		}
		fmt.Println(count, "numbers together")
		return
	}
	m.train(ids, 400, rng)
	fmt.Printf("trained: loss %.3f\n", m.evaluate(ids))
	file, err := m.save()
	if err == nil {
		m, err = load(file)
	}
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("saved, and loaded from %d bytes: loss %.3f\n", len(file), m.evaluate(ids))
}
