package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
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
	if err := gpt2.CheckTokens(nameOrFolder); err != nil {
		return nil, fmt.Errorf("%w. Texts would be read as other words: only models with GPT-2's tokens can be used "+
			"here",
			err)
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

// noModelYet is an error where there is no model of "llm pretrain" yet: what to type, and how long it takes.
func noModelYet(model string, args []string) error {
	if _, err := os.Stat(model); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	checkpoints := filepath.Join(filepath.Dir(model), "checkpoints")
	if latest, err := pretrain.LatestCheckpoint(checkpoints); err == nil && latest != "" {
		return fmt.Errorf("there is no model in %s yet, only checkpoints of a run that was stopped: the command that "+
			"began it goes on with it, and --model %s takes the newest of them", model, checkpoints)
	}
	prompt := ""
	for _, arg := range args {
		prompt += " " + strconv.Quote(arg)
	}
	return fmt.Errorf(`there is no model in %s yet. Train a small one, then give this command again:
  go run ./cmd/llm pretrain    (%s)
  go run ./cmd/llm generate%s    (%s)
Or take GPT-2's weights:
  go run ./cmd/llm fetch gpt2-124M    (548 MB to download)
  go run ./cmd/llm generate --model 124M%[3]s`, model, timeToPretrain, prompt, timeToGenerate)
}

// How long the first commands take on an ordinary laptop.
const (
	timeToPretrain = "a minute or two"
	timeToGenerate = "a few seconds"
)
