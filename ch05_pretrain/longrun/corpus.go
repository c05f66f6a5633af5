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
	data := fmt.Sprintf("corpus %s, windows of %d, batches of %d", c.Index.Fingerprint, opt.ContextLength,
		opt.BatchSize)
	return corpusLoaders(c, opt, rng, data, newWindows)
}

// NewDocumentLoaders are the loaders of a corpus of short documents, such as stories: each document has a window that
// begins with its first token, so that all of it that the window holds can be told from the window alone. Cut anywhere
// else, as [NewCorpusLoaders] does, half of the windows begin in the middle of a story, and who "she" is they do not
// say. A document that is longer than a window has more of them, one behind the other; where one is shorter, the window
// goes on into the next, whose beginning is seen twice.
func NewDocumentLoaders(c *corpus.Corpus, opt pretrain.DataOptions,
	rng *torchrand.Generator) (*pretrain.Loaders, error) {
	data := fmt.Sprintf("corpus %s, windows of %d from the beginning of documents, batches of %d", c.Index.Fingerprint,
		opt.ContextLength, opt.BatchSize)
	return corpusLoaders(c, opt, rng, data, func(tokens *corpus.Tokens, length int) (windows, error) {
		return newDocumentWindows(tokens, length, c.Index.EndOfText)
	})
}

// corpusLoaders cuts both parts of a corpus into windows.
func corpusLoaders(c *corpus.Corpus, opt pretrain.DataOptions, rng *torchrand.Generator, data string,
	cut func(*corpus.Tokens, int) (windows, error)) (*pretrain.Loaders, error) {
	if c.Validation.Len() == 0 {
		return nil, fmt.Errorf("the corpus was prepared without a part for validation: prepare it again with one")
	}
	l := pretrain.Loaders{RNG: rng, Data: data}
	w, err := cut(c.Train, opt.ContextLength)
	if err == nil {
		l.Train, l.TrainTokens, err = w.loader(dataloader.Options{BatchSize: opt.BatchSize, Shuffle: true,
			DropLast: true, RNG: rng})
	}
	if err != nil {
		return nil, fmt.Errorf("training part: %w", err)
	}
	if w, err = cut(c.Validation, opt.ContextLength); err == nil {
		l.Validation, l.ValidationTokens, err = w.loader(dataloader.Options{BatchSize: opt.BatchSize, RNG: rng})
	}
	if err != nil {
		return nil, fmt.Errorf("validation part: %w", err)
	}
	return &l, nil
}
