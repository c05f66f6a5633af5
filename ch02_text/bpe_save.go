package text

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"llmfromscratch/shared/atomicfile"
)

// The files of a tokenizer in a folder, by the names that Hugging Face has for GPT-2's two.
const (
	vocabFile  = "vocab.json"
	mergesFile = "merges.txt"
)

// SaveFolder writes the encoding as vocab.json and merges.txt to a folder, which is there; see [BPE.SaveGPT2Files].
func (b *BPE) SaveFolder(dir string) error {
	return b.SaveGPT2Files(filepath.Join(dir, vocabFile), filepath.Join(dir, mergesFile))
}

// LoadBPEFolder reads vocab.json and merges.txt from a folder; [EndOfText] is a special token. Where neither is there
// the error is fs.ErrNotExist.
func LoadBPEFolder(dir string) (*BPE, error) {
	vocab, merges := filepath.Join(dir, vocabFile), filepath.Join(dir, mergesFile)
	_, err1 := os.Stat(vocab)
	_, err2 := os.Stat(merges)
	if errors.Is(err1, fs.ErrNotExist) != errors.Is(err2, fs.ErrNotExist) {
		missing, there := merges, vocab
		if err1 != nil {
			missing, there = vocab, merges
		}
		return nil, fmt.Errorf("%s is there and %s is not: a tokenizer needs both", there, missing)
	}
	return LoadGPT2Files(vocab, merges, EndOfText)
}

// RemoveBPEFolder removes the two files, where they are, from the folder of a model that has other tokens.
func RemoveBPEFolder(dir string) error {
	for _, name := range []string{vocabFile, mergesFile} {
		if err := os.Remove(filepath.Join(dir, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// SaveGPT2Files writes the encoding in the form of GPT-2's two files, which [LoadGPT2Files] and other libraries read:
// all tokens with their ids, special tokens among them, in the order of the ids, such as {"!":0,"\"":1,"Ġthe":262}; and
// a line for each merge in the order of learning, such as "Ġ t", below the line "#version: 0.2". Each file is written
// whole or not at all.
func (b *BPE) SaveGPT2Files(encoderPath, mergesPath string) error {
	var encoder bytes.Buffer
	enc := json.NewEncoder(&encoder)
	enc.SetEscapeHTML(false)
	for id, token := range b.tokens {
		encoder.WriteByte("{,"[min(id, 1)])
		if special, ok := b.special[token]; !ok || special != id {
			token = printToken(token)
		}
		if err := enc.Encode(token); err != nil {
			return fmt.Errorf("%s: token %d: %w", encoderPath, id, err)
		}
		encoder.Truncate(encoder.Len() - 1) // the line feed that Encode adds
		fmt.Fprintf(&encoder, ":%d", id)
	}
	encoder.WriteString("}\n")
	if err := atomicfile.WriteBytes(encoderPath, encoder.Bytes()); err != nil {
		return err
	}
	return atomicfile.Write(mergesPath, func(w io.Writer) error {
		if _, err := fmt.Fprintln(w, "#version: 0.2"); err != nil {
			return err
		}
		for _, m := range b.Merges() {
			if _, err := fmt.Fprintf(w, "%s %s\n", printToken(m[0]), printToken(m[1])); err != nil {
				return err
			}
		}
		return nil
	})
}
