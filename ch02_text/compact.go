package text

import (
	"encoding/json"
	"fmt"
	"slices"

	"llmfromscratch/shared/atomicfile"
	"llmfromscratch/shared/textfile"
)

// Compact is GPT-2's tokenizer with those of its tokens only that some texts need. Texts are cut as GPT-2 cuts them; a
// token that was not kept falls apart into kept ones, the longest first: " lightning" may become " light", "n" and
// "ing". Single bytes are always kept, so any text can be encoded and comes back unchanged.
//
// Nine tenths of a small model's work is choosing among 50,257 tokens, most of which a short story or a thousand
// instructions never use. With the thousand or so that they do use, the same model trains several times faster; and if
// tokens that occur once or twice are left out too, it meets the pieces of rare words in training, so that a new word
// is nothing new. The ids are its own: a model made for them cannot take GPT-2's weights, and its loss, a choice among
// fewer tokens, does not compare with that of a model with all of them. The book has no such tokenizer; chapters 5 and
// 7 use it at size tiny.
type Compact struct {
	gpt2   *GPT2
	kept   []int          // GPT-2's ids; the place is the id here
	ids    map[int]int    // the other way round
	pieces map[string]int // bytes of a token -> id here, without <|endoftext|>
}

// NewCompact keeps the tokens that occur at least so many times in the texts, all single bytes and <|endoftext|>, in
// the order of GPT-2's ids.
func NewCompact(gpt2 *GPT2, times int, texts ...string) (*Compact, error) {
	used := map[int]int{}
	for _, txt := range texts {
		ids, err := gpt2.Encode(txt, EndOfText)
		if err != nil {
			return nil, err
		}
		for _, id := range ids {
			used[id]++
		}
	}
	var kept []int
	for id := range gpt2.VocabSize() {
		if used[id] >= max(times, 1) || id < len(byteOrder) || id == EndOfTextID {
			kept = append(kept, id)
		}
	}
	return compactOf(gpt2, kept)
}

func compactOf(gpt2 *GPT2, kept []int) (*Compact, error) {
	c := &Compact{gpt2: gpt2, kept: kept, ids: make(map[int]int, len(kept)), pieces: make(map[string]int, len(kept))}
	for i, id := range kept {
		if id < 0 || id >= gpt2.VocabSize() || i > 0 && id <= kept[i-1] {
			return nil, fmt.Errorf("compact vocabulary: %d at place %d: want GPT-2's ids in rising order", id, i)
		}
		c.ids[id] = i
		if id == EndOfTextID {
			continue
		}
		bytes, err := gpt2.DecodeBytes([]int{id})
		if err != nil {
			return nil, err
		}
		c.pieces[string(bytes)] = i
	}
	for id := range byteOrder {
		if _, ok := c.ids[id]; !ok {
			return nil, fmt.Errorf("compact vocabulary: GPT-2's token %d, a single byte, is missing", id)
		}
	}
	if _, ok := c.ids[EndOfTextID]; !ok {
		return nil, fmt.Errorf("compact vocabulary: GPT-2's token %d, %s, is missing", EndOfTextID, EndOfText)
	}
	return c, nil
}

// VocabSize is the number of tokens kept.
func (c *Compact) VocabSize() int { return len(c.kept) }

// EndOfText is the id of <|endoftext|> here, the last one.
func (c *Compact) EndOfText() int { return c.ids[EndOfTextID] }

// Encode turns a text into ids, <|endoftext|> allowed.
func (c *Compact) Encode(txt string) ([]int, error) {
	gpt2, err := c.gpt2.Encode(txt, EndOfText)
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
func (c *Compact) split(ids []int, token string) []int {
	for token != "" {
		n := len(token)
		for n > 1 && !c.has(token[:n]) {
			n--
		}
		ids, token = append(ids, c.pieces[token[:n]]), token[n:]
	}
	return ids
}

func (c *Compact) has(piece string) bool {
	_, ok := c.pieces[piece]
	return ok
}

// Decode turns ids back into text.
func (c *Compact) Decode(ids []int) (string, error) {
	gpt2 := make([]int, len(ids))
	for i, id := range ids {
		if id < 0 || id >= len(c.kept) {
			return "", &UnknownIDError{ID: id, Position: i, VocabSize: len(c.kept)}
		}
		gpt2[i] = c.kept[id]
	}
	return c.gpt2.Decode(gpt2)
}

// Save writes the kept ids to a JSON file.
func (c *Compact) Save(path string) error {
	content, err := json.Marshal(compactFile{GPT2: c.kept})
	if err != nil {
		return err
	}
	return atomicfile.WriteBytes(path, append(content, '\n'))
}

// ParseCompact reads what [Compact.Save] wrote.
func ParseCompact(gpt2 *GPT2, content []byte) (*Compact, error) {
	var file compactFile
	if err := textfile.Unmarshal(content, &file); err != nil {
		return nil, fmt.Errorf("compact vocabulary: %w", err)
	}
	return compactOf(gpt2, slices.Clone(file.GPT2))
}

type compactFile struct {
	GPT2 []int `json:"gpt2_ids"`
}
