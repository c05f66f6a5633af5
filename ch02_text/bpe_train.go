package text

import (
	"context"
	"fmt"
	"slices"
)

// TrainBPE learns a byte-pair encoding of vocabSize tokens from a text: the 256 bytes, as many merges as are missing,
// and the special tokens at the end (section 2.5). The merges are those of [TrainSimpleBPE], but it counts only what
// the last merge has changed. Special tokens in the text are left out.
//
// The error says when vocabSize is too small for the bytes and the special tokens or too large for the text, when a
// special token is empty or given twice, or it is that of ctx.
func TrainBPE(ctx context.Context, text string, vocabSize int, special ...string) (*BPE, error) {
	if least := 256 + len(special); vocabSize < least {
		return nil, fmt.Errorf("train a byte-pair encoding: a vocabulary of %d cannot hold 256 bytes and %d special "+
			"tokens: ask for %d or more",
			vocabSize, len(special), least)
	}
	for i, token := range special {
		if token == "" || slices.Contains(special[:i], token) {
			return nil, fmt.Errorf("train a byte-pair encoding: special token %d, %q, is empty or given twice", i,
				token)
		}
	}
	tokens, t := byteTokens(), newTrainer(text, special)
	var merges []pair
	var ids []int
	for len(tokens)+len(special) < vocabSize {
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("train a byte-pair encoding: stopped at %d of %d tokens: %w", len(tokens), vocabSize,
				err)
		}
		best, ok := mostFrequent(t.pairs)
		if !ok {
			return nil, fmt.Errorf("train a byte-pair encoding: the text has no pair left to merge at %d tokens of "+
				"%d: use a longer text or a smaller vocabulary",
				len(tokens)+len(special), vocabSize)
		}
		id := len(tokens)
		t.merge(best, id)
		tokens = append(tokens, tokens[best.left]+tokens[best.right])
		merges, ids = append(merges, best), append(ids, id)
	}
	specials := specialTokens{}
	for _, token := range special {
		specials[token] = len(tokens)
		tokens = append(tokens, token)
	}
	return newBPE(tokens, gpt2Bytes, merges, ids, specials), nil
}

// trainer counts pairs. A text has few different pre-tokens, so each is kept once with the number of times it occurs.
type trainer struct {
	words []word
	pairs map[pair]int              // how often the pair occurs in the text
	where map[pair]map[int]struct{} // words that have, or had, the pair
}

type word struct {
	ids   []int
	count int
}

func newTrainer(text string, special []string) *trainer {
	t := &trainer{pairs: map[pair]int{}, where: map[pair]map[int]struct{}{}}
	place := map[string]int{}
	for ordinary := range CutSpecial(validText(text), special) {
		for piece := range PreTokens(ordinary) {
			i, ok := place[piece]
			if !ok {
				i = len(t.words)
				place[piece] = i
				t.words = append(t.words, word{ids: gpt2Bytes.ids(piece)})
			}
			t.words[i].count++
		}
	}
	for i := range t.words {
		t.count(i, 1)
	}
	return t
}

// count adds the pairs of a word, sign 1, or takes them away, sign -1.
func (t *trainer) count(i, sign int) {
	w := t.words[i]
	for k := range len(w.ids) - 1 {
		p := pair{w.ids[k], w.ids[k+1]}
		t.pairs[p] += sign * w.count
		if t.pairs[p] == 0 {
			delete(t.pairs, p)
			delete(t.where, p)
			continue
		}
		if sign > 0 {
			if t.where[p] == nil {
				t.where[p] = map[int]struct{}{}
			}
			t.where[p][i] = struct{}{}
		}
	}
}

// merge makes the pair the token id in all words that have it.
func (t *trainer) merge(p pair, id int) {
	words := t.where[p]
	for i := range words {
		t.count(i, -1)
		t.words[i].ids = merge(t.words[i].ids, p, id)
		t.count(i, 1)
	}
}
