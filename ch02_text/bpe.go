package text

// BPE is a byte-pair encoding written from scratch: the tokens are the 256 bytes and what merges make of them, and
// special tokens (section 2.5). [TrainBPE] learns one from a text, [LoadBPE] and [LoadGPT2Files] read one from files;
// with GPT-2's own files it gives the ids of [GPT2].
//
// To encode a pre-token it starts from single bytes and joins neighbours, always those whose merge was learned first,
// until no merge applies. With the merges l·o and lo·w the word "lower" is lo·w·e·r, then low·e·r: three ids.
//
// As with [GPT2], Encode(text) refuses special tokens that it is not told to allow, and Allowing makes a [Tokenizer] of
// it.
type BPE struct {
	*codec
	bytes  [256]int        // id of each single byte
	merges map[pair]merged // the rules
	order  []pair          // the rules in the order in which they were learned
}

// merged is what a pair of neighbours becomes.
type merged struct{ id, rank int }

// newBPE puts an encoding together. A rule's rank is its place among the merges.
func newBPE(tokens []string, bytes [256]int, merges []pair, ids []int, special specialTokens) *BPE {
	b := &BPE{bytes: bytes, merges: make(map[pair]merged, len(merges)), order: merges}
	for rank, p := range merges {
		b.merges[p] = merged{id: ids[rank], rank: rank}
	}
	b.codec = newCodec(tokens, special, b.encodePiece)
	return b
}

// encodePiece turns one pre-token into ids.
func (b *BPE) encodePiece(piece string) []int {
	ids := make([]int, len(piece))
	for i := range ids {
		ids[i] = b.bytes[piece[i]]
	}
	return merge(ids, func(left, right int) (id, rank int, ok bool) {
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
