package pretrain

import (
	"fmt"

	"llmfromscratch/ch02_text"
	"llmfromscratch/shared/dataloader"
	"llmfromscratch/shared/torchrand"
)

// Split cuts a text in two, the first part taking ratio of its characters: the book trains on the first 0.9 of a story
// and validates on the rest (section 5.1.3). Both parts must have something in them.
func Split(txt string, ratio float64) (train, validation string, err error) {
	characters := []rune(txt)
	at := int(ratio * float64(len(characters)))
	if at <= 0 || at >= len(characters) {
		return "", "", fmt.Errorf("a text of %d characters split at %v leaves one side empty", len(characters), ratio)
	}
	return string(characters[:at]), string(characters[at:]), nil
}

// DataOptions says how a text is cut into batches.
type DataOptions struct {
	TrainRatio    float64 // part of the text that is trained on
	BatchSize     int     // windows in a batch
	ContextLength int     // tokens in a window, and between the starts of two windows
}

// BookData is what section 5.1.3 uses: nine tenths for training, two windows of 256 tokens in a batch.
func BookData() DataOptions { return DataOptions{TrainRatio: 0.9, BatchSize: 2, ContextLength: 256} }

// Loaders are the two data loaders of a training run.
type Loaders struct {
	Train, Validation *dataloader.Loader[text.Batch]
	RNG               *torchrand.Generator // shuffles; both loaders draw from it
	TrainTokens       int                  // tokens in the training batches of one epoch
	ValidationTokens  int                  // tokens in all validation batches

	// Data tells one set of batches from another: a run is resumed only with those that it began with. Empty: unknown.
	Data string
}

// NewLoaders splits a text, encodes both parts and cuts them into windows that do not overlap. Training windows are
// shuffled by rng and a short last batch is dropped; validation windows stay in order, a short last batch counts
// (section 5.1.3).
func NewLoaders(txt string, tok text.Tokenizer, opt DataOptions, rng *torchrand.Generator) (*Loaders, error) {
	train, validation, err := Split(txt, opt.TrainRatio)
	if err != nil {
		return nil, err
	}
	l := Loaders{RNG: rng}
	l.Train, l.TrainTokens, err = newLoader(train, tok, opt.ContextLength,
		dataloader.Options{BatchSize: opt.BatchSize, Shuffle: true, DropLast: true, RNG: rng})
	if err != nil {
		return nil, fmt.Errorf("training text: %w", err)
	}
	l.Validation, l.ValidationTokens, err = newLoader(validation, tok, opt.ContextLength,
		dataloader.Options{BatchSize: opt.BatchSize, RNG: rng})
	if err != nil {
		return nil, fmt.Errorf("validation text: %w", err)
	}
	return &l, nil
}

func newLoader(txt string, tok text.Tokenizer, contextLength int,
	opt dataloader.Options) (*dataloader.Loader[text.Batch], int, error) {
	ids, err := tok.Encode(txt)
	if err != nil {
		return nil, 0, err
	}
	ds, err := text.NewDataset(ids, contextLength, contextLength)
	if err != nil {
		return nil, 0, err
	}
	loader, err := text.NewLoader(ds, opt)
	if err != nil {
		return nil, 0, err
	}
	n, err := LoadedTokens(loader, ds.Len(), contextLength)
	return loader, n, err
}

// LoadedTokens is the number of tokens in the batches of an epoch over so many windows. Without a single batch it is an
// error.
func LoadedTokens(loader *dataloader.Loader[text.Batch], windows, contextLength int) (int, error) {
	opt := loader.Options()
	if loader.Len() == 0 {
		return 0, fmt.Errorf("%d windows of %d tokens do not fill one batch of %d: use a smaller batch or context",
			windows, contextLength, opt.BatchSize)
	}
	if opt.DropLast {
		windows -= windows % opt.BatchSize
	}
	return windows * contextLength, nil
}
