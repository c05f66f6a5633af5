package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/ch05_pretrain/gpt2"
)

// weightsHelp says in the help of a flag what [gpt2.Load] loads.
const weightsHelp = "model to start from: a folder or file of this project, of Hugging Face or of OpenAI, or a size " +
	"of GPT-2 that is on this machine, such as 124M"

// loadModel loads the weights that a flag names, with their tokenizer: GPT-2's, or that of vocab.json and merges.txt
// beside them. Rows of the model's tables that no token has are left out, which is said on log; a model whose tokens
// are not known is refused, as it would read other words.
func loadModel(nameOrFolder string, log io.Writer) (*gpt.Model, vocabulary, error) {
	m, err := gpt2.Load(nameOrFolder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, vocabulary{}, fmt.Errorf("%w\n`go run ./cmd/llm pretrain` trains one, in two to six minutes", err)
	}
	if err != nil {
		return nil, vocabulary{}, err
	}
	v, err := vocabularyOf(nameOrFolder)
	if err != nil {
		return nil, v, err
	}
	switch rows := m.Config.VocabSize; {
	case rows > v.size:
		fmt.Fprintf(log, "%s has tables of %d rows, %s tokenizer %d tokens: the last %d rows are left out\n",
			nameOrFolder, rows, v.owner(), v.size, rows-v.size)
		m, err = gpt2.TrimVocabulary(m, v.size)
		return m, v, err
	case rows < v.size:
		hint := ""
		if _, err := os.Stat(filepath.Join(nameOrFolder, "assistant.json")); err == nil {
			hint = fmt.Sprintf("; ask it with `llm instruct answer --model %s`", nameOrFolder)
		}
		return nil, v, fmt.Errorf("%s has a vocabulary of its own, of %d tokens, not %s of %d%s", nameOrFolder, rows,
			v.owner(), v.size, hint)
	}
	return m, v, nil
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

// How long the first commands take on two cores, with vector kernels and without.
const (
	timeToPretrain = "two to six minutes"
	timeToGenerate = "a few seconds"
)
