package main

import (
	"fmt"
	"io"
	"math"

	"github.com/spf13/cobra"

	"llmfromscratch/internal/figures"
	"llmfromscratch/shared/assets"
	"llmfromscratch/shared/book"
)

// verifyFlags are the flags of "llm verify".
type verifyFlags struct {
	chapters    []string
	backend     string
	quick, json bool
}

// newVerifyCmd is "llm verify".
func newVerifyCmd() *cobra.Command {
	var f verifyFlags
	cmd := &cobra.Command{
		Use:   "verify [chapter or figure…]",
		Short: "Recompute the book's figures and compare",
		Long: `Recomputes the figures that the book prints, and others that follow from its code, with the
chapters' own packages. For each it prints the id, what is expected, what came out and the verdict;
for each chapter "N of M reproduced", M being the figures that need neither a whole training run nor
weights that are not on this machine, and why the others are not.

A name is a chapter (ch03), a figure (ch03.mha.out) or the beginning of figures' names (ch03.mha).
Exit status 1 when a figure that could be computed differs or fails.

The last figures of chapter 5 train the model of GPT-2's size for a few steps, which takes minutes;
--quick leaves them out.`,
		Example: `  LLM_DATA_DIR=~/book-data llm verify
  llm verify ch02 ch03.causal
  llm verify --quick --json`,
		Args: noEmpty(cobra.ArbitraryArgs),
		RunE: func(cmd *cobra.Command, args []string) error {
			return verifyFigures(cmd, f, append(args, f.chapters...))
		},
	}
	flags := cmd.Flags()
	flags.Var(list(&f.chapters), "chapter", "only this chapter, for example ch03 (may be repeated)")
	flags.BoolVar(&f.quick, "quick", false, "leave out what trains or evaluates a model for tens of seconds or more")
	flags.BoolVar(&f.json, "json", false, "print the results as JSON")
	backendFlag(cmd, &f.backend)
	return cmd
}

func verifyFigures(cmd *cobra.Command, f verifyFlags, names []string) error {
	figs, err := figures.Select(names...)
	if err != nil {
		return err
	}
	be, _, err := openBackend(cmd, f.backend)
	if err != nil {
		return err
	}
	defer be.Finalize()
	opt := figures.Options{Quick: f.quick, Before: func(fig book.Figure, cost figures.Cost) {
		if cost == figures.Training {
			fmt.Fprintf(cmd.ErrOrStderr(), "computing %s: %s (tens of seconds to minutes)\n", fig.ID, fig.Title)
		}
	}}
	results, err := verify(cmd, figures.NewEnv(be, assets.Read), figs, opt, f.json)
	if err != nil {
		return err
	}
	for _, r := range results {
		if r.Status.Bad() {
			return errReported
		}
	}
	return nil
}

// verify runs the computations, prints what came of them, each as it is known, and closes env.
func verify(cmd *cobra.Command, env *figures.Env, figs []book.Figure, opt figures.Options,
	asJSON bool) ([]figures.Result, error) {
	defer env.Close()
	out := cmd.OutOrStdout()
	var results []figures.Result
	for r := range figures.Run(cmd.Context(), env, figs, opt) {
		if !asJSON {
			if err := figures.WriteLine(out, r); err != nil {
				return nil, err
			}
			r.Got = nil // printed; some are large
		}
		results = append(results, r)
	}
	if err := cmd.Context().Err(); err != nil {
		return nil, err
	}
	tallies := figures.Count(results)
	if asJSON {
		return results, writeVerifyJSON(out, results, tallies)
	}
	fmt.Fprintln(out)
	for _, t := range tallies {
		if err := t.Write(out); err != nil {
			return nil, err
		}
	}
	if len(tallies) > 1 {
		total := figures.Sum("all", tallies)
		fmt.Fprintf(out, "all: %d of %d reproduced\n", total.Reproduced, total.Of)
	}
	return results, nil
}

// verifyJSON is a result as "llm verify --json" prints it.
type verifyJSON struct {
	ID      string         `json:"id"`
	Chapter string         `json:"chapter"`
	Section string         `json:"section"`
	Title   string         `json:"title"`
	Status  figures.Status `json:"status"`
	Reason  string         `json:"reason,omitempty"`
	Want    string         `json:"want,omitempty"` // shortened
	Got     string         `json:"got,omitempty"`  // shortened
	Verdict *book.Verdict  `json:"verdict,omitempty"`
	Printed string         `json:"printed,omitempty"`      // by the book
	Differs string         `json:"book_differs,omitempty"` // why the book prints another value
}

func writeVerifyJSON(w io.Writer, results []figures.Result, tallies []figures.Tally) error {
	list := make([]verifyJSON, len(results))
	for i, r := range results {
		f := r.Figure
		list[i] = verifyJSON{
			ID: f.ID, Chapter: f.Chapter, Section: f.Section, Title: f.Title, Status: r.Status, Reason: r.Reason,
			Printed: f.Printed, Differs: f.Differs,
		}
		if f.Want != nil {
			list[i].Want = book.Format(f.Want, 200)
		}
		if r.Status.Computed() {
			list[i].Got, list[i].Verdict = f.FormatGot(r.Got, 200), &r.Verdict
			if math.IsInf(r.Verdict.MaxErr, 0) || math.IsNaN(r.Verdict.MaxErr) {
				r.Verdict.MaxErr = math.MaxFloat64 // JSON has no infinity
			}
		}
	}
	return printJSON(w, map[string]any{"figures": list, "chapters": tallies})
}
