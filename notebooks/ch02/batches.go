// Package lesson holds what only the notebooks of chapter 2 use.
package lesson

import "llmfromscratch/shared/dataloader"

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
