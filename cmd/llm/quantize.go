package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch04_gpt/plain"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/ch05_pretrain/gpt2"
	"llmfromscratch/shared/textfile"
)

// quantizeFlags are the flags of "llm convert" for 8-bit weights.
type quantizeFlags struct{ to, compare string }

func (f *quantizeFlags) add(cmd *cobra.Command) {
	cmd.Flags().Var(given(&f.to, ""), "quantize", `"q8": round the weights to 8 bits`)
	cmd.Flags().Var(given(&f.compare, ""), "compare",
		"a text that the model predicts before and after --quantize: what the rounding costs")
}

// wanted says whether 8-bit weights are to be written, and refuses what does not go together.
func (f *quantizeFlags) wanted(cmd *cobra.Command, to string) (bool, error) {
	switch {
	case f.to == "":
		return false, refuse(cmd, "there is nothing to compare without --quantize", "compare")
	case f.to != q8Weights:
		return false, fmt.Errorf("--quantize %q: want %s", f.to, q8Weights)
	case strings.HasSuffix(to, ".safetensors"):
		return false, fmt.Errorf("--to %q: want a folder, which gets the configuration as well", to)
	}
	return true, refuse(cmd, "8-bit weights have one layout, this project's own", "layout")
}

// quantizeWeights is "llm convert --quantize q8".
func quantizeWeights(cmd *cobra.Command, f convertFlags) error {
	var text string
	if f.quantize.compare != "" {
		var err error
		if text, err = textfile.Read(f.quantize.compare); err != nil {
			return fmt.Errorf("--compare: %w", err)
		}
	}
	m, tok, err := modelToRound(f.from, cmd.ErrOrStderr())
	if err != nil {
		return err
	}
	exact, err := plain.New(m)
	if err != nil {
		return err
	}
	rounded, err := exact.Quantize()
	if err != nil {
		return fmt.Errorf("%s: %w", f.from, err)
	}
	along, err := gpt2.SaveBeside(f.from, f.to, f.force, func(dir string) error { return plain.Save(dir, rounded) })
	if err != nil {
		return err
	}
	if len(along) > 0 {
		fmt.Fprintf(cmd.ErrOrStderr(), "beside it, unchanged: %s\n", strings.Join(along, ", "))
	}
	out := cmd.OutOrStdout()
	fmt.Fprintf(out, "%s -> %s, 8-bit weights: %d blocks, width %d, vocabulary of %d, context of %d\n", f.from, f.to,
		m.Config.NumLayers, m.Config.EmbDim, m.Config.VocabSize, m.Config.ContextLength)
	if text == "" {
		return nil
	}
	ids, err := tok.Encode(text)
	if err != nil {
		return fmt.Errorf("--compare %s: %w", f.quantize.compare, err)
	}
	agreement, err := plain.Compare(cmd.Context(), exact, rounded, ids)
	if err != nil {
		return stopped(cmd.Context(), err, f.to+" is whole, only the comparison is not")
	}
	roundings, err := exact.Roundings(rounded)
	return errors.Join(err, writeComparison(out, agreement, roundings))
}

// modelToRound loads a model with its tokenizer; of an assistant those that it answers with.
func modelToRound(folder string, log io.Writer) (*gpt.Model, text.Tokenizer, error) {
	files, err := gpt2.Files(folder)
	if err == nil && isAssistant(filepath.Dir(files[0])) {
		a, err := loadAssistant(filepath.Dir(files[0]))
		if err != nil {
			return nil, nil, err
		}
		return a.Model, a.Tok, nil
	}
	m, v, err := loadModel(folder, log)
	return m, v, err
}

// writeComparison prints what the rounding costs: of all predictions, and in each matrix, largest first.
func writeComparison(w io.Writer, a plain.Agreement, roundings []plain.Rounding) error {
	before, after := pretrain.Perplexity(a.Loss), pretrain.Perplexity(a.OtherLoss)
	_, err := fmt.Fprintf(w, "perplexity %.4f before, %.4f after (%+.3f %%); the most likely token is the same for "+
		"%d of %d (%.2f %%)\n", before, after, 100*(after/before-1), a.Same, a.Tokens,
		100*float64(a.Same)/float64(a.Tokens))
	slices.SortStableFunc(roundings, func(a, b plain.Rounding) int { return cmp.Compare(b.Relative, a.Relative) })
	for _, r := range roundings {
		_, lineErr := fmt.Fprintf(w, "  %-36s %.3f %% of the weights' size, at most %.2g\n", r.Name, 100*r.Relative,
			r.Largest)
		err = errors.Join(err, lineErr)
	}
	return err
}
