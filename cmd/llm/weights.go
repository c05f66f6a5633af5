package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain/gpt2"
)

// weightsHelp says in the help of a flag what [gpt2.Load] loads.
const weightsHelp = "model to start from: a folder or file of this project, of Hugging Face or of OpenAI, or a size " +
	"of GPT-2 that is on this machine, such as 124M"

// loadModel loads the weights that a flag names, for texts in GPT-2's tokens. Rows of its tables that no token has are
// left out, which is said on log; a model with a vocabulary of its own is refused, as it would read other words.
func loadModel(nameOrFolder string, log io.Writer) (*gpt.Model, error) {
	m, err := gpt2.Load(nameOrFolder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%w\n`go run ./cmd/llm pretrain` trains one, in a minute or two", err)
	}
	if err != nil {
		return nil, err
	}
	const tokens = text.GPT2VocabSize
	switch rows := m.Config.VocabSize; {
	case rows > tokens:
		fmt.Fprintf(log, "%s has tables of %d rows, GPT-2's tokenizer %d tokens: the last %d rows are left out\n",
			nameOrFolder, rows, tokens, rows-tokens)
		return gpt2.TrimVocabulary(m, tokens)
	case rows < tokens:
		hint := ""
		if _, err := os.Stat(filepath.Join(nameOrFolder, "assistant.json")); err == nil {
			hint = fmt.Sprintf("; ask it with `llm instruct answer --model %s`", nameOrFolder)
		}
		return nil, fmt.Errorf("%s has a vocabulary of its own, of %d tokens, not GPT-2's of %d%s", nameOrFolder, rows,
			tokens, hint)
	}
	return m, nil
}
