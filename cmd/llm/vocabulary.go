package main

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch05_pretrain/gpt2"
	"llmfromscratch/ch05_pretrain/longrun"
	"llmfromscratch/shared/corpus"
)

// vocabulary is the tokenizer of a model: GPT-2's, or one of the model's own.
type vocabulary struct {
	text.Tokenizer                // where a text spells <|endoftext|> out, it becomes that token
	plain          text.Tokenizer // where a text spells it out, that is an error
	size           int
	endOfText      int
	own            *text.BPE // nil: GPT-2's
}

func gpt2Vocabulary() (vocabulary, error) {
	tok, err := text.NewGPT2()
	if err != nil {
		return vocabulary{}, err
	}
	return vocabulary{tok.Allowing(text.EndOfText), tok.Allowing(), tok.VocabSize(), text.EndOfTextID, nil}, nil
}

// ownVocabulary is that of vocab.json and merges.txt in a folder.
func ownVocabulary(folder string) (vocabulary, error) {
	tok, err := text.LoadBPEFolder(folder)
	if err != nil {
		return vocabulary{}, err
	}
	end, _ := tok.SpecialID(text.EndOfText)
	return vocabulary{tok.Allowing(text.EndOfText), tok.Allowing(), tok.VocabSize(), end, tok}, nil
}

// vocabularyOf is the vocabulary of a model: its own where vocab.json and merges.txt beside the weights have others
// than GPT-2's tokens.
func vocabularyOf(nameOrFolder string) (vocabulary, error) {
	unlike := gpt2.CheckTokens(nameOrFolder)
	if unlike == nil {
		return gpt2Vocabulary()
	}
	files, err := gpt2.Files(nameOrFolder)
	if err != nil {
		return vocabulary{}, err
	}
	v, err := ownVocabulary(filepath.Dir(files[0]))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		err = fmt.Errorf("%w. Texts would be read as other words: only models with GPT-2's tokens, or with "+
			"vocab.json and merges.txt beside them, can be used here", unlike)
	case err != nil:
		err = fmt.Errorf("%w. They cannot be used as the model's own: %w", unlike, err)
	}
	return v, err
}

// withoutSpecial is the vocabulary for texts in which no special token may be spelled out.
func (v vocabulary) withoutSpecial() vocabulary {
	v.Tokenizer = v.plain
	return v
}

// owner says whose tokens they are.
func (v vocabulary) owner() string {
	if v.own != nil {
		return "the model's own"
	}
	return "GPT-2's"
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
		return v, fmt.Errorf("%s was prepared with tokenizer %q, which cannot be read: %w; prepare it again", dir,
			index.Tokenizer, err)
	}
	if index.Tokenizer != want.Name || index.VocabSize != want.VocabSize || index.EndOfText != want.EndOfText {
		return v, fmt.Errorf("%s was prepared with tokenizer %q and a vocabulary of %d, here are %q and %d: "+
			"prepare it again", dir, index.Tokenizer, index.VocabSize, want.Name, want.VocabSize)
	}
	return v, nil
}

// save writes a vocabulary of a model's own beside it.
func (v vocabulary) save(dir string) error {
	if v.own == nil {
		return nil
	}
	return v.own.SaveFolder(dir)
}
