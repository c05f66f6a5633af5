package plain

import (
	"fmt"
	"iter"

	"llmfromscratch/ch04_gpt"
)

// Model is the GPT model of section 4.6 as plain loops: [gpt.Model] for a computer that only reads its weights. Several
// predictors may share one.
type Model struct {
	Config gpt.Config

	token    matrix // [vocab, embed]
	position matrix // [context, embed]
	blocks   []block
	norm     norm
	head     matrix // [vocab, embed]; the token embedding where the two are equal, as in GPT-2
}

// block is a transformer block (section 4.5).
type block struct {
	norm1, norm2 norm
	att          multiHead
	ff           feedForward
}

// forward adds to the vectors x, [texts·new, embed], in place what attention and feed-forward network make of them.
// past is that of this block.
func (b *block) forward(t *team, x [][]float32, past [][]past) {
	addRows(x, b.att.forward(t, b.norm1.forward(t, x), past))
	addRows(x, b.ff.forward(t, b.norm2.forward(t, x)))
}

// addRows adds y to x: the shortcut around what made y of x.
func addRows(x, y [][]float32) {
	for i, row := range y {
		add(x[i], row)
	}
}

// embed is the sum of the vectors of tokens and of their places, which begin at first: ids [texts][new] to
// [texts·new, embed].
func (m *Model) embed(ids [][]int, first int) [][]float32 {
	x := newRows(len(ids)*len(ids[0]), m.Config.EmbDim)
	place := make([]float32, m.Config.EmbDim)
	for i, row := range ids {
		for j, id := range row {
			at := x[i*len(row)+j]
			m.token.row(id, at)
			m.position.row(first+j, place)
			add(at, place)
		}
	}
	return x
}

// forward runs the blocks over the new tokens of some texts, whose earlier ones are in the past, [block][text][head]:
// ids [texts][new] to [texts·new, embed].
func (m *Model) forward(t *team, ids [][]int, first int, past [][][]past) [][]float32 {
	x := m.embed(ids, first)
	for i := range m.blocks {
		m.blocks[i].forward(t, x, past[i])
	}
	return x
}

// logits applies final norm and output head: [tokens, embed] to [tokens, vocab].
func (m *Model) logits(t *team, x [][]float32) [][]float32 {
	return linear{weight: m.head}.forward(t, m.norm.forward(t, x))
}

// headName is the state-dict name of the output head's weights.
const headName = "out_head.weight"

// matrices are the places of all matrices but the positions, under their state-dict names and in that order.
func (m *Model) matrices() iter.Seq2[string, *matrix] {
	return func(yield func(string, *matrix) bool) {
		if !yield("tok_emb.weight", &m.token) {
			return
		}
		for i := range m.blocks {
			b := &m.blocks[i]
			for _, l := range []struct {
				name string
				at   *linear
			}{
				{"att.W_query", &b.att.query}, {"att.W_key", &b.att.key}, {"att.W_value", &b.att.value},
				{"att.out_proj", &b.att.out}, {"ff.layers.0", &b.ff.expand}, {"ff.layers.2", &b.ff.contract},
			} {
				if !yield(fmt.Sprintf("trf_blocks.%d.%s.weight", i, l.name), &l.at.weight) {
					return
				}
			}
		}
		yield(headName, &m.head)
	}
}
