package instruct

import (
	"errors"
	"fmt"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch05_pretrain"
)

// PadInputs is the first draft of section 7.3's collate function: every item is filled up with pad to the length of the
// longest, [batch, seq].
func PadInputs(items [][]int, pad int) [][]int { return text.Pad(items, pad) }

// PadBatch is the second draft: inputs as before, and as targets the same ids one place further. A pad is put behind
// each item first, so that the target of its last id is the end of the text.
func PadBatch(items [][]int, pad int) text.Batch {
	b := text.Batch{Inputs: PadInputs(items, pad), Targets: make([][]int, len(items))}
	for i, ids := range items {
		b.Targets[i] = text.PadTo(ids, len(b.Inputs[i])+1, pad)[1:]
	}
	return b
}

// CollateOptions are the arguments of the final collate function.
type CollateOptions struct {
	Pad       int // id that fills up a row and ends a text
	Ignore    int // target that the loss leaves out, such as pretrain.IgnoreIndex; 0: nothing is left out
	MaxLength int // longer rows are cut to so many ids; 0: no limit

	// MaskPrompt leaves the prompt out of the loss as well: its first Item.Prompt-1 targets become Ignore (exercise
	// 7.2).
	MaskPrompt bool
	// Multiple rounds the width of a batch up to a multiple of it; 0 or 1: as wide as the longest item. A model is
	// compiled once for every width, which on some backends takes seconds. The loss is the same: what is added is
	// ignored.
	Multiple int
}

// BookCollate are the book's settings: padding with <|endoftext|>, -100 for targets that do not count, at most 1,024
// ids.
func BookCollate() CollateOptions {
	return CollateOptions{Pad: text.EndOfTextID, Ignore: pretrain.IgnoreIndex, MaxLength: 1024}
}

// Collate makes a batch of items: the final version of section 7.3, custom_collate_fn. All pads among a row's targets
// but the first become Ignore: the first one teaches the model to end its answer, the others say nothing. The rule goes
// by value, so an end-of-text id within an item counts as the first one.
//
//	items [5 6] and [7 8 9], pad 0, ignore -100:
//	inputs  [5 6 0]  [7 8 9]
//	targets [6 0 -100]  [8 9 0]
func Collate(items []Item, opt CollateOptions) (text.Batch, error) {
	var ids [][]int
	for i, item := range items {
		if len(item.IDs) == 0 {
			return text.Batch{}, fmt.Errorf("item %d of the batch has no token ids", i)
		}
		if opt.MaskPrompt && opt.Ignore == 0 {
			return text.Batch{}, errors.New("prompts are to be masked, but no target says what the loss leaves out: " +
				"set Ignore")
		}
		if opt.MaskPrompt && (item.Prompt < 1 || item.Prompt > len(item.IDs)) {
			return text.Batch{}, fmt.Errorf("item %d of the batch: a prompt of %d tokens in a text of %d", i,
				item.Prompt, len(item.IDs))
		}
		ids = append(ids, item.IDs)
	}
	if len(ids) == 0 {
		return text.Batch{}, errors.New("a batch without items")
	}
	b := PadBatch(ids, opt.Pad)
	for i := range items {
		if opt.Ignore != 0 {
			ignorePads(b.Targets[i], opt)
		}
		if opt.MaskPrompt {
			for k := range items[i].Prompt - 1 {
				b.Targets[i][k] = opt.Ignore
			}
		}
	}
	width := len(b.Inputs[0])
	if opt.Multiple > 1 {
		width = (width + opt.Multiple - 1) / opt.Multiple * opt.Multiple
	}
	if opt.MaxLength > 0 {
		width = min(width, opt.MaxLength)
	}
	kept := min(width, len(b.Inputs[0]))
	for i := range items {
		b.Inputs[i] = text.PadTo(b.Inputs[i][:kept], width, opt.Pad)
		b.Targets[i] = text.PadTo(b.Targets[i][:kept], width, opt.Ignore)
	}
	return b, nil
}

// ignorePads masks every pad after the first.
func ignorePads(targets []int, opt CollateOptions) {
	seen := false
	for i, id := range targets {
		if id == opt.Pad {
			if seen {
				targets[i] = opt.Ignore
			}
			seen = true
		}
	}
}
