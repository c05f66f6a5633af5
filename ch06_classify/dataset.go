package classify

import (
	"fmt"
	"slices"

	"llmfromscratch/ch02_text"
	"llmfromscratch/shared/dataloader"
	"llmfromscratch/shared/torchrand"
)

// Padding says how rows of token ids come to one length.
type Padding struct {
	Length int `json:"length"` // Longest, Unpadded, or the length in tokens
	ID     int `json:"id"`     // the token that fills them
}

// Special lengths.
const (
	Longest  = 0  // that of the longest message
	Unpadded = -1 // none: every row keeps its own length, so a batch can have one row only
)

// BookPadding pads to the longest training message with GPT-2's <|endoftext|> (section 6.3).
func BookPadding() Padding { return Padding{Length: Longest, ID: text.EndOfTextID} }

// Fit cuts ids to the length, or fills them up. It returns the row, how many of its tokens are text, and how many were
// cut off. With a length of 4 and the padding 0, ids 7 8 become 7 8 0 0, of which 2 are text.
func (p Padding) Fit(ids []int) (row []int, length, truncated int) {
	length = len(ids)
	if p.Length > 0 {
		length = min(length, p.Length)
	}
	return text.PadTo(ids[:length], p.Length, p.ID), length, len(ids) - length
}

// Dataset holds encoded messages of one length: the book's SpamDataset (section 6.3).
type Dataset struct {
	Padding   Padding // with the length that Longest came to
	Truncated int     // messages that were too long and have lost their ends

	rows    [][]int
	lengths []int
	labels  []int
}

// NewDataset encodes messages and brings them to one length. With Longest that is the length of the longest one; longer
// ones than a given length lose their ends, which Truncated counts.
func NewDataset(list []Message, tok text.Tokenizer, padding Padding) (*Dataset, error) {
	if padding.Length < Unpadded {
		return nil, fmt.Errorf("padding to %d tokens: want a length from 1 up, Longest or Unpadded", padding.Length)
	}
	encoded := make([][]int, len(list))
	longest := 0
	for i, m := range list {
		ids, err := tok.Encode(m.Text)
		if err != nil {
			return nil, fmt.Errorf("message of %s: %w", m.place(), err)
		}
		if len(ids) == 0 {
			return nil, fmt.Errorf("message of %s: %w", m.place(), ErrEmptyMessage)
		}
		encoded[i] = ids
		longest = max(longest, len(ids))
	}
	if padding.Length == Longest {
		padding.Length = longest
	}
	d := &Dataset{Padding: padding}
	for i, ids := range encoded {
		row, length, truncated := padding.Fit(ids)
		if truncated > 0 {
			d.Truncated++
		}
		d.rows = append(d.rows, row)
		d.lengths = append(d.lengths, length)
		d.labels = append(d.labels, int(list[i].Label))
	}
	return d, nil
}

// Len is the number of messages.
func (d *Dataset) Len() int { return len(d.rows) }

// Lengths says of each message how many of its tokens are text (section 6.3).
func (d *Dataset) Lengths() []int { return slices.Clone(d.lengths) }

// At is the i-th message: its ids, padded, and its label. It panics when i is not in [0, Len()).
func (d *Dataset) At(i int) (ids []int, label Label) { return d.rows[i], Label(d.labels[i]) }

// Batch is some messages, one a row.
type Batch struct {
	Inputs  [][]int // token ids, [batch, seq]
	Lengths []int   // how many of them are text, [batch]
	Labels  []int   // [batch]
}

// Batch gathers the messages with the given indices.
func (d *Dataset) Batch(indices []int) (Batch, error) {
	var b Batch
	for _, i := range indices {
		b.Inputs = append(b.Inputs, d.rows[i])
		b.Lengths = append(b.Lengths, d.lengths[i])
		b.Labels = append(b.Labels, d.labels[i])
	}
	return b, nil
}

// Loader makes batches of data set messages.
type Loader = dataloader.Loader[Batch]

// DataOptions says how messages are made into batches.
type DataOptions struct {
	BatchSize     int
	Padding       Padding
	ContextLength int // the model's; no row is padded beyond it; 0: no limit
}

// BookData is what section 6.3 uses: batches of 8, padded to the longest training message.
func BookData() DataOptions { return DataOptions{BatchSize: 8, Padding: BookPadding()} }

// Loaders are the data loaders of the three parts.
type Loaders struct {
	Train, Validation, Test *Loader
	RNG                     *torchrand.Generator // all three draw from it
	Padding                 Padding              // that of the training part, which holds for all
	Truncated               int                  // messages that have lost their ends, in all parts
}

// NewLoaders encodes the three parts and makes batches (section 6.3). All are padded to the length of the training
// part, so a validation or test message that is longer is cut; Truncated says how many were. Training batches are
// shuffled by rng, a short last one is dropped; the others stay in order and keep it.
func NewLoaders(s Split, tok text.Tokenizer, opt DataOptions, rng *torchrand.Generator) (*Loaders, error) {
	l := &Loaders{RNG: rng, Padding: opt.Padding}
	for _, part := range []struct {
		name     string
		messages []Message
		loader   **Loader
		training bool
	}{
		{"training", s.Train, &l.Train, true},
		{"validation", s.Validation, &l.Validation, false},
		{"test", s.Test, &l.Test, false},
	} {
		ds, err := NewDataset(part.messages, tok, l.Padding)
		if err == nil && opt.ContextLength > 0 && ds.Padding.Length > opt.ContextLength {
			l.Padding.Length = opt.ContextLength
			ds, err = NewDataset(part.messages, tok, l.Padding)
		}
		if err != nil {
			return nil, fmt.Errorf("%s messages: %w", part.name, err)
		}
		l.Padding = ds.Padding
		l.Truncated += ds.Truncated
		*part.loader, err = dataloader.New(ds.Len(), ds.Batch,
			dataloader.Options{BatchSize: opt.BatchSize, Shuffle: part.training, DropLast: part.training, RNG: rng})
		if err != nil {
			return nil, fmt.Errorf("%s messages: %w", part.name, err)
		}
		if (*part.loader).Len() == 0 {
			return nil, fmt.Errorf("%d %s messages do not fill one batch of %d: use a smaller batch", ds.Len(),
				part.name, opt.BatchSize)
		}
	}
	return l, nil
}
