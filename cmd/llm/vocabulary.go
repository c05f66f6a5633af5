package main

import (
	"fmt"
	"path/filepath"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch05_pretrain/gpt2"
	"llmfromscratch/ch05_pretrain/longrun"
	"llmfromscratch/shared/corpus"
)

// vocabulary is the tokenizer of a model: GPT-2's, or one of the model's own.
type vocabulary struct {
	text.Tokenizer // where a text spells <|endoftext|> out, it becomes that token
	size           int
	endOfText      int
	own            *text.BPE // nil: GPT-2's
}

func gpt2Vocabulary() (vocabulary, error) {
	tok, err := text.NewGPT2()
	if err != nil {
		return vocabulary{}, err
	}
	return vocabulary{tok.Allowing(text.EndOfText), tok.VocabSize(), text.EndOfTextID, nil}, nil
}

// ownVocabulary is that of vocab.json and merges.txt in a folder.
func ownVocabulary(folder string) (vocabulary, error) {
	tok, err := gpt2.LoadTokenizer(folder)
	if err != nil {
		return vocabulary{}, err
	}
	end, _ := tok.SpecialID(text.EndOfText)
	return vocabulary{tok.Allowing(text.EndOfText), tok.VocabSize(), end, tok}, nil
}

// corpusVocabulary is what a corpus was prepared with.
func corpusVocabulary(dir string, index *corpus.Index) (vocabulary, error) {
	want := longrun.GPT2Corpus()
	v, err := gpt2Vocabulary()
	if index.Tokenizer != want.Name {
		if v, err = ownVocabulary(filepath.Join(dir, index.Tokenizer)); err == nil {
			want, err = longrun.OwnCorpus(v.own)
		}
	}
	if err != nil {
		return v, fmt.Errorf("the tokenizer of corpus %s: %w", dir, err)
	}
	if index.Tokenizer != want.Name || index.VocabSize != want.VocabSize || index.EndOfText != want.EndOfText {
		return v, fmt.Errorf("%s was prepared with tokenizer %q and a vocabulary of %d, here are %q and %d: prepare it "+
			"again", dir, index.Tokenizer, index.VocabSize, want.Name, want.VocabSize)
	}
	return v, nil
}

// save writes a vocabulary of a model's own beside it.
func (v vocabulary) save(dir string) error {
	if v.own == nil {
		return nil
	}
	return gpt2.SaveTokenizer(dir, v.own)
}
