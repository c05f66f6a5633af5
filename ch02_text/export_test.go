package text

// What the fuzz tests need of the readers of files.
var (
	ParseBPE       = parseBPE
	ParseGPT2Files = parseGPT2Files
)

// LearnedPairs are the ids of the pairs that were merged, in the order in which they were learned.
func (b *SimpleBPE) LearnedPairs() [][2]int {
	pairs := make([][2]int, len(b.merges))
	for p, id := range b.merges {
		pairs[id-256] = [2]int{p.left, p.right}
	}
	return pairs
}

// LearnedPairs are those of the fast encoding.
func (b *BPE) LearnedPairs() [][2]int {
	pairs := make([][2]int, len(b.order))
	for i, p := range b.order {
		pairs[i] = [2]int{p.left, p.right}
	}
	return pairs
}
