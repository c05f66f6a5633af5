package gpt2

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"llmfromscratch/ch02_text"
)

// The files of a tokenizer in a model's folder, by Hugging Face's names.
const (
	vocabFile  = "vocab.json"
	mergesFile = "merges.txt"
)

// SaveTokenizer writes vocab.json and merges.txt to a folder, which is there: the tokenizer of the model that lies in
// it.
func SaveTokenizer(folder string, tok *text.BPE) error {
	return tok.SaveGPT2Files(filepath.Join(folder, vocabFile), filepath.Join(folder, mergesFile))
}

// LoadTokenizer reads vocab.json and merges.txt from a folder; <|endoftext|> is a special token. Without the two files
// the error is fs.ErrNotExist.
func LoadTokenizer(folder string) (*text.BPE, error) {
	vocab, merges := filepath.Join(folder, vocabFile), filepath.Join(folder, mergesFile)
	_, err1 := os.Stat(vocab)
	_, err2 := os.Stat(merges)
	if errors.Is(err1, fs.ErrNotExist) != errors.Is(err2, fs.ErrNotExist) {
		missing, there := merges, vocab
		if err1 != nil {
			missing, there = vocab, merges
		}
		return nil, fmt.Errorf("%s is there and %s is not: a tokenizer needs both", there, missing)
	}
	return text.LoadGPT2Files(vocab, merges, text.EndOfText)
}
