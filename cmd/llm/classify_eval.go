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
	"llmfromscratch/shared/backend"
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

// newClassifyEvalCmd is "llm classify eval".
func newClassifyEvalCmd() *cobra.Command {
	var (
		model, data, csv, config string
		batch                    int
		asJSON                   bool
	)
	cmd := &cobra.Command{
		Use:   "eval",
		Short: "Accuracy and loss of a classifier (section 6.6)",
		Long: `Prints accuracy and loss on the training, validation and test messages that "llm classify train" has
written, or with --data on all messages of a file.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := loadClassifier(model)
			if err != nil {
				return err
			}
			tok, err := classifyTokenizer()
			if err != nil {
				return err
			}
			var list []classify.Message
			var split classify.Split
			if data != "" {
				list, err = classify.ReadFile(data)
			} else {
				split, err = classify.ReadSplit(csv)
			}
			if err != nil {
				return err
			}
			be, choice, err := backend.Open(config)
			if err != nil {
				return err
			}
			defer be.Finalize()
			fmt.Fprintln(cmd.ErrOrStderr(), choice)
			var results []partResult
			if data != "" {
				results, err = evaluateMessages(cmd, c, be, []messagePart{{"all", list}}, tok, batch)
			} else {
				results, err = evaluateParts(cmd, c, be, split, tok, batch)
			}
			if err != nil {
				return err
			}
			if asJSON {
				return writeJSON(cmd.OutOrStdout(), results)
			}
			printResults(cmd.OutOrStdout(), results)
			return nil
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&model, "model", filepath.Join(classifyOut, "model"), "folder of a classifier")
	flags.StringVar(&csv, "split", filepath.Join(classifyOut, "data"),
		"folder with train.csv, validation.csv and test.csv")
	flags.StringVar(&data, "data", "", "file with a label, a tab and a text on each line, instead of the three parts")
	flags.IntVar(&batch, "batch", classify.BookData().BatchSize, "messages in a batch")
	flags.StringVar(&config, "backend", "", "backend; without it the best that is installed")
	flags.BoolVar(&asJSON, "json", false, "print the results as JSON")
	return cmd
}

// messagePart is some messages with a name.
type messagePart struct {
	name string
	list []classify.Message
}

// evaluateParts is evaluateMessages for the three parts of a split.
func evaluateParts(cmd *cobra.Command, c *classify.Classifier, be compute.Backend, s classify.Split, tok text.Tokenizer,
	batch int) ([]partResult, error) {
	parts := []messagePart{{"training", s.Train}, {"validation", s.Validation}, {"test", s.Test}}
	return evaluateMessages(cmd, c, be, parts, tok, batch)
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
			return nil, fmt.Errorf("%s messages: %w", part.name, err)
		}
		loader, err := dataloader.New(ds.Len(), ds.Batch, dataloader.Options{BatchSize: batch, RNG: torchrand.New(0)})
		if err != nil {
			return nil, fmt.Errorf("%s messages: %w", part.name, err)
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
