package instruct

import (
	"fmt"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/shared/dataloader"
	"llmfromscratch/shared/torchrand"
)

// LoaderOptions says how entries become batches (section 7.4).
type LoaderOptions struct {
	Style     Style
	BatchSize int
	Collate   CollateOptions

	// GroupByLength is among how many batches of training entries those of about the same length are put together,
	// which saves padding; 0: the order is the drawn one, as in the book.
	GroupByLength int

	// Packed is how many tokens a row has in which several entries stand, see [Packing]: for training and validation,
	// in batches of BatchSize rows; 0: a row for each entry, as in the book.
	Packed int
}

// BookLoader is the book's: Alpaca style, batches of eight.
func BookLoader() LoaderOptions {
	return LoaderOptions{Style: Alpaca(), BatchSize: 8, Collate: BookCollate()}
}

// NewLoader makes batches of a data set, each as wide as its longest entry.
func NewLoader(ds *Dataset, collate CollateOptions, opt dataloader.Options) (*dataloader.Loader[text.Batch], error) {
	return dataloader.New(ds.Len(), func(indices []int) (text.Batch, error) {
		return Collate(ds.Items(indices...), collate)
	}, opt)
}

// Loaders are the data loaders of the three parts.
type Loaders struct {
	pretrain.Loaders                                // training and validation, as [pretrain.Train] wants them
	Test             *dataloader.Loader[text.Batch] // for the loss on entries that nothing was decided by
	Cut              int                            // entries longer than MaxLength, whose end is cut off
	LeftOut          int                            // entries too long for a packed row, which are not trained on
}

// NewLoaders encodes the three parts. Training entries are shuffled by rng and a short last batch is dropped; the
// others stay in order, and a short last batch counts (section 7.4).
func NewLoaders(parts Parts, tok text.Tokenizer, opt LoaderOptions, rng *torchrand.Generator) (*Loaders, error) {
	l := &Loaders{Loaders: pretrain.Loaders{RNG: rng}}
	for _, part := range []struct {
		name    string
		entries []Entry
		train   bool
		loader  **dataloader.Loader[text.Batch]
		tokens  *int
	}{
		{"training", parts.Train, true, &l.Train, &l.TrainTokens},
		{"validation", parts.Validation, false, &l.Validation, &l.ValidationTokens},
		{"test", parts.Test, false, &l.Test, nil},
	} {
		ds, err := NewDataset(part.entries, opt.Style, tok)
		if err != nil {
			return nil, fmt.Errorf("%s data: %w", part.name, err)
		}
		order := dataloader.Options{BatchSize: opt.BatchSize, Shuffle: part.train, DropLast: part.train, RNG: rng}
		if part.train && opt.GroupByLength > 0 {
			order.Arrange = dataloader.ByLength(opt.BatchSize, opt.GroupByLength, ds.Lengths())
		}
		*part.loader, err = NewLoader(ds, opt.Collate, order)
		if err != nil {
			return nil, fmt.Errorf("%s data: %w", part.name, err)
		}
		if opt.Collate.MaxLength > 0 {
			l.Cut += ds.longer(opt.Collate.MaxLength)
		}
		if part.tokens != nil {
			for i := range ds.Len() {
				*part.tokens += len(ds.At(i).IDs)
			}
		}
	}
	if l.Train.Len() == 0 {
		return nil, fmt.Errorf("%d training entries do not fill a batch of %d: use a smaller batch", len(parts.Train),
			opt.BatchSize)
	}
	return l, nil
}
