// Package batchtest has an engine for tests, which needs no model.
package batchtest

import (
	"slices"
	"sync"

	"llmfromscratch/internal/batch"
	"llmfromscratch/internal/small"
)

// Vocab is the number of tokens of the engine: the letters of [small.Letters].
var Vocab = len(small.Alphabet)

// Counter is an engine whose next letter is the one after the last: "ab" goes on with "c", "z" with "a". It looks at
// whole texts, so that a slot that was not started anew would be noticed.
type Counter struct {
	Gate    chan struct{} // a step waits for it, unless it is nil
	Failing bool          // the next step panics

	mu    sync.Mutex
	texts map[int][]int
	most  int
}

var _ batch.Engine = (*Counter)(nil)

// Most is the number of texts in the largest step so far.
func (c *Counter) Most() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.most
}

// after are logits that are 9 for the letter after an id, and 0 for all others.
func after(id int) []float32 {
	row := make([]float32, Vocab)
	row[(id+1)%26] = 9
	return row
}

// Start holds a text in a slot.
func (c *Counter) Start(slot int, ids []int) ([]float32, error) {
	if c.texts == nil {
		c.texts = map[int][]int{}
	}
	c.texts[slot] = slices.Clone(ids)
	return after(ids[len(ids)-1]), nil
}

// Step appends a token to each slot.
func (c *Counter) Step(slots, ids []int) ([][]float32, error) {
	if c.Gate != nil {
		<-c.Gate
	}
	if c.Failing {
		c.Failing = false
		panic("no more")
	}
	c.mu.Lock()
	c.most = max(c.most, len(slots))
	c.mu.Unlock()
	var rows [][]float32
	for i, slot := range slots {
		c.texts[slot] = append(c.texts[slot], ids[i])
		rows = append(rows, after(c.texts[slot][len(c.texts[slot])-1]))
	}
	return rows, nil
}

// Score are the logits after each token.
func (c *Counter) Score(ids []int) ([][]float32, error) {
	var rows [][]float32
	for _, id := range ids {
		rows = append(rows, after(id))
	}
	return rows, nil
}
