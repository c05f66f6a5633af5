package own

import (
	"fmt"
	"slices"
)

// Pretrained is a model that was trained elsewhere: its numbers and its tokens.
type Pretrained struct {
	Weights map[string]Matrix // under the book's state-dict names; a vector is a matrix of one row
	Heads   int
	Tokens  Tokens
}

// Model is a GPT whose numbers were trained elsewhere and whose work is done by parts.
type Model struct {
	*Parts
	Tokens Tokens

	tokens    Matrix // [vocab, embed]
	positions Matrix // [context, embed]
	blocks    []block
	final     norm
	head      Matrix // [vocab, embed]
	heads     int
}

// block has the numbers of one transformer block.
type block struct {
	norm1, norm2           norm
	query, key, value, out Matrix // [embed, embed]
	outBias                []float64
	expand, contract       Matrix // [4·embed, embed] and [embed, 4·embed]
	expandBias             []float64
	contractBias           []float64
}

// norm has the numbers of a layer normalization, [embed] each.
type norm struct{ scale, shift []float64 }

// Next is what the model says of a text: a logit for every token that may come next. ids [seq] become [vocab].
func (m *Model) Next(ids []int) []float64 {
	x := m.think(ids)
	return m.Linear(x[len(x)-1:], m.head)[0]
}

// Logits is Next at every place of a text: ids [seq] become [seq, vocab].
func (m *Model) Logits(ids []int) Matrix { return m.Linear(m.think(ids), m.head) }

// think is a GPT (section 4.6): every token becomes a vector that knows its place; block after block adds to it what
// it finds in the tokens before; the last norm makes it ready for the head. ids [seq] become [seq, embed].
func (m *Model) think(ids []int) Matrix {
	x := m.Embed(m.tokens, m.positions, ids)
	for i := range m.blocks {
		x = m.through(&m.blocks[i], x)
	}
	return m.LayerNorm(x, m.final.scale, m.final.shift)
}

// through runs x [seq, embed] through a block (section 4.5): attention lets tokens look back, the feed-forward network
// works on each by itself, and Block says what is normalised and added.
func (m *Model) through(b *block, x Matrix) Matrix {
	norm1 := func(x Matrix) Matrix { return m.LayerNorm(x, b.norm1.scale, b.norm1.shift) }
	attention := func(x Matrix) Matrix {
		return plus(m.MultiHead(x, b.query, b.key, b.value, b.out, m.heads), b.outBias)
	}
	norm2 := func(x Matrix) Matrix { return m.LayerNorm(x, b.norm2.scale, b.norm2.shift) }
	feedForward := func(x Matrix) Matrix {
		return m.FeedForward(x, b.expand, b.expandBias, b.contract, b.contractBias)
	}
	return m.Block(x, norm1, attention, norm2, feedForward)
}

// NewModel gives the numbers of a pretrained model to parts.
func NewModel(p *Parts, from *Pretrained) (*Model, error) {
	r := reader{weights: from.Weights}
	m := &Model{Parts: p, Tokens: from.Tokens, heads: from.Heads, tokens: r.matrix("tok_emb.weight"),
		positions: r.matrix("pos_emb.weight"), final: r.norm("final_norm."), head: r.matrix("out_head.weight")}
	for i := 0; r.has(fmt.Sprintf("trf_blocks.%d.norm1.scale", i)); i++ {
		in := fmt.Sprintf("trf_blocks.%d.", i)
		m.blocks = append(m.blocks, block{
			norm1: r.norm(in + "norm1."), norm2: r.norm(in + "norm2."),
			query: r.unbiased(in + "att.W_query."), key: r.unbiased(in + "att.W_key."),
			value: r.unbiased(in + "att.W_value."),
			out:   r.matrix(in + "att.out_proj.weight"), outBias: r.vector(in + "att.out_proj.bias"),
			expand: r.matrix(in + "ff.layers.0.weight"), expandBias: r.vector(in + "ff.layers.0.bias"),
			contract: r.matrix(in + "ff.layers.2.weight"), contractBias: r.vector(in + "ff.layers.2.bias"),
		})
	}
	return m, r.err
}

// reader takes weights by their names and keeps the first error.
type reader struct {
	weights map[string]Matrix
	err     error
}

func (r *reader) has(name string) bool { return len(r.weights[name]) > 0 }

func (r *reader) matrix(name string) Matrix {
	if !r.has(name) && r.err == nil {
		r.err = fmt.Errorf("the model has no weights %s", name)
	}
	return r.weights[name]
}

func (r *reader) vector(name string) []float64 {
	if m := r.matrix(name); len(m) > 0 {
		return m[0]
	}
	return nil
}

func (r *reader) norm(in string) norm { return norm{r.vector(in + "scale"), r.vector(in + "shift")} }

// unbiased is a layer that adds nothing: the part MultiHead has no biases for queries, keys and values.
func (r *reader) unbiased(in string) Matrix {
	if bias := in + "bias"; r.has(bias) && r.err == nil &&
		slices.ContainsFunc(r.weights[bias][0], func(b float64) bool { return b != 0 }) {
		r.err = fmt.Errorf("%s is not zero, and the part MultiHead has no such biases", bias)
	}
	return r.matrix(in + "weight")
}
