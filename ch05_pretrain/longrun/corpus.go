package longrun

import (
	"crypto/sha256"
	"fmt"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/shared/corpus"
	"llmfromscratch/shared/dataloader"
	"llmfromscratch/shared/torchrand"
)

// GPT2Corpus is GPT-2's tokenizer for preparing a corpus. A text that spells <|endoftext|> out has a border between two
// documents there, as files have in which several documents were joined.
func GPT2Corpus() corpus.Tokenizer {
	return corpus.Tokenizer{Name: "gpt2", VocabSize: text.GPT2VocabSize, EndOfText: text.EndOfTextID,
		New: func() (corpus.Encoder, error) {
			tok, err := text.NewGPT2()
			if err != nil {
				return nil, err
			}
			return tok.Allowing(text.EndOfText).Encode, nil
		}}
}

// OwnCorpus is a tokenizer of one's own for preparing a corpus, with the same borders. Its name holds a digest of all
// its tokens and merges, such as "bpe-3000-5f1a2b3c4d5e6f70", by which a reader tells two vocabularies of one size
// apart.
func OwnCorpus(tok *text.BPE) (corpus.Tokenizer, error) {
	end, ok := tok.SpecialID(text.EndOfText)
	if !ok {
		return corpus.Tokenizer{}, fmt.Errorf("the tokenizer has no special token %s to put between two documents",
			text.EndOfText)
	}
	digest := sha256.New()
	for id := range tok.VocabSize() {
		token, err := tok.DecodeBytes([]int{id})
		if err != nil {
			return corpus.Tokenizer{}, err
		}
		fmt.Fprintf(digest, "%q\n", token)
	}
	for _, m := range tok.Merges() {
		fmt.Fprintf(digest, "%q %q\n", m[0], m[1])
	}
	name := fmt.Sprintf("bpe-%d-%x", tok.VocabSize(), digest.Sum(nil)[:8])
	return corpus.Tokenizer{Name: name, VocabSize: tok.VocabSize(), EndOfText: end,
		New: func() (corpus.Encoder, error) { return tok.Allowing(text.EndOfText).Encode, nil }}, nil
}

// NewCorpusLoaders are the loaders of a prepared corpus, as [pretrain.NewLoaders] makes those of a text: windows that
// do not overlap, those for training shuffled by rng, those for validation in order. The ids stay on the disk until a
// batch wants them. What is held out was decided when the corpus was prepared, opt.TrainRatio does not count.
func NewCorpusLoaders(c *corpus.Corpus, opt pretrain.DataOptions, rng *torchrand.Generator) (*pretrain.Loaders, error) {
	if c.Validation.Len() == 0 {
		return nil, fmt.Errorf("the corpus was prepared without a part for validation: prepare it again with one")
	}
	l := pretrain.Loaders{RNG: rng, Data: fmt.Sprintf("corpus %s, windows of %d, batches of %d", c.Index.Fingerprint,
		opt.ContextLength, opt.BatchSize)}
	var err error
	l.Train, l.TrainTokens, err = corpusLoader(c.Train, opt.ContextLength,
		dataloader.Options{BatchSize: opt.BatchSize, Shuffle: true, DropLast: true, RNG: rng})
	if err != nil {
		return nil, fmt.Errorf("training part: %w", err)
	}
	l.Validation, l.ValidationTokens, err = corpusLoader(c.Validation, opt.ContextLength,
		dataloader.Options{BatchSize: opt.BatchSize, RNG: rng})
	if err != nil {
		return nil, fmt.Errorf("validation part: %w", err)
	}
	return &l, nil
}

func corpusLoader(tokens *corpus.Tokens, contextLength int,
	opt dataloader.Options) (*dataloader.Loader[text.Batch], int, error) {
	w, err := newWindows(tokens, contextLength)
	if err != nil {
		return nil, 0, err
	}
	loader, err := dataloader.New(w.len(), w.batch, opt)
	if err != nil {
		return nil, 0, err
	}
	n, err := pretrain.LoadedTokens(loader, w.len(), contextLength)
	return loader, n, err
}

// windows are what [text.Dataset] makes of a text, made of ids that are not in memory: windows of so many ids, one
// behind the other, and for each the same window one id further, the targets.
type windows struct {
	tokens *corpus.Tokens
	length int
}

func newWindows(tokens *corpus.Tokens, length int) (windows, error) {
	if length < 1 {
		return windows{}, fmt.Errorf("windows of %d token ids: max length must be at least 1", length)
	}
	if tokens.Len() <= length {
		return windows{}, fmt.Errorf("%w: there are %d token ids, a window of %d and its targets need %d: use more "+
			"text or a smaller context",
			text.ErrTooShort, tokens.Len(), length, length+1)
	}
	return windows{tokens, length}, nil
}

func (w windows) len() int { return (w.tokens.Len() - 1) / w.length }

// batch reads some windows.
func (w windows) batch(indices []int) (text.Batch, error) {
	var b text.Batch
	for _, i := range indices {
		ids := make([]int, w.length+1)
		if err := w.tokens.Read(ids, i*w.length); err != nil {
			return text.Batch{}, err
		}
		b.Inputs, b.Targets = append(b.Inputs, ids[:w.length:w.length]), append(b.Targets, ids[1:])
	}
	return b, nil
}
