package text

import "container/heap"

// BPE is [SimpleBPE] for use: the same merges and ids faster, and special tokens (section 2.5). [TrainBPE] learns one
// from a text, [LoadBPE] and [LoadGPT2Files] read one from files; with GPT-2's own files it gives the ids of [GPT2].
//
// As with [GPT2], Encode(text) refuses special tokens that it is not told to allow, and Allowing makes a [Tokenizer] of
// it.
type BPE struct {
	*codec
	bytes  byteIDs
	merges map[pair]merged // the rules
	order  []pair          // the rules in the order in which they were learned
}

// merged is what a pair of neighbours becomes.
type merged struct{ id, rank int }

// newBPE puts an encoding together. A rule's rank is its place among the merges.
func newBPE(tokens []string, bytes byteIDs, merges []pair, ids []int, special specialTokens) *BPE {
	b := &BPE{bytes: bytes, merges: make(map[pair]merged, len(merges)), order: merges}
	for rank, p := range merges {
		b.merges[p] = merged{id: ids[rank], rank: rank}
	}
	b.codec = newCodec(tokens, special, b.encodePiece)
	return b
}

// encodePiece turns one pre-token into ids.
func (b *BPE) encodePiece(piece string) []int {
	return mergeFast(b.bytes.ids(piece), func(left, right int) (id, rank int, ok bool) {
		m, ok := b.merges[pair{left, right}]
		return m.id, m.rank, ok
	})
}

// Merges are the pairs of tokens that are joined, in the order in which they were learned. The parts are bytes, which
// need not be whole characters.
func (b *BPE) Merges() [][2]string {
	merges := make([][2]string, len(b.order))
	for i, p := range b.order {
		merges[i] = [2]string{b.tokens[p.left], b.tokens[p.right]}
	}
	return merges
}

// mergeRule tells which token two neighbours become and how early that merge was learned: rank 0 is the first.
type mergeRule func(left, right int) (merged, rank int, ok bool)

// mergeFast joins neighbours until no rule applies: always the pair with the lowest rank, of several equal ones the
// leftmost. With the rules e·r (rank 0), l·o (1) and lo·w (2), l·o·w·e·r becomes l·o·w·er, then lo·w·er, then low·er.
//
// The loop of [SimpleBPE.Encode], which looks for the best pair of the whole piece before every merge, takes quadratic
// time. Here the candidates wait in a heap and the tokens form a linked list: n tokens take time n·log n.
func mergeFast(ids []int, rule mergeRule) []int {
	n := len(ids)
	next, prev := make([]int, n), make([]int, n)
	for i := range ids {
		next[i], prev[i] = i+1, i-1
	}
	var open candidates
	consider := func(left int) {
		if left < 0 || next[left] >= n {
			return
		}
		right := next[left]
		if merged, rank, ok := rule(ids[left], ids[right]); ok {
			heap.Push(&open, candidate{rank: rank, left: left, ids: pair{ids[left], ids[right]}, merged: merged})
		}
	}
	for i := range n - 1 {
		consider(i)
	}
	for open.Len() > 0 {
		c := heap.Pop(&open).(candidate)
		right := next[c.left]
		if right >= n || ids[c.left] != c.ids.left || ids[right] != c.ids.right {
			continue // one of the two was merged with another neighbour in the meantime
		}
		ids[c.left], ids[right] = c.merged, gone
		next[c.left] = next[right]
		if next[right] < n {
			prev[next[right]] = c.left
		}
		consider(prev[c.left])
		consider(c.left)
	}
	out := ids[:0]
	for _, id := range ids {
		if id != gone {
			out = append(out, id)
		}
	}
	return out
}

const gone = -1 // in the place of a token that its left neighbour has taken in

// candidate is a merge that was possible when it was found.
type candidate struct {
	rank, left int // left is the place of the left token
	ids        pair
	merged     int
}

// candidates is a heap: lowest rank first, then leftmost.
type candidates []candidate

func (c candidates) Len() int { return len(c) }
func (c candidates) Less(i, j int) bool {
	return c[i].rank < c[j].rank || c[i].rank == c[j].rank && c[i].left < c[j].left
}
func (c candidates) Swap(i, j int) { c[i], c[j] = c[j], c[i] }
func (c *candidates) Push(x any)   { *c = append(*c, x.(candidate)) }
func (c *candidates) Pop() any {
	last := len(*c) - 1
	x := (*c)[last]
	*c = (*c)[:last]
	return x
}
