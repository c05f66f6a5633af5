package main

import (
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/ch05_pretrain/longrun"
	"llmfromscratch/shared/corpus"
	"llmfromscratch/shared/course"
	"llmfromscratch/shared/textfile"
	"llmfromscratch/shared/torchrand"
)

// sourceFlags are flags of "llm pretrain": what is trained on, and where the run is written down.
type sourceFlags struct {
	data, corpus, metrics string
}

func (f *sourceFlags) add(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.Var(given(&f.data, ""), "data",
		"text file in UTF-8 to train on; without it The Verdict, or our own story where that is not at hand")
	flags.Var(given(&f.corpus, ""), "corpus", `folder that "llm prepare" made, to train on instead of one text`)
	flags.Var(given(&f.metrics, ""), "metrics",
		"CSV file that gets a line for each step and each evaluation while the run goes")
	cmd.MarkFlagsMutuallyExclusive("data", "corpus")
}

// writeDown is where the run is written down; nil when nobody asked.
func (f *sourceFlags) writeDown(stderr io.Writer) *longrun.Metrics {
	if f.metrics == "" {
		return nil
	}
	return &longrun.Metrics{Path: f.metrics, SetAside: func(path string) {
		fmt.Fprintf(stderr, "metrics of an earlier run are now in %s\n", path)
	}}
}

// trainingData is what is trained on.
type trainingData struct {
	from   string // in words
	text   string
	corpus *corpus.Corpus // nil for a text
}

// open finds what is trained on: the corpus, or else the text of a file, or the course's.
func (f *sourceFlags) open() (*trainingData, error) {
	if f.corpus == "" {
		content, from, err := trainingText(f.data)
		return &trainingData{from: from, text: content}, err
	}
	c, err := corpus.Open(f.corpus)
	if err != nil {
		return nil, err
	}
	if want := longrun.GPT2Corpus(); c.Index.Tokenizer != want.Name || c.Index.VocabSize != want.VocabSize {
		return nil, errors.Join(c.Close(),
			fmt.Errorf("%s was prepared with tokenizer %q and a vocabulary of %d, the model has %q and %d: "+
				"prepare it again", f.corpus, c.Index.Tokenizer, c.Index.VocabSize, want.Name, want.VocabSize))
	}
	return &trainingData{from: fmt.Sprintf("corpus %s, %d token ids to train on", f.corpus, c.Train.Len()), corpus: c},
		nil
}

// loaders cuts it into batches.
func (d *trainingData) loaders(tok text.Tokenizer, opt pretrain.DataOptions,
	rng *torchrand.Generator) (*pretrain.Loaders, error) {
	if d.corpus != nil {
		return longrun.NewCorpusLoaders(d.corpus, opt, rng)
	}
	return pretrain.NewLoaders(d.text, tok, opt, rng)
}

// close ends reading from the disk.
func (d *trainingData) close() {
	if d.corpus != nil {
		d.corpus.Close()
	}
}

// trainingText is the text of a file, or the course's text.
func trainingText(path string) (content, from string, err error) {
	if path == "" {
		content, from = course.Story()
		return content, from, nil
	}
	content, err = textfile.Read(path)
	if err != nil {
		return "", "", err
	}
	if content == "" {
		return "", "", errors.New(path + " is empty: there is nothing to train on")
	}
	return content, path, nil
}
