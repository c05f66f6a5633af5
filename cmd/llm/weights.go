package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain/gpt2"
)

// weightsHelp says in the help of a flag what [gpt2.Load] loads.
const weightsHelp = "model to start from: a folder or file of this project, of Hugging Face or of OpenAI, a size of " +
	"GPT-2 that is on this machine, such as 124M, or course, the course's own"

// loadModel loads the weights that a flag names, with their tokenizer: GPT-2's, or that of vocab.json and merges.txt
// beside them. Rows of the model's tables that no token has are left out, which is said on log; a model whose tokens
// are not known is refused, as it would read other words.
func loadModel(nameOrFolder string, log io.Writer) (*gpt.Model, vocabulary, error) {
	folder, err := broughtAlong(nameOrFolder)
	if err != nil {
		return nil, vocabulary{}, err
	}
	m, err := gpt2.Load(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, vocabulary{}, fmt.Errorf("%w\n`go run ./cmd/llm pretrain` trains one, in two to six minutes", err)
	}
	if err != nil {
		return nil, vocabulary{}, err
	}
	v, err := vocabularyOf(folder)
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
		return nil, v, otherVocabulary(nameOrFolder, rows, v)
	}
	return m, v, nil
}

// otherVocabulary is the error for a model with fewer rows than the tokenizer has tokens, such as most assistants that
// began with random weights.
func otherVocabulary(folder string, rows int, v vocabulary) error {
	hint := ""
	if isAssistant(folder) {
		hint = fmt.Sprintf("; ask it with `llm instruct answer --model %s`", folder)
	}
	return fmt.Errorf("%s has a vocabulary of its own, of %d tokens, not %s of %d%s", folder, rows, v.owner(), v.size,
		hint)
}
