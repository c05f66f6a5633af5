package lesson

import (
	"llmfromscratch/ch02_text"
)

// compact is GPT-2's tokenizer with those of its tokens only that a text needs. Texts are cut as GPT-2 cuts them; a
// token that was not kept falls apart into kept ones, the longest first. Single bytes are always kept, so any text can
// be encoded and comes back unchanged.
//
// Nine tenths of a small model's work is choosing among 50,257 tokens, most of which a short story never uses. With the
// thousand or so that it does use, the same model trains several times faster. The ids are its own: a model made for
// them cannot take GPT-2's weights, and its loss, a choice among fewer tokens, does not compare with that of a model
// with all of them. The book has no such tokenizer.
type compact struct {
	gpt2   *text.GPT2
	kept   []int          // GPT-2's ids; the place is the id here
	ids    map[int]int    // the other way round
	pieces map[string]int // bytes of a token -> id here, without <|endoftext|>
}

// newCompact keeps the tokens that occur in a text, all single bytes and <|endoftext|>, in the order of GPT-2's ids.
func newCompact(gpt2 *text.GPT2, txt string) (*compact, error) {
	ids, err := gpt2.Encode(txt, text.EndOfText)
	if err != nil {
		return nil, err
	}
	used := map[int]bool{text.EndOfTextID: true}
	for id := range 256 { // the bytes come first
		used[id] = true
	}
	for _, id := range ids {
		used[id] = true
	}
	c := &compact{gpt2: gpt2, ids: map[int]int{}, pieces: map[string]int{}}
	for id := range gpt2.VocabSize() {
		if !used[id] {
			continue
		}
		bytes, err := gpt2.DecodeBytes([]int{id})
		if err != nil {
			return nil, err
		}
		c.ids[id] = len(c.kept)
		if id != text.EndOfTextID {
			c.pieces[string(bytes)] = len(c.kept)
		}
		c.kept = append(c.kept, id)
	}
	return c, nil
}

// Encode turns a text into ids, <|endoftext|> allowed.
func (c *compact) Encode(txt string) ([]int, error) {
	gpt2, err := c.gpt2.Encode(txt, text.EndOfText)
	if err != nil {
		return nil, err
	}
	ids := make([]int, 0, len(gpt2))
	for _, id := range gpt2 {
		if own, ok := c.ids[id]; ok {
			ids = append(ids, own)
			continue
		}
		bytes, err := c.gpt2.DecodeBytes([]int{id})
		if err != nil {
			return nil, err
		}
		ids = c.split(ids, string(bytes))
	}
	return ids, nil
}

// split appends the ids of a token's pieces, from the left the longest that was kept. There always is one: every byte
// was.
func (c *compact) split(ids []int, token string) []int {
	for token != "" {
		n := len(token)
		for !c.has(token[:n]) {
			n--
		}
		ids, token = append(ids, c.pieces[token[:n]]), token[n:]
	}
	return ids
}

func (c *compact) has(piece string) bool {
	_, ok := c.pieces[piece]
	return ok
}

// Decode turns ids back into text.
func (c *compact) Decode(ids []int) (string, error) {
	gpt2 := make([]int, len(ids))
	for i, id := range ids {
		if id < 0 || id >= len(c.kept) {
			return "", &text.UnknownIDError{ID: id, Position: i, VocabSize: len(c.kept)}
		}
		gpt2[i] = c.kept[id]
	}
	return c.gpt2.Decode(gpt2)
}
