// Package lesson holds what only the notebooks of chapter 2 use.
package lesson

import (
	"fmt"

	"llmfromscratch/ch02_text"
	"llmfromscratch/shared/dataloader"
	"llmfromscratch/shared/torchrand"
)

// FirstBatches is what a loader of numbers gives in the first batches of some epochs, one after the other (section
// 2.6).
func FirstBatches(loader *dataloader.Loader[[]int], epochs, batches int) (numbers []int, err error) {
	for range epochs {
		left := batches
		for batch, err := range loader.Epoch() {
			if err != nil {
				return nil, err
			}
			numbers = append(numbers, batch...)
			if left--; left == 0 {
				break
			}
		}
	}
	return numbers, nil
}

// Sizes says what a loader with these options makes of a text, under the names of the figure "ch02.loader.sizes": the
// options, how many batches there are, how many rows the last one has, and what its last window holds (section 2.6).
func Sizes(txt string, opt text.LoaderOptions) (map[string]any, error) {
	loader, err := text.CreateDataLoader(txt, opt, torchrand.New(123))
	if err != nil {
		return nil, err
	}
	var last text.Batch
	for batch, err := range loader.Epoch() {
		if err != nil {
			return nil, err
		}
		last = batch
	}
	rows := len(last.Inputs)
	if rows == 0 {
		return nil, fmt.Errorf("not one full batch of %d windows", opt.BatchSize)
	}
	inputs, targets := last.Inputs[rows-1], last.Targets[rows-1]
	return map[string]any{
		"batch_size": opt.BatchSize, "max_length": opt.MaxLength, "stride": opt.Stride, "drop_last": opt.DropLast,
		"batches": loader.Len(), "last_batch_rows": rows,
		"last_window_first5": inputs[:min(5, len(inputs))], "last_window_last_target": targets[len(targets)-1],
	}, nil
}
