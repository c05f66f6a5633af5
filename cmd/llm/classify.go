package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"github.com/spf13/cobra"

	"llmfromscratch/ch06_classify"
	"llmfromscratch/shared/assets"
	"llmfromscratch/shared/book"
	"llmfromscratch/shared/sample"
)

// newClassifyCmd is "llm classify".
func newClassifyCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "classify",
		Short: "Train and use a spam classifier (chapter 6)",
	}
	cmd.AddCommand(newClassifyTrainCmd(), newClassifyPredictCmd(), newClassifyEvalCmd())
	return cmd
}

// classifyOut is the folder of "llm classify train" when no other is named.
var classifyOut = filepath.Join("build", "classify")

// loadClassifier loads a classifier and its vocabulary. A message that spells out <|endoftext|> is refused, as in the
// book.
func loadClassifier(dir string) (*classify.Classifier, vocabulary, error) {
	c, err := classify.Load(dir)
	if err != nil {
		return nil, vocabulary{}, fmt.Errorf("%w\n`go run ./cmd/llm classify train` makes one, in about a minute", err)
	}
	v, err := ownVocabulary(dir)
	if errors.Is(err, fs.ErrNotExist) {
		v, err = gpt2Vocabulary()
	}
	if err == nil && v.size != c.Model.Config.VocabSize {
		err = fmt.Errorf("%s: the classifier knows %d tokens, %s tokenizer has %d", dir, c.Model.Config.VocabSize,
			v.owner(), v.size)
	}
	return c, v.withoutSpecial(), err
}

// smsMessages are the messages of a file, of the SMS collection, or our own.
func smsMessages(path string) (list []classify.Message, from string, err error) {
	if path != "" {
		list, err = classify.ReadFile(path)
		return list, path, err
	}
	data, from := sample.SMS(), "our own sample (llm fetch "+book.NeedSpam+" gets the book's)"
	if collection, err := assets.Read(book.NeedSpam); err == nil {
		data, from = collection, book.NeedSpam
	}
	list, err = classify.Read(bytes.NewReader(data))
	return list, from, err
}
