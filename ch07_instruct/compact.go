package instruct

import (
	"encoding/json"
	"fmt"
	"slices"

	"llmfromscratch/ch02_text"
	"llmfromscratch/shared/atomicfile"
)

// Compact is GPT-2's tokenizer with those of its tokens only that some texts need. Texts are cut as GPT-2 cuts them; a token that
// was not kept falls apart into its bytes, which are always kept, so any text can still be encoded and comes back unchanged.
//
// Nine tenths of a small model's work is choosing among 50,257 tokens, most of which 1,100 entries never use. With the few
// thousand that they do use, the same model trains several times faster. Its ids are its own: a model made for them cannot take
// GPT-2's weights, and its loss, a choice among fewer tokens, does not compare with that of a model with all of them.
type Compact struct {
	gpt2 *text.GPT2
	kept []int       // GPT-2's ids; the place is the id here
	ids  map[int]int // the other way round
}

// NewCompact keeps the tokens that occur in the texts, all single bytes and <|endoftext|>, in the order of GPT-2's ids.
func NewCompact(gpt2 *text.GPT2, texts ...string) (*Compact, error) {
	used := map[int]bool{}
	for _, txt := range texts {
		ids, err := gpt2.Encode(txt, text.EndOfText)
		if err != nil {
			return nil, err
		}
		for _, id := range ids {
			used[id] = true
		}
	}
	var kept []int
	for id := range gpt2.VocabSize() {
		if used[id] || id < gpt2Bytes || id == EndOfText {
			kept = append(kept, id)
		}
	}
	return compactOf(gpt2, kept)
}

// gpt2Bytes is the number of GPT-2's tokens that are single bytes: ids 0 to 255, in an order of their own.
const gpt2Bytes = 256

func compactOf(gpt2 *text.GPT2, kept []int) (*Compact, error) {
	c := &Compact{gpt2: gpt2, kept: kept, ids: make(map[int]int, len(kept))}
	for i, id := range kept {
		if id < 0 || id >= gpt2.VocabSize() || i > 0 && id <= kept[i-1] {
			return nil, fmt.Errorf("compact vocabulary: %d at place %d: want GPT-2's ids in rising order", id, i)
		}
		c.ids[id] = i
	}
	for id := range gpt2Bytes {
		if _, ok := c.ids[id]; !ok {
			return nil, fmt.Errorf("compact vocabulary: GPT-2's token %d, a single byte, is missing", id)
		}
	}
	if _, ok := c.ids[EndOfText]; !ok {
		return nil, fmt.Errorf("compact vocabulary: GPT-2's token %d, %s, is missing", EndOfText, text.EndOfText)
	}
	return c, nil
}

// VocabSize is the number of tokens kept.
func (c *Compact) VocabSize() int { return len(c.kept) }

// EndOfText is the id of <|endoftext|>, the last one.
func (c *Compact) EndOfText() int { return c.ids[EndOfText] }

// Encode turns a text into ids, <|endoftext|> allowed.
func (c *Compact) Encode(txt string) ([]int, error) {
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
		for _, b := range bytes {
			ids = append(ids, c.ids[byteIDs[b]])
		}
	}
	return ids, nil
}

// Decode turns ids back into text.
func (c *Compact) Decode(ids []int) (string, error) {
	gpt2 := make([]int, len(ids))
	for i, id := range ids {
		if id < 0 || id >= len(c.kept) {
			return "", &text.UnknownIDError{ID: id, Position: i, VocabSize: len(c.kept)}
		}
		gpt2[i] = c.kept[id]
	}
	return c.gpt2.Decode(gpt2)
}

// byteIDs are GPT-2's ids of the single bytes: first the printable ones of Latin-1, '!' being 0, then the others in their
// order.
var byteIDs = func() (ids [gpt2Bytes]int) {
	printable := func(b int) bool { return b >= '!' && b <= '~' || b >= 0xa1 && b <= 0xac || b >= 0xae }
	next := 0
	for _, first := range []bool{true, false} {
		for b := range ids {
			if printable(b) == first {
				ids[b] = next
				next++
			}
		}
	}
	return ids
}()

// Save writes the kept ids to a JSON file.
func (c *Compact) Save(path string) error {
	content, err := json.Marshal(compactFile{GPT2: c.kept})
	if err != nil {
		return err
	}
	return atomicfile.WriteBytes(path, append(content, '\n'))
}

// ParseCompact reads what [Compact.Save] wrote.
func ParseCompact(gpt2 *text.GPT2, content []byte) (*Compact, error) {
	var file compactFile
	if err := json.Unmarshal(content, &file); err != nil {
		return nil, fmt.Errorf("compact vocabulary: %w", err)
	}
	return compactOf(gpt2, slices.Clone(file.GPT2))
}

type compactFile struct {
	GPT2 []int `json:"gpt2_ids"`
}
