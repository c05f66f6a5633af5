package main

import (
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"llmfromscratch/ch06_classify"
)

// predictFlags are the flags of "llm classify predict".
type predictFlags struct {
	model, backend string
	json           bool
}

// newClassifyPredictCmd is "llm classify predict".
func newClassifyPredictCmd() *cobra.Command {
	var f predictFlags
	cmd := &cobra.Command{
		Use:     "predict message…",
		Short:   "Say of each message whether it is spam (section 6.8)",
		Example: `  llm classify predict "You have won a prize, call now" "See you at dinner"`,
		Args:    texts(noEmpty(cobra.MinimumNArgs(1))),
		RunE:    func(cmd *cobra.Command, messages []string) error { return classifyMessages(cmd, f, messages) },
	}
	cmd.Flags().Var(given(&f.model, filepath.Join(classifyOut, "model")), "model", "folder of a classifier")
	backendFlag(cmd, &f.backend)
	cmd.Flags().BoolVar(&f.json, "json", false, "print a JSON object for each message")
	return cmd
}

func classifyMessages(cmd *cobra.Command, f predictFlags, messages []string) error {
	p, done, err := openPredictor(cmd, f)
	if err != nil {
		return err
	}
	defer done()
	for i, message := range messages {
		prediction, err := p.Classify(message)
		if err != nil {
			return fmt.Errorf("message %d: %w", i+1, err)
		}
		if f.json {
			if err := printJSONLine(cmd.OutOrStdout(), prediction); err != nil {
				return err
			}
			continue
		}
		fmt.Fprintf(cmd.OutOrStdout(), "%v (%.1f%% spam)\n", prediction, 100*prediction.Probabilities[classify.Spam])
	}
	return nil
}

// openPredictor loads a classifier; done frees it.
func openPredictor(cmd *cobra.Command, f predictFlags) (p *classify.Predictor, done func(), err error) {
	c, tok, err := loadClassifier(f.model)
	if err != nil {
		return nil, nil, err
	}
	be, _, err := openBackend(cmd, f.backend)
	if err != nil {
		return nil, nil, err
	}
	if p, err = classify.NewPredictor(be, c, tok); err != nil {
		be.Finalize()
		return nil, nil, err
	}
	return p, func() { p.Finalize(); be.Finalize() }, nil
}
