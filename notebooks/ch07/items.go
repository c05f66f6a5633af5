package lesson

import "llmfromscratch/ch07_instruct"

// ItemsOf are items of given ids, of which no part is known to be the prompt.
func ItemsOf(ids [][]int) []instruct.Item {
	items := make([]instruct.Item, len(ids))
	for i, row := range ids {
		items[i] = instruct.Item{IDs: row}
	}
	return items
}
