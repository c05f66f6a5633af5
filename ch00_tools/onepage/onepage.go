// Onepage is a complete GPT on one page: data, automatic differentiation, model, training and
// sampling, in plain Go without any library. It learns how the names of animals are spelt and
// makes up new ones.
//
//	go run ./ch00_tools/onepage
//
// It is the model of chapter 4, only smaller, and works with one number at a time where GoMLX
// works with tensors. Tests give both the same weights and compare every gradient. Read it from
// top to bottom; main is the table of contents.
package main

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
)

func main() {
	words, rng := strings.Fields(animals), rand.New(rand.NewPCG(123, 0))
	m := newModel(rng)
	fmt.Printf("%d names to learn from, %d parameters\n", len(words), len(m.parameters()))
	m.train(words, 500, rng)
	for range 12 {
		fmt.Print(m.sample(0.8, rng), " ")
	}
	fmt.Println()
}

// 1. The data
//
// A token is a letter. Token 0 stands before the first letter and behind the last: it says
// "begin" and "end".

const animals = `
cat dog horse cow pig sheep goat donkey pony rabbit hare mouse rat fox wolf bear deer hedgehog badger squirrel mole
otter beaver lion tiger leopard elephant giraffe zebra monkey gorilla camel kangaroo panda koala hippo rhino crocodile
lizard snake tortoise turtle frog toad newt owl robin sparrow blackbird pigeon crow magpie swan goose duck hen cockerel
swallow parrot penguin eagle gull ostrich peacock woodpecker bee wasp ant beetle butterfly moth spider ladybird fly worm
snail slug caterpillar dragonfly grasshopper flea whale dolphin seal shark crab lobster octopus starfish fish bat kitten
puppy calf lamb foal piglet duckling chick cub tadpole bull ram ox mule reindeer`

// encode turns "cat" into 0 3 1 20 0.
func encode(word string) []int {
	ids := make([]int, len(word)+2)
	for i, letter := range word {
		ids[i+1] = int(letter-'a') + 1
	}
	return ids
}

// 2. The tape
//
// Every number that is computed is written down, with the two it came from and with its slopes:
// how far it moves when one of them moves. Played backwards, the chain rule gives the gradient
// of one number with respect to all before it.

type num int32 // a number, by its place on the tape

type entry struct {
	value, grad    float64
	a, b           num
	slopeA, slopeB float64
}

type tape struct{ entries []entry }

func (t *tape) put(value float64, a num, slopeA float64, b num, slopeB float64) num {
	t.entries = append(t.entries, entry{value: value, a: a, b: b, slopeA: slopeA, slopeB: slopeB})
	return num(len(t.entries) - 1)
}

func (t *tape) val(a num) float64                     { return t.entries[a].value }
func (t *tape) given(x float64) num                   { return t.put(x, 0, 0, 0, 0) }
func (t *tape) unary(a num, value, slope float64) num { return t.put(value, a, slope, 0, 0) }

func (t *tape) add(a, b num) num            { return t.put(t.val(a)+t.val(b), a, 1, b, 1) }
func (t *tape) mul(a, b num) num            { x, y := t.val(a), t.val(b); return t.put(x*y, a, y, b, x) }
func (t *tape) scale(a num, by float64) num { return t.unary(a, t.val(a)*by, by) }
func (t *tape) shift(a num, by float64) num { return t.unary(a, t.val(a)+by, 1) }
func (t *tape) exp(a num) num               { y := math.Exp(t.val(a)); return t.unary(a, y, y) }
func (t *tape) log(a num) num               { return t.unary(a, math.Log(t.val(a)), 1/t.val(a)) }
func (t *tape) tanh(a num) num              { y := math.Tanh(t.val(a)); return t.unary(a, y, 1-y*y) }
func (t *tape) power(a num, n float64) num {
	return t.unary(a, math.Pow(t.val(a), n), n*math.Pow(t.val(a), n-1))
}

func (t *tape) backward(result num) {
	for i := range t.entries {
		t.entries[i].grad = 0
	}
	t.entries[result].grad = 1
	for i := result; i >= 0; i-- {
		e := t.entries[i]
		t.entries[e.a].grad += e.slopeA * e.grad
		t.entries[e.b].grad += e.slopeB * e.grad
	}
}

// 3. Vectors
//
// A vector is a list of numbers on the tape. Everything that a GPT does to vectors comes down
// to these.

type vector []num

func each(x vector, f func(num) num) vector {
	y := make(vector, len(x))
	for i, v := range x {
		y[i] = f(v)
	}
	return y
}

func pairs(x, y vector, f func(a, b num) num) vector {
	z := make(vector, len(x))
	for i := range x {
		z[i] = f(x[i], y[i])
	}
	return z
}

func (t *tape) plus(x, y vector) vector  { return pairs(x, y, t.add) }
func (t *tape) times(x, y vector) vector { return pairs(x, y, t.mul) }
func (t *tape) dot(x, y vector) num      { return t.sum(t.times(x, y)) }

func (t *tape) sum(x vector) num {
	s := x[0]
	for _, v := range x[1:] {
		s = t.add(s, v)
	}
	return s
}

// softmax makes weights of scores: all above 0, together 1.
func (t *tape) softmax(scores vector) vector {
	weights := each(scores, t.exp)
	share := t.power(t.sum(weights), -1)
	return each(weights, func(w num) num { return t.mul(w, share) })
}

// gelu lets large numbers through and holds back those below 0.
func (t *tape) gelu(x num) num {
	bend := t.tanh(t.scale(t.add(x, t.scale(t.power(x, 3), 0.044715)), math.Sqrt(2/math.Pi)))
	return t.scale(t.mul(x, t.shift(bend, 1)), 0.5)
}

// 4. The parts of the model

// linear is a layer of neurons: a row of weights for each, and a bias for each or none at all.
type linear struct {
	weight []vector
	bias   vector
}

func (l linear) forward(t *tape, x vector) (y vector) {
	for _, row := range l.weight {
		y = append(y, t.dot(row, x))
	}
	if l.bias == nil {
		return y
	}
	return t.plus(y, l.bias)
}

// norm gives a vector mean 0 and variance 1, and then the scale and shift that training finds.
type norm struct{ scale, shift vector }

func (n norm) forward(t *tape, x vector) vector {
	part := 1 / float64(len(x))
	mean := t.scale(t.sum(x), part)
	centred := each(x, func(v num) num { return t.add(v, t.scale(mean, -1)) })
	variance := t.scale(t.dot(centred, centred), part)
	shrink := t.power(t.shift(variance, 1e-5), -0.5)
	normal := each(centred, func(v num) num { return t.mul(v, shrink) })
	return t.plus(t.times(normal, n.scale), n.shift)
}

// attend compares a query with the keys so far and mixes their values accordingly. Each head
// does so with its own part of the vectors. What comes later has no key yet: it is hidden.
func (t *tape) attend(query vector, keys, values []vector) (out vector) {
	const width = embed / heads
	for from := 0; from < embed; from += width {
		var scores vector
		for _, key := range keys {
			score := t.dot(query[from:from+width], key[from:from+width])
			scores = append(scores, t.scale(score, 1/math.Sqrt(width)))
		}
		weights := t.softmax(scores)
		for j := from; j < from+width; j++ {
			var column vector
			for _, value := range values {
				column = append(column, value[j])
			}
			out = append(out, t.dot(weights, column))
		}
	}
	return out
}

// block is a transformer block: gather from the tokens before, then think it over. Both are
// added to what was there.
type block struct {
	norm1, norm2           norm
	query, key, value, out linear
	expand, contract       linear
}

func (b *block) forward(t *tape, sequence []vector) {
	var keys, values []vector
	for i, x := range sequence {
		n := b.norm1.forward(t, x)
		keys, values = append(keys, b.key.forward(t, n)), append(values, b.value.forward(t, n))
		x = t.plus(x, b.out.forward(t, t.attend(b.query.forward(t, n), keys, values)))
		hidden := each(b.expand.forward(t, b.norm2.forward(t, x)), t.gelu)
		sequence[i] = t.plus(x, b.contract.forward(t, hidden))
	}
}

// 5. The model

const (
	vocab   = 27 // tokens: the letters and token 0
	context = 14 // longest sequence
	embed   = 16 // numbers in a token's vector
	heads   = 4  // attentions side by side in a block
	blocks  = 2
)

type model struct {
	tape           *tape // the parameters are its first entries, and stay
	size           int   // how many those are
	tokens, places []vector
	blocks         []*block
	final          norm
	head           linear
}

// newModel draws the weights of a neuron with n inputs from a normal distribution of size 1/√n,
// so that sums are about as large as what goes into them.
func newModel(rng *rand.Rand) *model {
	t := &tape{}
	same := func(n int, x float64) vector { return each(make(vector, n), func(num) num { return t.given(x) }) }
	matrix := func(rows, n int) []vector {
		m := make([]vector, rows)
		for i := range m {
			m[i] = each(make(vector, n), func(num) num { return t.given(rng.NormFloat64() / math.Sqrt(float64(n))) })
		}
		return m
	}
	square := func() linear { return linear{weight: matrix(embed, embed)} }
	biased := func(out, in int) linear { return linear{matrix(out, in), same(out, 0)} }
	newNorm := func() norm { return norm{same(embed, 1), same(embed, 0)} }

	m := &model{tape: t, tokens: matrix(vocab, embed), places: matrix(context, embed)}
	for range blocks {
		m.blocks = append(m.blocks, &block{newNorm(), newNorm(), square(), square(), square(), biased(embed, embed),
			biased(4*embed, embed), biased(embed, 4*embed)})
	}
	m.final, m.head = newNorm(), linear{weight: matrix(vocab, embed)}
	m.size = len(t.entries)
	return m
}

func (m *model) parameters() []entry { return m.tape.entries[:m.size] }
func (m *model) rewind()             { m.tape.entries = m.parameters() } // wipes what was computed with them

// forward gives, at each token, a number for every token that could come next: its logit.
func (m *model) forward(ids []int) (logits []vector) {
	t := m.tape
	var sequence []vector
	for i, id := range ids {
		sequence = append(sequence, t.plus(m.tokens[id], m.places[i]))
	}
	for _, b := range m.blocks {
		b.forward(t, sequence)
	}
	for _, x := range sequence {
		logits = append(logits, m.head.forward(t, m.final.forward(t, x)))
	}
	return logits
}

// 6. Training

// loss is the mean of -log(probability of the token that really came next).
func (m *model) loss(word string) num {
	t, ids := m.tape, encode(word)
	var logs vector
	for i, logits := range m.forward(ids[:len(ids)-1]) {
		logs = append(logs, t.log(t.softmax(logits)[ids[i+1]]))
	}
	return t.scale(t.sum(logs), -1/float64(len(logs)))
}

// train takes steps of AdamW, each on the mean loss of a few words, at a falling rate.
func (m *model) train(words []string, steps int, rng *rand.Rand) {
	const batch, rate, beta1, beta2, decay = 4, 0.01, 0.9, 0.99, 0.01
	mean, square := make([]float64, m.size), make([]float64, m.size)
	for step := 1; step <= steps; step++ {
		m.rewind()
		some := func(num) num { return m.loss(words[rng.IntN(len(words))]) }
		losses := each(make(vector, batch), some)
		loss := m.tape.scale(m.tape.sum(losses), 1.0/batch)
		m.tape.backward(loss)
		if step%100 == 0 {
			fmt.Printf("step %3d  loss %.3f\n", step, m.tape.val(loss))
		}

		now := rate * float64(steps-step+1) / float64(steps)
		for i, p := range m.parameters() {
			mean[i] = beta1*mean[i] + (1-beta1)*p.grad
			square[i] = beta2*square[i] + (1-beta2)*p.grad*p.grad
			g := mean[i] / (1 - math.Pow(beta1, float64(step)))
			usual := math.Sqrt(square[i] / (1 - math.Pow(beta2, float64(step))))
			m.tape.entries[i].value -= now * (g/(usual+1e-8) + decay*p.value)
		}
	}
}

// 7. Sampling

// sample makes up a word letter by letter: probabilities, a throw of the dice, the letter
// appended, again. A temperature below 1 favours what is likely anyway.
func (m *model) sample(temperature float64, rng *rand.Rand) (word string) {
	for ids := []int{0}; len(ids) <= context; {
		m.rewind()
		logits := m.forward(ids)[len(ids)-1]
		cool := func(l num) num { return m.tape.scale(l, 1/temperature) }
		probabilities := m.tape.softmax(each(logits, cool))
		id, dice := 0, rng.Float64()
		for ; id < vocab-1 && dice > m.tape.val(probabilities[id]); id++ {
			dice -= m.tape.val(probabilities[id])
		}
		if id == 0 {
			break
		}
		ids, word = append(ids, id), word+string(rune('a'+id-1))
	}
	return word
}
