package text

// SimpleBPE is byte-pair encoding written to be read (section 2.5). Its tokens are the 256 single bytes, numbered as
// GPT-2 does ("a" is 64), and what merges make of them. [BPE] gives the same ids faster, and has special tokens and
// files.
type SimpleBPE struct {
	tokens []string     // the bytes of every token; the id is the place
	merges map[pair]int // two neighbours -> the token that they become; a smaller id was learned earlier
}

// pair is two neighbouring ids.
type pair struct{ left, right int }

// countPairs adds to counts how often every two ids are neighbours: 1 2 3 1 2 has the pair 1·2 twice, 2·3 and 3·1 once.
func countPairs(counts map[pair]int, ids []int) {
	for i := range len(ids) - 1 {
		counts[pair{ids[i], ids[i+1]}]++
	}
}

// mostFrequent is the pair with the highest count. Of several it is the one with the smaller ids, left before right, so
// that a text always gives the same merges.
func mostFrequent(counts map[pair]int) (best pair, ok bool) {
	most := 0
	for p, n := range counts {
		if n > most || n == most && (p.left < best.left || p.left == best.left && p.right < best.right) {
			best, most = p, n
		}
	}
	return best, most > 0
}

// merge puts id in the place of every occurrence of a pair, from the left: with 4 for 1·2, the ids 1 2 3 1 2 become
// 4 3 4; with 5 for 1·1, the ids 1 1 1 become 5 1. The result is written over ids.
func merge(ids []int, p pair, id int) []int {
	merged := ids[:0]
	for i := 0; i < len(ids); i++ {
		if i+1 < len(ids) && ids[i] == p.left && ids[i+1] == p.right {
			merged = append(merged, id)
			i++
		} else {
			merged = append(merged, ids[i])
		}
	}
	return merged
}

// TrainSimpleBPE learns the merges from a text: it counts how often every two tokens are neighbours, makes the most
// frequent pair a new token, and starts again, until there are vocabSize tokens or no pair is left. "banana bandana"
// teaches a·n first, which occurs 4 times, then b·an. Pairs across the border of two pre-tokens do not count.
func TrainSimpleBPE(text string, vocabSize int) *SimpleBPE {
	b := &SimpleBPE{tokens: byteTokens(), merges: map[pair]int{}}
	pieces := bytePieces(text)
	for len(b.tokens) < vocabSize {
		counts := map[pair]int{}
		for _, ids := range pieces {
			countPairs(counts, ids)
		}
		best, ok := mostFrequent(counts)
		if !ok {
			break
		}
		id := len(b.tokens)
		for i, ids := range pieces {
			pieces[i] = merge(ids, best, id)
		}
		b.merges[best] = id
		b.tokens = append(b.tokens, b.tokens[best.left]+b.tokens[best.right])
	}
	return b
}

// bytePieces cuts a text into pre-tokens, each as the ids of its bytes: "a cab" is [64] and [220 66 64 65].
func bytePieces(text string) (pieces [][]int) {
	for piece := range PreTokens(validText(text)) {
		pieces = append(pieces, gpt2Bytes.ids(piece))
	}
	return pieces
}

// Encode starts from single bytes and merges, always the pair that was learned first, until no pair of a pre-token is
// among the merges. With the merges l·o and lo·w the word "lower" is lo·w·e·r, then low·e·r: three ids. The error is
// always nil: every text can be encoded.
func (b *SimpleBPE) Encode(text string) ([]int, error) {
	var all []int
	for _, ids := range bytePieces(text) {
		for p, ok := b.earliest(ids); ok; p, ok = b.earliest(ids) {
			ids = merge(ids, p, b.merges[p])
		}
		all = append(all, ids...)
	}
	return all, nil
}

// earliest is the pair of neighbours among ids whose merge was learned first.
func (b *SimpleBPE) earliest(ids []int) (first pair, ok bool) {
	for i := range len(ids) - 1 {
		p := pair{ids[i], ids[i+1]}
		if id, known := b.merges[p]; known && (!ok || id < b.merges[first]) {
			first, ok = p, true
		}
	}
	return first, ok
}

// Decode joins the bytes of the tokens. Where ids begin or end inside a character, its broken bytes become one U+FFFD.
// For an id without a token the error is an [UnknownIDError].
func (b *SimpleBPE) Decode(ids []int) (string, error) {
	joined, err := joinTokens(b.tokens, ids)
	return toText(joined), err
}

// joinTokens are the bytes of some tokens, one behind the other.
func joinTokens(tokens []string, ids []int) ([]byte, error) {
	joined := make([]byte, 0, 4*len(ids))
	for i, id := range ids {
		if id < 0 || id >= len(tokens) {
			return nil, &UnknownIDError{ID: id, Position: i, VocabSize: len(tokens)}
		}
		joined = append(joined, tokens[id]...)
	}
	return joined, nil
}

// VocabSize is the number of tokens; ids run from 0 to VocabSize()-1.
func (b *SimpleBPE) VocabSize() int { return len(b.tokens) }
