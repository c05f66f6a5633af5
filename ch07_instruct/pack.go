package instruct

import (
	"fmt"
	"slices"

	"llmfromscratch/ch02_text"
	"llmfromscratch/shared/dataloader"
	"llmfromscratch/shared/torchrand"
)

// Packing puts several short entries into one row, one behind the other, as if they were said in one conversation. A
// row of 256 tokens that holds one entry of 80 is two thirds padding, and what introduces the first entry need not be
// said again before the second. It is not in the book, whose rows hold one entry each.
type Packing struct {
	Width  int // tokens of a row's inputs
	Pad    int // id that ends each answer, and fills up a row
	Ignore int // target that the loss leaves out

	// MaskPrompt leaves the entries' prompts out of the loss (exercise 7.2); a row's introduction always is.
	MaskPrompt bool
}

// mostUnfinished is how many unfinished rows Pack looks into for a place.
const mostUnfinished = 32

// Pack makes rows of items, which are entries without the head of their style, in this order as far as they fit. An
// item goes into the fullest of the unfinished rows that still has room for it. Items that are too long for a row of
// their own are left out; there are so many.
//
//	head [1], items [5 6] and [7 8 9], pad 0, ignore -100, width 8:
//	inputs  [1 5 6 0 7 8 9 0]
//	targets [5 6 0 7 8 9 0 -100]
//
// The head is no target. Where prompts are masked, those of the items are none either.
func Pack(items []Item, head []int, opt Packing) (rows text.Batch, leftOut int) {
	var unfinished []packed
	for _, item := range items {
		n := len(item.IDs) + 1 // with the end of its text
		if len(head)+n > opt.Width+1 {
			leftOut++
			continue
		}
		at := fullest(unfinished, opt.Width+1-n)
		if at < 0 {
			if len(unfinished) == mostUnfinished {
				done := fullest(unfinished, opt.Width+1)
				rows = unfinished[done].appendTo(rows, opt)
				unfinished = slices.Delete(unfinished, done, done+1)
			}
			at = len(unfinished)
			unfinished = append(unfinished, packed{slices.Clone(head), ignored(len(head), opt)})
		}
		unfinished[at] = unfinished[at].add(item, opt)
	}
	for _, row := range unfinished {
		rows = row.appendTo(rows, opt)
	}
	return rows, leftOut
}

// packed is a row that is being filled: its ids, and each of them as a target.
type packed struct{ ids, targets []int }

// ignored are n targets that the loss leaves out.
func ignored(n int, opt Packing) []int { return slices.Repeat([]int{opt.Ignore}, n) }

// add puts an item behind what is there, and the end of its text.
func (p packed) add(item Item, opt Packing) packed {
	ids := append(slices.Clone(item.IDs), opt.Pad)
	targets := slices.Clone(ids)
	if opt.MaskPrompt {
		copy(targets, ignored(item.Prompt, opt))
	}
	return packed{append(p.ids, ids...), append(p.targets, targets...)}
}

// appendTo fills the row up, moves its targets one place to the left and appends it to rows.
func (p packed) appendTo(rows text.Batch, opt Packing) text.Batch {
	missing := opt.Width + 1 - len(p.ids)
	targets := append(p.targets, ignored(missing, opt)...)
	rows.Inputs = append(rows.Inputs, text.PadTo(p.ids, opt.Width+1, opt.Pad)[:opt.Width])
	rows.Targets = append(rows.Targets, targets[1:])
	return rows
}

// fullest is the place of the longest row of at most so many ids, -1 when there is none.
func fullest(rows []packed, most int) int {
	at := -1
	for i, row := range rows {
		if len(row.ids) <= most && (at < 0 || len(row.ids) > len(rows[at].ids)) {
			at = i
		}
	}
	return at
}

// NewPackedLoaders is [NewLoaders] with rows of opt.Packed tokens for training and validation, opt.BatchSize of them in
// a batch; fewer rows are one batch. The test loader stays as it is.
func NewPackedLoaders(parts Parts, tok text.Tokenizer, opt LoaderOptions, rng *torchrand.Generator) (*Loaders, error) {
	l, err := NewLoaders(parts, tok, opt, rng)
	if err != nil {
		return nil, err
	}
	for _, part := range []struct {
		name    string
		entries []Entry
		loader  **dataloader.Loader[text.Batch]
		tokens  *int
	}{
		{"training", parts.Train, &l.Train, &l.TrainTokens},
		{"validation", parts.Validation, &l.Validation, &l.ValidationTokens},
	} {
		rows, leftOut, err := packEntries(part.entries, tok, opt)
		if err != nil {
			return nil, fmt.Errorf("%s data: %w", part.name, err)
		}
		train := *part.loader == l.Train
		*part.loader, err = newPackedLoader(rows, dataloader.Options{BatchSize: opt.BatchSize, Shuffle: train,
			DropLast: train && len(rows.Inputs) >= opt.BatchSize, RNG: rng})
		if err != nil {
			return nil, fmt.Errorf("%s data: %w", part.name, err)
		}
		*part.tokens = len(rows.Inputs) * opt.Packed
		l.LeftOut += leftOut
	}
	return l, nil
}

// packEntries makes the rows of entries, and says how many were too long.
func packEntries(entries []Entry, tok text.Tokenizer, opt LoaderOptions) (rows text.Batch, leftOut int, err error) {
	ds, err := NewDataset(entries, opt.Style.withoutHead(), tok)
	if err != nil {
		return text.Batch{}, 0, err
	}
	head, err := tok.Encode(opt.Style.Head)
	if err != nil {
		return text.Batch{}, 0, err
	}
	rows, leftOut = Pack(ds.items, head, Packing{Width: opt.Packed, Pad: opt.Collate.Pad, Ignore: opt.Collate.Ignore,
		MaskPrompt: opt.Collate.MaskPrompt})
	if len(rows.Inputs) == 0 {
		return rows, leftOut, fmt.Errorf("none of %d entries fits into a row of %d tokens", len(entries), opt.Packed)
	}
	return rows, leftOut, nil
}

// newPackedLoader makes batches of rows.
func newPackedLoader(rows text.Batch, order dataloader.Options) (*dataloader.Loader[text.Batch], error) {
	return dataloader.New(len(rows.Inputs), func(indices []int) (b text.Batch, err error) {
		for _, i := range indices {
			b.Inputs = append(b.Inputs, rows.Inputs[i])
			b.Targets = append(b.Targets, rows.Targets[i])
		}
		return b, nil
	}, order)
}
