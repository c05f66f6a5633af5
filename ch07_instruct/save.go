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
// compact one.
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
	vocabulary := filepath.Join(dir, vocabularyFile)
	if compact, ok := a.Tok.(*text.Compact); ok {
		if err := compact.Save(vocabulary); err != nil {
			return err
		}
	} else if err := os.Remove(vocabulary); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err // of an older assistant, whose ids these are not
	}
	content, err := json.Marshal(assistantInfo{Style: a.Style.Name, MaxNewTokens: a.MaxNewTokens})
	if err != nil {
		return err
	}
	return atomicfile.WriteBytes(filepath.Join(dir, assistantFile), append(content, '\n'))
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
	gpt2, err := text.NewGPT2()
	if err != nil {
		return nil, err
	}
	a := &Assistant{Model: m, Tok: gpt2.Allowing(text.EndOfText), EndOfText: text.EndOfTextID, Style: style,
		MaxNewTokens: info.MaxNewTokens}
	vocabSize := gpt2.VocabSize()
	path := filepath.Join(dir, vocabularyFile)
	switch content, err := os.ReadFile(path); {
	case err == nil:
		compact, err := text.ParseCompact(gpt2, content)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		a.Tok, a.EndOfText, vocabSize = compact, compact.EndOfText(), compact.VocabSize()
	case !errors.Is(err, fs.ErrNotExist):
		return nil, err
	}
	if vocabSize != m.Config.VocabSize {
		return nil, fmt.Errorf("%s: the model knows %d tokens, its tokenizer has %d: is %s the model's?", dir,
			m.Config.VocabSize, vocabSize, path)
	}
	return a, nil
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
