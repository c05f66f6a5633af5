package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/shared/backend"
	"llmfromscratch/shared/torchrand"
)

// generateFlags are the flags of "llm generate".
type generateFlags struct {
	model, backend      string
	tokens, topK        int
	temperature         float64
	seed                int64
	uncached, json, eos bool
}

// newGenerateCmd is "llm generate".
func newGenerateCmd() *cobra.Command {
	var f generateFlags
	cmd := &cobra.Command{
		Use:   "generate [text]",
		Short: "Continue a text with a trained model (section 5.3)",
		Args:  cobra.ArbitraryArgs,
		RunE:  func(cmd *cobra.Command, args []string) error { return generateText(cmd, f, strings.Join(args, " ")) },
	}
	flags := cmd.Flags()
	flags.StringVar(&f.model, "model", filepath.Join("build", "pretrain", "model"), weightsHelp)
	flags.StringVar(&f.backend, "backend", "", "backend; without it the best that is installed")
	flags.IntVar(&f.tokens, "tokens", 50, "new tokens")
	flags.Float64Var(&f.temperature, "temperature", 0, "0: always the most likely token; higher: more varied")
	flags.IntVar(&f.topK, "top-k", 0, "choose among the k most likely tokens only; 0: all")
	flags.Int64Var(&f.seed, "seed", 123, "seed, as for torch.manual_seed")
	flags.BoolVar(&f.eos, "eos", true, "stop at the end-of-text token")
	flags.BoolVar(&f.uncached, "no-cache", false, "compute the whole text anew for every token")
	flags.BoolVar(&f.json, "json", false, "print ids and text as JSON")
	return cmd
}

func generateText(cmd *cobra.Command, f generateFlags, start string) error {
	if start == "" {
		start = pretrain.BookOptions().StartContext
	}
	s := pretrain.Sampling{Temperature: f.temperature, TopK: f.topK}
	if err := s.Validate(); err != nil {
		return err
	}
	m, err := loadModel(f.model, cmd.ErrOrStderr())
	if err != nil {
		return err
	}
	be, choice, err := backend.Open(f.backend)
	if err != nil {
		return err
	}
	defer be.Finalize()
	fmt.Fprintln(cmd.ErrOrStderr(), choice)

	gpt2, err := text.NewGPT2()
	if err != nil {
		return err
	}
	tok := gpt2.Allowing(text.EndOfText)
	if f.eos {
		s.Stop = []int{text.EndOfTextID}
	}
	ids, err := pretrain.TextToIDs(start, tok)
	if err != nil {
		return err
	}
	var next gpt.NextToken = gpt.NewCachedPredictor(be, m)
	if f.uncached {
		if next, err = gpt.NewPredictor(be, m); err != nil {
			return err
		}
	}
	out := cmd.OutOrStdout()
	if f.json {
		out = io.Discard
	}
	stream := pretrain.NewTokenWriter(tok, out)
	fmt.Fprint(out, start)
	ids, err = pretrain.Generate(cmd.Context(), next, ids, f.tokens, m.Config.ContextLength, s, torchrand.New(f.seed),
		func(_, id int) { stream.Add(id) })
	err = errors.Join(err, stream.Flush())
	fmt.Fprintln(out)
	if err != nil || !f.json {
		return err
	}
	txt, err := pretrain.IDsToText(ids, tok)
	if err != nil {
		return err
	}
	return json.NewEncoder(cmd.OutOrStdout()).Encode(map[string]any{"ids": ids[0], "text": txt})
}
