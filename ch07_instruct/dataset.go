package instruct

import (
	"fmt"

	"llmfromscratch/ch02_text"
)

// Dataset holds entries as token ids (section 7.3): the book's InstructionDataset. They are encoded once, here.
type Dataset struct {
	items []Item
}

// Item is one entry as token ids.
type Item struct {
	IDs []int // the whole text, prompt and answer

	// Prompt is the number of tokens of the prompt without its response section, which exercise 7.2 masks.
	Prompt int
}

// NewDataset writes every entry in a style and encodes it.
func NewDataset(entries []Entry, style Style, tok text.Tokenizer) (*Dataset, error) {
	ds := &Dataset{items: make([]Item, len(entries))}
	for i, e := range entries {
		ids, err := tok.Encode(style.Text(e))
		if err != nil {
			return nil, fmt.Errorf("entry %d: %w", i, err)
		}
		prompt, err := tok.Encode(style.Prompt(e))
		if err != nil {
			return nil, fmt.Errorf("entry %d: %w", i, err)
		}
		ds.items[i] = Item{IDs: ids, Prompt: len(prompt)}
	}
	return ds, nil
}

// Len is the number of entries.
func (d *Dataset) Len() int { return len(d.items) }

// At is entry i. Its ids must not be changed. It panics when there is no such entry.
func (d *Dataset) At(i int) Item { return d.items[i] }

// Items are the entries with the given indices, for a batch. It panics when one of them does not exist.
func (d *Dataset) Items(indices ...int) []Item {
	items := make([]Item, len(indices))
	for i, index := range indices {
		items[i] = d.items[index]
	}
	return items
}

// Lengths are the numbers of tokens of all entries.
func (d *Dataset) Lengths() []int {
	lengths := make([]int, len(d.items))
	for i, item := range d.items {
		lengths[i] = len(item.IDs)
	}
	return lengths
}

// longer counts the entries of more than n tokens, which a collate function with that limit cuts.
func (d *Dataset) longer(n int) int {
	longer := 0
	for _, item := range d.items {
		if len(item.IDs) > n {
			longer++
		}
	}
	return longer
}
