package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"

	"github.com/spf13/cobra"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/ch05_pretrain/longrun"
	"llmfromscratch/shared/torchrand"
)

// generateFlags are the flags of "llm generate".
type generateFlags struct {
	engineFlags
	model, backend      string
	tokens, topK        int
	temperature         float64
	seed                int64
	uncached, json, eos bool
	sampling            samplingFlags
}

// newGenerateCmd is "llm generate".
func newGenerateCmd() *cobra.Command {
	var f generateFlags
	cmd := &cobra.Command{
		Use:   "generate [text]",
		Short: "Continue a text with a trained model (section 5.3)",
		Long: `Continues a text with a trained model (section 5.3), without one the book's "Every effort moves
you", or "Once upon a time" with the course's model. After the empty text, "", a new one begins: the
model is given <|endoftext|>.

Without --model it is that of "llm pretrain", else GPT-2 where "llm fetch gpt2-124M" has put it,
else the course's own, which comes with the program and tells stories for small children.`,
		Args: texts(cobra.ArbitraryArgs),
		RunE: func(cmd *cobra.Command, args []string) error { return generateText(cmd, f, args) },
	}
	flags := cmd.Flags()
	flags.Var(given(&f.model, ""), "model", weightsHelp)
	f.add(cmd)
	backendFlag(cmd, &f.backend)
	flags.Var(within(&f.tokens, 50, 0, mostTokens), "tokens",
		"new tokens; the course's model has without it all that its context leaves room for")
	flags.Var(within(&f.temperature, 0, 0, math.MaxFloat64), "temperature",
		"0: always the most likely token; higher: more varied")
	flags.Var(within(&f.topK, 0, 0, text.GPT2VocabSize), "top-k",
		"choose among the k most likely tokens only; 0: all")
	f.sampling.add(flags)
	flags.Var(seed(&f.seed), "seed", "seed, as for torch.manual_seed")
	flags.BoolVar(&f.eos, "eos", true, "stop at the end-of-text token")
	flags.BoolVar(&f.uncached, "no-cache", false, "compute the whole text anew for every token")
	flags.BoolVar(&f.json, "json", false, "print ids and text as JSON")
	return cmd
}

// settings are how tokens are chosen.
func (f generateFlags) settings(endOfText int) pretrain.Sampling {
	s := f.sampling.with(pretrain.Sampling{Temperature: f.temperature, TopK: f.topK})
	if f.eos {
		s.Stop = []int{endOfText}
	}
	return s
}

// prompt is a text that is continued.
type prompt struct {
	text   string
	ids    []int
	hidden int // ids before those of the text
}

// newPrompt is the text of the arguments, without any the book's, or that of the course's model. The empty text has no
// token to continue: the model is given the one that stands between the texts it was trained on.
func newPrompt(args []string, model string, tok vocabulary) (p prompt, err error) {
	p.text = strings.Join(args, " ")
	switch {
	case len(args) == 0 && model == courseBase:
		p.text = longrun.CourseRecipe().Options.StartContext
	case len(args) == 0:
		p.text = pretrain.BookOptions().StartContext
	case p.text == "":
		return prompt{ids: []int{tok.endOfText}, hidden: 1}, nil
	}
	p.ids, err = tok.Encode(p.text)
	return p, err
}

func generateText(cmd *cobra.Command, f generateFlags, args []string) error {
	if err := f.choose(cmd); err != nil {
		return err
	}
	if f.temperature == 0 {
		if err := refuse(cmd, "at --temperature 0 always the most likely token is taken", "top-k", "top-p",
			"min-p"); err != nil {
			return err
		}
	}
	if f.model == "" {
		var line string
		var err error
		if f.model, line, err = defaultBase(); err != nil {
			return err
		}
		fmt.Fprintln(cmd.ErrOrStderr(), line)
	}
	e, err := f.load(cmd, f.model)
	if err != nil {
		return err
	}
	start, err := newPrompt(args, f.model, e.tok)
	if err != nil {
		return err
	}
	if f.model == courseBase && !cmd.Flags().Changed("tokens") {
		f.tokens = max(0, e.Config.ContextLength-len(start.ids))
	}
	next, done, err := f.predictor(cmd, e, f.backend, f.uncached)
	if err != nil {
		return err
	}
	defer done()
	if context := e.Config.ContextLength; len(start.ids) > context {
		fmt.Fprintf(cmd.ErrOrStderr(),
			"the text has %d tokens, the model's context is %d: it sees the last %[2]d only\n", len(start.ids), context)
	}
	return f.write(cmd, next, e.tok, start, e.Config.ContextLength)
}

// write continues a text and prints it token by token, or as JSON when it is whole.
func (f generateFlags) write(cmd *cobra.Command, next gpt.NextToken, tok vocabulary, start prompt,
	contextLength int) error {
	out, written := cmd.OutOrStdout(), strings.Builder{}
	if f.json {
		out = &written
	}
	fmt.Fprint(out, start.text)
	ctx, end := context.WithCancelCause(cmd.Context())
	defer end(nil)
	stream := newStoppingWriter(tok, out, f.sampling.stop, end)
	ids, err := pretrain.Generate(ctx, next, [][]int{start.ids}, f.tokens, contextLength, f.settings(tok.endOfText),
		torchrand.New(f.seed), stream.add)
	err = errors.Join(stream.unlessFound(ctx, err), stream.flush())
	if !f.json {
		fmt.Fprintln(out)
		return err
	}
	if err != nil {
		return err
	}
	return printJSONLine(cmd.OutOrStdout(), map[string]any{"ids": ids[0], "text": written.String()})
}
