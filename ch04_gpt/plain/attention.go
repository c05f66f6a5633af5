package plain

import "math"

// multiHead is causal multi-head attention with a cache (sections 3.6 and 4.5).
type multiHead struct {
	query, key, value, out linear
	heads, headDim         int
}

// past is what one head keeps of one text: keys and values of its tokens, [seq, headDim] each, row after row.
type past struct{ keys, values []float32 }

// shortText is the number of tokens for whose keys and values there is room from the start: to move them as a text
// grows would take longer than its first tokens.
const shortText = 64

// newPast is what some heads keep of one text, without any tokens yet.
func newPast(heads, headDim int) []past {
	n := shortText * headDim
	room := newRows(2*heads, n)
	list := make([]past, heads)
	for i := range list {
		list[i] = past{keys: room[2*i][:0], values: room[2*i+1][:0]}
	}
	return list
}

// forward lets each of the new tokens x of some texts, [texts·new, embed], attend to itself and to all before it in its
// text. The new tokens join the past, one list of heads for each text.
func (a *multiHead) forward(t *team, x [][]float32, texts [][]past) [][]float32 {
	projected := forward(t, x, a.query, a.key, a.value)
	queries, keys, values := projected[0], projected[1], projected[2]
	mixed := newRows(len(x), a.heads*a.headDim)
	tokens := len(x) / len(texts) // new ones of each text
	length := len(texts[0][0].keys)/a.headDim + tokens
	t.each(len(texts)*a.heads, 2*tokens*length*a.headDim, func(i int) {
		text, head := i/a.heads, i%a.heads
		p := &texts[text][head]
		from, to := head*a.headDim, (head+1)*a.headDim // the columns that are this head's
		for j := text * tokens; j < (text+1)*tokens; j++ {
			p.keys = append(p.keys, keys[j][from:to]...)
			p.values = append(p.values, values[j][from:to]...)
			p.attend(mixed[j][from:to], queries[j][from:to])
		}
	})
	return a.out.forward(t, mixed)
}

// attend mixes the values of all tokens so far, each weighed by how well its key fits the query: context and query are
// [headDim]. No mask hides the future, for there is none: later tokens have not joined yet.
func (p *past) attend(context, query []float32) {
	headDim := len(query)
	weights := make([]float32, len(p.keys)/headDim)
	dots(weights, p.keys, query) // the scores
	for i := range weights {
		weights[i] /= float32(math.Sqrt(float64(headDim)))
	}
	softmax(weights)
	for i, w := range weights {
		addScaled(context, w, p.values[i*headDim:(i+1)*headDim])
	}
}

// softmax makes weights of scores that are above 0 and add up to 1: of (1, 2) it makes (0.2689, 0.7311). The largest is
// taken away first, so that no power of e becomes too large.
func softmax(x []float32) {
	largest := x[0]
	for _, v := range x {
		largest = max(largest, v)
	}
	for i := range x {
		x[i] -= largest
	}
	exps(x)
	total := sum(x)
	for i := range x {
		x[i] /= total
	}
}
