package main

import (
	"fmt"
	"io"
	"path/filepath"

	"github.com/gomlx/compute"
	"github.com/spf13/cobra"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/ch06_classify"
	"llmfromscratch/shared/dataloader"
	"llmfromscratch/shared/torchrand"
)

// partResult is how a classifier does on some messages.
type partResult struct {
	Part      string  `json:"part"`
	Messages  int     `json:"messages"`
	Truncated int     `json:"truncated,omitempty"` // too long for the model
	Accuracy  float64 `json:"accuracy"`
	Loss      float64 `json:"loss"`
}

// classifyEvalFlags are the flags of "llm classify eval".
type classifyEvalFlags struct {
	model, data, split, backend string
	batch                       int
	json                        bool
}

// newClassifyEvalCmd is "llm classify eval".
func newClassifyEvalCmd() *cobra.Command {
	var f classifyEvalFlags
	cmd := &cobra.Command{
		Use:   "eval",
		Short: "Accuracy and loss of a classifier (section 6.6)",
		Long: `Prints accuracy and loss on the training, validation and test messages that "llm classify train" has
written, or with --data on all messages of a file.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return classifyEval(cmd, f) },
	}
	flags := cmd.Flags()
	flags.Var(given(&f.model, filepath.Join(classifyOut, "model")), "model", "folder of a classifier")
	flags.Var(given(&f.split, filepath.Join(classifyOut, "data")), "split",
		"folder with train.csv, validation.csv and test.csv")
	flags.Var(given(&f.data, ""), "data",
		"file with a label, a tab and a text on each line, instead of the three parts")
	flags.Var(within(&f.batch, classify.BookData().BatchSize, 1, mostRows), "batch", "messages in a batch")
	backendFlag(cmd, &f.backend)
	flags.BoolVar(&f.json, "json", false, "print the results as JSON")
	cmd.MarkFlagsMutuallyExclusive("data", "split")
	return cmd
}

func classifyEval(cmd *cobra.Command, f classifyEvalFlags) error {
	c, tok, err := loadClassifier(f.model)
	if err != nil {
		return err
	}
	parts, err := f.parts()
	if err != nil {
		return err
	}
	be, _, err := openBackend(cmd, f.backend)
	if err != nil {
		return err
	}
	defer be.Finalize()
	results, err := evaluateMessages(cmd, c, be, parts, tok, f.batch)
	if err != nil {
		return err
	}
	if f.json {
		return printJSON(cmd.OutOrStdout(), results)
	}
	printResults(cmd.OutOrStdout(), results)
	return nil
}

// parts are the messages to classify: those of a file, or the three parts of a split.
func (f classifyEvalFlags) parts() ([]messagePart, error) {
	if f.data != "" {
		list, err := classify.ReadFile(f.data)
		return []messagePart{{"all", list, f.data}}, err
	}
	split, err := classify.ReadSplit(f.split)
	return splitParts(split, f.split), err
}

// messagePart is some messages with a name.
type messagePart struct {
	name string
	list []classify.Message
	file string // that they are in
}

// splitParts are the three parts of a split that is in a folder.
func splitParts(s classify.Split, dir string) []messagePart {
	return []messagePart{{"training", s.Train, filepath.Join(dir, classify.TrainFile)},
		{"validation", s.Validation, filepath.Join(dir, classify.ValidationFile)},
		{"test", s.Test, filepath.Join(dir, classify.TestFile)}}
}

// evaluateMessages takes accuracy and loss over all messages of each part, padded as the classifier wants them.
func evaluateMessages(cmd *cobra.Command, c *classify.Classifier, be compute.Backend, parts []messagePart,
	tok text.Tokenizer, batch int) ([]partResult, error) {
	e, err := classify.NewEvaluator(be, c)
	if err != nil {
		return nil, err
	}
	defer e.Finalize()
	var results []partResult
	for _, part := range parts {
		ds, err := classify.NewDataset(part.list, tok, c.Padding)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", part.file, err)
		}
		loader, err := dataloader.New(ds.Len(), ds.Batch, dataloader.Options{BatchSize: batch, RNG: torchrand.New(0)})
		if err != nil {
			return nil, fmt.Errorf("%s: %w", part.file, err)
		}
		r := partResult{Part: part.name, Messages: ds.Len(), Truncated: ds.Truncated}
		if r.Accuracy, err = e.LoaderAccuracy(cmd.Context(), loader, pretrain.AllBatches); err != nil {
			return nil, err
		}
		if r.Loss, err = e.LoaderLoss(cmd.Context(), loader, pretrain.AllBatches); err != nil {
			return nil, err
		}
		results = append(results, r)
	}
	return results, nil
}

func printResults(w io.Writer, results []partResult) {
	for _, r := range results {
		fmt.Fprintf(w, "%-10s %5d messages, accuracy %6.2f%%, loss %.3f", r.Part, r.Messages, 100*r.Accuracy, r.Loss)
		if r.Truncated > 0 {
			fmt.Fprintf(w, ", %d cut", r.Truncated)
		}
		fmt.Fprintln(w)
	}
}
