package text

import (
	"slices"
	"strings"
	"sync"
)

// codec is what [GPT2] and [BPE] have in common: everything around the merging itself. Its methods are theirs.
type codec struct {
	tokens  []string      // the bytes of every token, special ones as text; the id is the place
	special specialTokens // those of the tokens that no merge makes
	piece   func(piece string) []int

	// A text has few different words, so the ids of a pre-token are kept once they are known.
	mu    sync.Mutex
	known map[string][]int
}

const (
	maxKnown      = 1 << 16 // pre-tokens kept; about 10 MB
	maxKnownBytes = 64      // longer ones are rare
)

func newCodec(tokens []string, special specialTokens, piece func(string) []int) *codec {
	return &codec{tokens: tokens, special: special, piece: piece, known: map[string][]int{}}
}

// Encode turns a text into ids. The special tokens that allowed names, or all of them with [AllSpecial], become their
// own ids; if the text contains another one, the error is a [SpecialTokenError]. That is tiktoken's encode with
// allowed_special (section 2.5). A byte that is no UTF-8 is encoded as U+FFFD. Encode may be called by several
// goroutines at once.
func (c *codec) Encode(text string, allowed ...string) ([]int, error) {
	yes, no := c.special.allow(allowed)
	if err := refuse(text, no); err != nil {
		return nil, err
	}
	ids := make([]int, 0, len(text)/3)
	for ordinary, token := range CutSpecial(text, yes) {
		ids = c.appendOrdinary(ids, ordinary)
		if token != "" {
			ids = append(ids, c.special[token])
		}
	}
	return ids, nil
}

// EncodeOrdinary turns a text into ids as if there were no special tokens: "<|endoftext|>" becomes seven ids of GPT-2.
func (c *codec) EncodeOrdinary(text string) []int {
	return c.appendOrdinary(make([]int, 0, len(text)/3), text)
}

func (c *codec) appendOrdinary(ids []int, text string) []int {
	c.mu.Lock()
	defer c.mu.Unlock()
	for piece := range PreTokens(validText(text)) {
		part, ok := c.known[piece]
		if !ok {
			part = c.piece(piece)
			if len(piece) <= maxKnownBytes {
				if len(c.known) == maxKnown {
					clear(c.known)
				}
				c.known[strings.Clone(piece)] = part // a part of the text itself would keep all of it in memory
			}
		}
		ids = append(ids, part...)
	}
	return ids
}

// Decode turns ids back into the text that was encoded. Where they begin or end inside a character, its broken bytes
// become one U+FFFD, as in Python; use DecodeBytes to join the bytes of ids that come one by one. For an id without a
// token the error is an [UnknownIDError].
func (c *codec) Decode(ids []int) (string, error) {
	b, err := c.DecodeBytes(ids)
	return toText(b), err
}

// DecodeBytes turns ids into the bytes of their tokens, which need not be whole characters. For an id without a token
// the error is an [UnknownIDError].
func (c *codec) DecodeBytes(ids []int) ([]byte, error) {
	return joinTokens(c.tokens, ids)
}

// VocabSize is the number of tokens, special ones included; ids run from 0 to VocabSize()-1.
func (c *codec) VocabSize() int { return len(c.tokens) }

// SpecialID is the id of a special token, and whether there is one.
func (c *codec) SpecialID(token string) (int, bool) {
	id, ok := c.special[token]
	return id, ok
}

// Allowing is a [Tokenizer] that encodes with these special tokens always allowed. The book's
// tokenizer.encode(text, allowed_special={"<|endoftext|>"}) is Allowing(EndOfText).Encode(text).
func (c *codec) Allowing(special ...string) Tokenizer {
	return allowing{codec: c, allowed: slices.Clone(special)}
}
