package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain/gpt2"
	"llmfromscratch/ch07_instruct"
)

// loadAssistant loads a fine-tuned model from its folder, in any layout.
func loadAssistant(dir string) (*instruct.Assistant, error) {
	return instruct.LoadAssistantWith(dir, func() (*gpt.Model, error) { return gpt2.Load(dir) })
}

// assistant loads a fine-tuned model by its name or from its folder, for the engine that was chosen, and makes what
// asks it, whose Next is still missing.
func (f engineFlags) assistant(nameOrFolder string) (*instruct.Answerer, engine, error) {
	dir, err := broughtAlong(nameOrFolder)
	if err != nil {
		return nil, engine{}, err
	}
	if err := holdsAssistant(nameOrFolder, dir); err != nil {
		return nil, engine{}, err
	}
	a, err := loadAssistant(dir)
	if hasEightBits(err) {
		return f.assistant8(dir, err)
	}
	if err != nil {
		return nil, engine{}, err
	}
	e, err := f.ready(a.Model, vocabulary{Tokenizer: a.Tok, endOfText: a.EndOfText})
	return a.AnswererWith(nil), e, err
}

// assistant8 is assistant for a folder with 8-bit weights; refused is the error for what can only use float32.
func (f engineFlags) assistant8(dir string, refused error) (*instruct.Answerer, engine, error) {
	loops, err := f.loops8(dir, refused)
	if err != nil {
		return nil, engine{}, err
	}
	a, err := instruct.LoadAnswerer(dir, loops.Config, nil)
	if err != nil {
		return nil, engine{}, err
	}
	return a, engine{Config: loops.Config, tok: vocabulary{Tokenizer: a.Tok, endOfText: a.EndOfText}, loops: loops}, nil
}

// holdsAssistant is an error for a folder without an assistant that says what it is instead, or, of one that is not
// there, what makes an assistant. The name is that of the user.
func holdsAssistant(name, dir string) error {
	if isAssistant(dir) {
		return nil
	}
	if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%w\n`go run ./cmd/llm instruct train` makes an assistant, in some minutes", err)
	} else if err != nil {
		return err
	}
	if _, err := gpt2.Files(dir); err != nil {
		return fmt.Errorf("%s holds no assistant: %s is missing, and there are no weights", name, assistantFile)
	}
	_, err := gpt2.Load(dir)
	if other := new(gpt2.LookalikeError); errors.As(err, &other) {
		return fmt.Errorf("%s holds no assistant, %s is missing: %w", name, assistantFile, err)
	}
	return fmt.Errorf("%s holds a model and no assistant: %s is missing\n`llm generate --model %[1]s` continues texts "+
		"with it", name, assistantFile)
}

// isAssistant says whether a folder is that of a fine-tuned model.
func isAssistant(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, assistantFile))
	return err == nil
}
