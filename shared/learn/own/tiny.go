package own

import (
	"math"
	"math/rand/v2"
	"strings"
)

// Story is what a [Tiny] learns from: short enough to be learnt in a few seconds by functions that work with one number
// at a time.
const Story = "The cat sees the dog. The dog barks and the cat runs. The bird sees the cat. The cat sleeps and the " +
	"bird sings. The dog sees the bird. The bird sings and the dog sleeps."

// Sizes of a Tiny.
const (
	tinyWindow = 3  // words that it sees
	tinyEmbed  = 4  // numbers in a word's vector
	tinyHidden = 12 // neurons
)

// Tiny predicts the next word from the three before it: their vectors, side by side, go through a layer of neurons with
// tanh and one that gives the logits. It is small enough to be trained with the parts A.4, 5.1, 5.2 and D.2, number by
// number.
type Tiny struct {
	*Parts
	ids     map[string]int // by word
	words   []string       // by id
	inputs  [][]int        // [example, window]
	targets []int          // [example]

	params []float64 // embeddings [word, embed], layer [hidden, window·embed], head [word, hidden], in this order
	m, v   []float64 // AdamW's running means
	step   int
}

// NewTiny reads a text into words, and draws the numbers of a model.
func NewTiny(p *Parts, text string, rng *rand.Rand) *Tiny {
	words := p.Split(strings.ToLower(text))
	t := &Tiny{Parts: p, ids: p.Vocabulary(words)}
	t.words = make([]string, len(t.ids))
	for word, id := range t.ids {
		t.words[id] = word
	}
	inputs, targets := p.Windows(p.Encode(words, t.ids, 0), tinyWindow, 1)
	for i, window := range inputs {
		t.inputs = append(t.inputs, window)
		t.targets = append(t.targets, targets[i][tinyWindow-1]) // what comes behind the window
	}
	draw := func(rows, n int) {
		for range rows * n {
			t.params = append(t.params, rng.NormFloat64()/math.Sqrt(float64(n)))
		}
	}
	draw(len(t.words), tinyEmbed)
	draw(tinyHidden, tinyWindow*tinyEmbed)
	draw(len(t.words), tinyHidden)
	t.m, t.v = make([]float64, len(t.params)), make([]float64, len(t.params))
	return t
}

// Size is the number of parameters.
func (t *Tiny) Size() int { return len(t.params) }

// Words is the number of different words.
func (t *Tiny) Words() int { return len(t.words) }

// Step makes one training step of total and returns the loss before it (section 5.2). The tape knows sums, products and
// tanh, but no logarithm. So its last number is the sum of all logits, each times the slope of the loss there, which is
// known: the probability of the word, less 1 for the right one. That sum moves with every parameter as the loss does.
func (t *Tiny) Step(total int) (loss float64) {
	tape := &tape{}
	logits := t.forward(tape, t.inputs)
	values := make(Matrix, len(logits))
	for i, row := range logits {
		for _, place := range row {
			values[i] = append(values[i], tape.values[place])
		}
	}
	loss = t.CrossEntropy(values, t.targets)

	last := tape.given(0)
	for i, row := range t.Softmax(values) {
		for word, probability := range row {
			if word == t.targets[i] {
				probability--
			}
			slope := tape.given(probability / float64(len(logits)))
			last = tape.add(last, tape.mul(slope, logits[i][word]))
		}
	}
	gradients := t.Gradients(tape.ops, tape.left, tape.right, tape.values)
	rate := t.LearningRate(t.step, total/10, total, 0.001, 0.05, 0.001)
	t.step++
	for i := range t.params { // the parameters are the first numbers of the tape
		t.params[i], t.m[i], t.v[i] = t.AdamWStep(t.params[i], gradients[i], t.m[i], t.v[i], t.step, rate, 0.01)
	}
	return loss
}

// forward computes on the tape, whose first numbers become the parameters: windows [example, window] become the places
// of the logits, [example, word].
func (t *Tiny) forward(tape *tape, windows [][]int) (logits [][]int) {
	for _, value := range t.params {
		tape.given(value)
	}
	next := 0
	layer := func(rows, n int) (places [][]int) {
		for range rows {
			row := make([]int, n)
			for j := range row {
				row[j], next = next, next+1
			}
			places = append(places, row)
		}
		return places
	}
	vectors, hidden, head := layer(len(t.words), tinyEmbed), layer(tinyHidden, tinyWindow*tinyEmbed),
		layer(len(t.words), tinyHidden)
	for _, window := range windows {
		x := t.find(vectors, window)
		var neurons, row []int
		for _, weights := range hidden {
			neurons = append(neurons, tape.tanh(tape.dot(weights, x)))
		}
		for _, weights := range head {
			row = append(row, tape.dot(weights, neurons))
		}
		logits = append(logits, row)
	}
	return logits
}

// find lays the vectors of some words side by side. Lookup wants numbers, and so it gets the places on the tape as
// such.
func (t *Tiny) find(vectors [][]int, words []int) (side []int) {
	table := make(Matrix, len(vectors))
	for i, row := range vectors {
		for _, place := range row {
			table[i] = append(table[i], float64(place))
		}
	}
	for _, row := range t.Lookup(table, words) {
		for _, place := range row {
			side = append(side, int(place))
		}
	}
	return side
}

// Continue goes on with a text by so many words, always the likeliest. Words that it does not know become the first one
// that it knows.
func (t *Tiny) Continue(text string, count int) string {
	next := func(ids []int) (values []float64) {
		tape := &tape{}
		for _, place := range t.forward(tape, [][]int{ids})[0] {
			values = append(values, tape.values[place])
		}
		return values
	}
	ids := t.Encode(t.Split(strings.ToLower(text)), t.ids, 0)
	var words []string
	for _, id := range t.Generate(next, ids, count, tinyWindow) {
		words = append(words, t.words[id])
	}
	return strings.Join(words, " ")
}
