package main

import (
	"encoding/json"
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"llmfromscratch/ch06_classify"
	"llmfromscratch/shared/backend"
)

// newClassifyPredictCmd is "llm classify predict".
func newClassifyPredictCmd() *cobra.Command {
	var (
		dir, config string
		asJSON      bool
	)
	cmd := &cobra.Command{
		Use:     "predict message…",
		Short:   "Say of each message whether it is spam (section 6.8)",
		Example: `  llm classify predict "You have won a prize, call now" "See you at dinner"`,
		Args:    cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			p, done, err := openPredictor(cmd, dir, config)
			if err != nil {
				return err
			}
			defer done()
			for i, message := range args {
				prediction, err := p.Classify(message)
				if err != nil {
					return fmt.Errorf("message %d: %w", i+1, err)
				}
				if asJSON {
					if err := json.NewEncoder(cmd.OutOrStdout()).Encode(prediction); err != nil {
						return err
					}
					continue
				}
				fmt.Fprintf(cmd.OutOrStdout(), "%v (%.1f%% spam)\n", prediction,
					100*prediction.Probabilities[classify.Spam])
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&dir, "model", filepath.Join(classifyOut, "model"), "folder of a classifier")
	cmd.Flags().StringVar(&config, "backend", "", "backend; without it the best that is installed")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print a JSON object for each message")
	return cmd
}

// openPredictor loads a classifier; done frees it.
func openPredictor(cmd *cobra.Command, dir, config string) (p *classify.Predictor, done func(), err error) {
	c, err := loadClassifier(dir)
	if err != nil {
		return nil, nil, err
	}
	tok, err := classifyTokenizer()
	if err != nil {
		return nil, nil, err
	}
	be, choice, err := backend.Open(config)
	if err != nil {
		return nil, nil, err
	}
	fmt.Fprintln(cmd.ErrOrStderr(), choice)
	if p, err = classify.NewPredictor(be, c, tok); err != nil {
		be.Finalize()
		return nil, nil, err
	}
	return p, func() { p.Finalize(); be.Finalize() }, nil
}
