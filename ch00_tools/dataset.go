package tools

import "llmfromscratch/shared/dataloader"

// ToyDataset is a list of examples: two numbers each, and the class that they belong to
// (section A.6).
type ToyDataset struct {
	Features [][]float32 // [items, features]
	Labels   []int64     // [items]
}

// Len is the number of examples.
func (d ToyDataset) Len() int { return len(d.Labels) }

// Batch puts the examples with these indices together.
func (d ToyDataset) Batch(indices []int) (ToyDataset, error) {
	var b ToyDataset
	for _, i := range indices {
		b.Features, b.Labels = append(b.Features, d.Features[i]), append(b.Labels, d.Labels[i])
	}
	return b, nil
}

// ToyData are the book's examples, five to train on and two to test with. Class 0 lies at the
// upper left, class 1 at the lower right.
func ToyData() (train, test ToyDataset) {
	train = ToyDataset{
		Features: [][]float32{{-1.2, 3.1}, {-0.9, 2.9}, {-0.5, 2.6}, {2.3, -1.1}, {2.7, -1.5}},
		Labels:   []int64{0, 0, 0, 1, 1},
	}
	test = ToyDataset{Features: [][]float32{{-0.8, 2.8}, {2.6, -1.6}}, Labels: []int64{0, 1}}
	return train, test
}

// NewLoader cuts a data set into batches. With opt.Shuffle every epoch has another order.
func NewLoader(d ToyDataset, opt dataloader.Options) (*dataloader.Loader[ToyDataset], error) {
	return dataloader.New(d.Len(), d.Batch, opt)
}
