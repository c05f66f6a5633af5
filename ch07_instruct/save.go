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

// An assistant is saved as a folder with the model's files and this one; a tokenizer of the model's own is in
// vocab.json and merges.txt.
const assistantFile = "assistant.json"

// cutFile is in the folders of assistants that were made from nothing, which is no longer done: it has those of GPT-2's
// tokens that their few entries needed.
const cutFile = "vocabulary.json"

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

// saveTokenizer writes the model's own tokenizer, and removes that of an older assistant, whose ids these are not.
func (a *Assistant) saveTokenizer(dir string) error {
	if err := os.Remove(filepath.Join(dir, cutFile)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if a.Own == nil {
		return text.RemoveBPEFolder(dir)
	}
	return a.Own.SaveFolder(dir)
}

// LoadAssistant makes the assistant that Save wrote.
func LoadAssistant(dir string) (*Assistant, error) {
	return LoadAssistantWith(dir, func() (*gpt.Model, error) { return pretrain.LoadModelDir(dir) })
}

// LoadAssistantWith makes the assistant of a folder in which the model's files are in another layout: load reads the
// model, the folder's other files say how it was taught.
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

// loadTokenizer reads the tokenizer of the folder's model: one of its own, or else GPT-2's.
func (a *Assistant) loadTokenizer(dir string) error {
	if _, err := os.Stat(filepath.Join(dir, cutFile)); err == nil {
		return fmt.Errorf("%s: an older version made this assistant from nothing, with a part of GPT-2's tokens, "+
			"which is no longer read: train one anew, from the course's own model", cutFile)
	}
	own, err := text.LoadBPEFolder(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return a.useGPT2()
	}
	if err != nil {
		return err
	}
	return a.useOwn(own)
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
