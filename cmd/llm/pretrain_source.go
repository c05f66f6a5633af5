package main

import (
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/ch05_pretrain/longrun"
	"llmfromscratch/shared/corpus"
	"llmfromscratch/shared/course"
	"llmfromscratch/shared/keep"
	"llmfromscratch/shared/textfile"
	"llmfromscratch/shared/torchrand"
)

// sourceFlags are flags of "llm pretrain": what is trained on, and where the run is written down.
type sourceFlags struct {
	data, corpus, metrics string
	alignDocuments        bool
}

func (f *sourceFlags) add(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.Var(given(&f.data, ""), "data",
		"text file in UTF-8 to train on; without it The Verdict, or our own story where that is not at hand")
	flags.Var(given(&f.corpus, ""), "corpus", `folder that "llm prepare" made, to train on instead of one text`)
	flags.Var(given(&f.metrics, ""), "metrics",
		"CSV file that gets a line for each step and each evaluation while the run goes")
	flags.BoolVar(&f.alignDocuments, "align-documents", false,
		"with --corpus: each document has a window that begins with it, as short documents want it")
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
	tok    vocabulary
	align  bool // windows begin where documents begin
}

// open finds what is trained on: the corpus, or else the text of a file, or the course's.
func (f *sourceFlags) open() (*trainingData, error) {
	if f.alignDocuments && f.corpus == "" {
		return nil, errors.New("--align-documents: one text has no documents to align with: prepare a corpus and " +
			"name it with --corpus")
	}
	if f.corpus == "" {
		content, from, err := trainingText(f.data)
		if err != nil {
			return nil, err
		}
		tok, err := gpt2Vocabulary()
		return &trainingData{from: from, text: content, tok: tok}, err
	}
	c, err := corpus.Open(f.corpus)
	if err != nil {
		return nil, err
	}
	tok, err := corpusVocabulary(f.corpus, c.Index)
	if err != nil {
		return nil, errors.Join(err, c.Close())
	}
	return &trainingData{from: fmt.Sprintf("corpus %s, %d token ids to train on", f.corpus, c.Train.Len()), corpus: c,
		tok: tok, align: f.alignDocuments}, nil
}

// settings are those of the data: a text and the ids that the model's tokenizer makes of it, or a corpus.
func (d *trainingData) settings() (keep.Settings, error) {
	if d.corpus != nil {
		// under the name that a text has, so that the two are compared
		settings := keep.Settings{{Name: "--data", Value: d.corpus.Index.Fingerprint, Label: d.from}}
		if d.align {
			settings = append(settings, keep.Setting{Name: "--align-documents", Value: "true"})
		}
		return settings, nil
	}
	data, err := dataSetting("data", d.from, d.text)
	if err != nil {
		return nil, err
	}
	tokenizer, err := tokenizerSetting(d.tok, d.text)
	return keep.Settings{data, tokenizer}, err
}

// loaders cuts it into batches.
func (d *trainingData) loaders(opt pretrain.DataOptions, rng *torchrand.Generator) (*pretrain.Loaders, error) {
	if d.align {
		return longrun.NewDocumentLoaders(d.corpus, opt, rng)
	}
	if d.corpus != nil {
		return longrun.NewCorpusLoaders(d.corpus, opt, rng)
	}
	return pretrain.NewLoaders(d.text, d.tok, opt, rng)
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
