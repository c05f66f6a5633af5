package text

import (
	"llmfromscratch/shared/dataloader"
	"llmfromscratch/shared/torchrand"
)

// Batch is some windows of a data set, one a row.
type Batch struct {
	Inputs  [][]int // [batch, seq]
	Targets [][]int // [batch, seq], one id further in the text
}

// NewLoader makes batches of the windows of a data set, in the order that PyTorch's DataLoader would choose from the
// same seed (section 2.6). The error says what is wrong with the options.
func NewLoader(ds *Dataset, opt dataloader.Options) (*dataloader.Loader[Batch], error) {
	return dataloader.New(ds.Len(), func(indices []int) (Batch, error) {
		var b Batch
		for _, i := range indices {
			inputs, targets := ds.At(i)
			b.Inputs, b.Targets = append(b.Inputs, inputs), append(b.Targets, targets)
		}
		return b, nil
	}, opt)
}

// LoaderOptions are the arguments of the book's create_dataloader_v1.
type LoaderOptions struct {
	BatchSize int
	MaxLength int  // ids in a window
	Stride    int  // ids from the start of a window to the start of the next
	Shuffle   bool // a new order in every epoch
	DropLast  bool // leave out a last batch that is not full
}

// DefaultLoaderOptions are the defaults of the book's create_dataloader_v1: batches of 4 windows of 256 ids, each
// window overlapping the next by half, shuffled, full batches only.
func DefaultLoaderOptions() LoaderOptions {
	return LoaderOptions{BatchSize: 4, MaxLength: 256, Stride: 128, Shuffle: true, DropLast: true}
}

// CreateDataLoader encodes a text with GPT-2's tokenizer, <|endoftext|> allowed, and makes batches of its windows
// (section 2.6): the book's create_dataloader_v1. Every epoch draws from rng, shuffled or not.
func CreateDataLoader(txt string, opt LoaderOptions, rng *torchrand.Generator) (*dataloader.Loader[Batch], error) {
	gpt2, err := NewGPT2()
	if err != nil {
		return nil, err
	}
	ids, err := gpt2.Encode(txt, EndOfText)
	if err != nil {
		return nil, err
	}
	ds, err := NewDataset(ids, opt.MaxLength, opt.Stride)
	if err != nil {
		return nil, err
	}
	return NewLoader(ds, dataloader.Options{BatchSize: opt.BatchSize, Shuffle: opt.Shuffle, DropLast: opt.DropLast,
		RNG: rng})
}
