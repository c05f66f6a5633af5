package dataloader

import (
	"cmp"
	"slices"
)

// ByLength arranges the order of an epoch so that the items of a batch are about equally long, as the option
// group_by_length of Hugging Face's trainer does: rows that are filled up to the longest of their batch then hold
// little padding. Of every so many batches in the drawn order, the items are sorted by their length and cut into
// batches; these come in the order in which the first of their items was drawn. What is left at the end, less than a
// batch, stays there.
//
//	lengths 9 1 8 2 of items 0 1 2 3, drawn as 0 1 2 3, batches of 2: 2 0, then 1 3
//
// Batches of one window alone change places, so a long item can come at any time of the epoch.
func ByLength(batchSize, batches int, lengths []int) func(order []int) []int {
	return func(order []int) []int {
		arranged := make([]int, 0, len(order))
		for window := range slices.Chunk(order, max(1, batchSize*batches)) {
			arranged = append(arranged, byLength(window, max(1, batchSize), lengths)...)
		}
		return arranged
	}
}

// byLength arranges one window.
func byLength(window []int, batchSize int, lengths []int) []int {
	full := len(window) / batchSize * batchSize
	drawn := make(map[int]int, full) // item -> place in the drawn order
	for place, item := range window[:full] {
		drawn[item] = place
	}
	sorted := slices.SortedStableFunc(slices.Values(window[:full]), func(a, b int) int {
		return cmp.Compare(lengths[a], lengths[b])
	})
	first := func(batch []int) int {
		place := full
		for _, item := range batch {
			place = min(place, drawn[item])
		}
		return place
	}
	batches := slices.SortedFunc(slices.Chunk(sorted, batchSize), func(a, b []int) int {
		return cmp.Compare(first(a), first(b))
	})
	return append(slices.Concat(batches...), window[full:]...)
}
