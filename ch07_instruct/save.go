package instruct

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/shared/atomicfile"
	"llmfromscratch/shared/textfile"
)

// An assistant is saved as a folder with the model's files and these two. The vocabulary is there only when it is a
// compact one; a tokenizer of the model's own is in vocab.json and merges.txt.
const (
	assistantFile  = "assistant.json"
	vocabularyFile = "vocabulary.json"
)

// assistantInfo is what assistantFile holds.
type assistantInfo struct {
	Style        string `json:"style"`
	MaxNewTokens int    `json:"max_new_tokens"`
}

// Save writes the assistant to a folder, each file whole or not at all.
func (a *Assistant) Save(dir string) error {
	if err := pretrain.SaveModelDir(dir, a.Model); err != nil {
		return err
	}
	if err := a.saveTokenizer(dir); err != nil {
		return err
	}
	content, err := json.Marshal(assistantInfo{Style: a.Style.Name, MaxNewTokens: a.MaxNewTokens})
	if err != nil {
		return err
	}
	return atomicfile.WriteBytes(filepath.Join(dir, assistantFile), append(content, '\n'))
}

// saveTokenizer writes the tokenizer, unless it is GPT-2's, and removes that of an older assistant, whose ids these are
// not.
func (a *Assistant) saveTokenizer(dir string) error {
	compact, isCompact := a.Tok.(*text.Compact)
	if !isCompact {
		if err := os.Remove(filepath.Join(dir, vocabularyFile)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	if a.Own == nil {
		if err := text.RemoveBPEFolder(dir); err != nil {
			return err
		}
	}
	switch {
	case isCompact:
		return compact.Save(filepath.Join(dir, vocabularyFile))
	case a.Own != nil:
		return a.Own.SaveFolder(dir)
	}
	return nil
}

// LoadAssistant makes the assistant that Save wrote.
func LoadAssistant(dir string) (*Assistant, error) {
	return LoadAssistantWith(dir, func() (*gpt.Model, error) { return pretrain.LoadModelDir(dir) })
}

// LoadAssistantWith makes the assistant of a folder in which the model's files are in another layout: load reads the
// model, the folder's other files say how it was taught and, where its vocabulary is a compact one, which that is.
func LoadAssistantWith(dir string, load func() (*gpt.Model, error)) (*Assistant, error) {
	info, style, err := readAssistantInfo(dir)
	if err != nil {
		return nil, err
	}
	m, err := load()
	if err != nil {
		return nil, err
	}
	a := &Assistant{Model: m, Style: style, MaxNewTokens: info.MaxNewTokens}
	if err := a.loadTokenizer(dir); err != nil {
		return nil, fmt.Errorf("%s: %w", dir, err)
	}
	return a, nil
}

// LoadAnswerer makes what asks the assistant of a folder whose model is there in another form, such as 8-bit weights:
// a model of this configuration, with which next predicts.
func LoadAnswerer(dir string, cfg gpt.Config, next gpt.NextToken) (*Answerer, error) {
	a, err := LoadAssistantWith(dir, func() (*gpt.Model, error) { return &gpt.Model{Config: cfg}, nil })
	if err != nil {
		return nil, err
	}
	return a.AnswererWith(next), nil
}

// loadTokenizer reads the tokenizer of the folder's model: a compact one, one of the model's own, or else GPT-2's.
func (a *Assistant) loadTokenizer(dir string) error {
	gpt2, err := text.NewGPT2()
	if err != nil {
		return err
	}
	a.Tok, a.EndOfText = gpt2.Allowing(text.EndOfText), text.EndOfTextID
	vocabSize := gpt2.VocabSize()
	content, err := os.ReadFile(filepath.Join(dir, vocabularyFile))
	if err == nil {
		compact, err := text.ParseCompact(gpt2, content)
		if err != nil {
			return fmt.Errorf("%s: %w", vocabularyFile, err)
		}
		a.Tok, a.EndOfText, vocabSize = compact, compact.EndOfText(), compact.VocabSize()
	} else if !errors.Is(err, fs.ErrNotExist) {
		return err
	} else if own, err := text.LoadBPEFolder(dir); err == nil {
		return a.useOwn(own)
	} else if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if vocabSize != a.Model.Config.VocabSize {
		return fmt.Errorf("the model knows %d tokens, its tokenizer has %d: is %s the model's?",
			a.Model.Config.VocabSize,
			vocabSize, filepath.Join(dir, vocabularyFile))
	}
	return nil
}

// readAssistantInfo reads assistantFile.
func readAssistantInfo(dir string) (info assistantInfo, style Style, err error) {
	path := filepath.Join(dir, assistantFile)
	content, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return info, style, fmt.Errorf("%s holds no assistant: %s is missing", dir, assistantFile)
	}
	if err != nil {
		return info, style, err
	}
	if err := textfile.Unmarshal(content, &info); err != nil {
		return info, style, fmt.Errorf("%s: %w", path, err)
	}
	if style, err = ParseStyle(info.Style); err != nil {
		return info, style, fmt.Errorf("%s: %w", path, err)
	}
	if info.MaxNewTokens < 1 {
		return info, style, fmt.Errorf("%s: answers of %d tokens, want at least 1", path, info.MaxNewTokens)
	}
	return info, style, nil
}
