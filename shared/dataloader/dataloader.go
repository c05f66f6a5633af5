// Package dataloader is torch.utils.data.DataLoader with num_workers=0: it cuts the items of a data set into batches,
// shuffled by the random numbers that PyTorch would draw.
//
// An epoch draws from the generator even when nothing is shuffled: two words for a base seed when it begins, and, when
// it is shuffled, two more for the sampler's seed at the first batch. The order itself comes from a generator of its
// own with that seed. So an epoch costs two or four words, however long it is and however early it is left.
//
// Weighed: GoMLX's ml/dataset batches and shuffles as well, but by other random numbers, so that no batch would be the
// book's.
package dataloader

import (
	"errors"
	"fmt"
	"iter"

	"llmfromscratch/shared/torchrand"
)

// Options are the arguments of torch's DataLoader.
type Options struct {
	BatchSize int                  // items in a batch
	Shuffle   bool                 // a new order in every epoch
	DropLast  bool                 // leave out a last batch that is not full
	RNG       *torchrand.Generator // PyTorch's default generator; nil: none, and then nothing can be shuffled

	// Arrange puts the order that was drawn for an epoch into another one, such as [ByLength]; nil: it stays. It must
	// give the same for the same order, since a run that goes on draws the order again.
	Arrange func(order []int) []int
}

// Loader makes batches of type B from a data set.
type Loader[B any] struct {
	items   int
	collate func(indices []int) (B, error)
	opt     Options
}

// New makes a loader over a data set of so many items; collate makes a batch from the items with the given indices, a
// slice that it must not change. The error says what is missing: items, a batch size, a function or a generator.
func New[B any](items int, collate func(indices []int) (B, error), opt Options) (*Loader[B], error) {
	switch {
	case items < 1:
		return nil, errors.New("data loader: the data set is empty")
	case opt.BatchSize < 1:
		return nil, fmt.Errorf("data loader: batch size %d, want at least 1", opt.BatchSize)
	case collate == nil:
		return nil, errors.New("data loader: no function that makes a batch")
	case opt.Shuffle && opt.RNG == nil:
		return nil, errors.New("data loader: no random generator to shuffle with")
	}
	return &Loader[B]{items: items, collate: collate, opt: opt}, nil
}

// Len is the number of batches in an epoch; 0 when the only one would not be full and is to be left out.
func (l *Loader[B]) Len() int {
	if l.opt.DropLast {
		return l.items / l.opt.BatchSize
	}
	return (l.items + l.opt.BatchSize - 1) / l.opt.BatchSize
}

// Options are what the loader was made with.
func (l *Loader[B]) Options() Options { return l.opt }

// Epoch goes once over the data set. Ranging over it is one `for` statement over torch's DataLoader: each range draws
// anew, when it begins, and may be left early. An error is that of collate for the batch in its place; the loop decides
// whether to go on.
func (l *Loader[B]) Epoch() iter.Seq2[B, error] {
	return func(yield func(B, error) bool) {
		order := l.order()
		for i := range l.Len() {
			if !yield(l.batch(order, i)) {
				return
			}
		}
	}
}

// batch makes the i-th batch of an epoch.
func (l *Loader[B]) batch(order []int, i int) (B, error) {
	from := i * l.opt.BatchSize
	return l.collate(order[from:min(from+l.opt.BatchSize, l.items)])
}

// order draws the sequence in which an epoch visits the items.
func (l *Loader[B]) order() []int {
	if l.opt.RNG != nil {
		l.opt.RNG.Int63() // the base seed, for worker processes that there are none of
	}
	order := l.drawn()
	if l.opt.Arrange != nil {
		order = l.opt.Arrange(order)
	}
	return order
}

// drawn is the order before it is arranged.
func (l *Loader[B]) drawn() []int {
	if l.opt.Shuffle {
		return torchrand.New(l.opt.RNG.Int63()).Perm(l.items)
	}
	order := make([]int, l.items)
	for i := range order {
		order[i] = i
	}
	return order
}
