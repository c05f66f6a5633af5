package main

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"llmfromscratch/internal/notebook"
	"llmfromscratch/internal/setup"
	"llmfromscratch/shared/course"
	"llmfromscratch/shared/project"
)

// newNotebooksCmd is "llm notebooks".
func newNotebooksCmd() *cobra.Command {
	var (
		opt    notebook.Options
		size   string
		asJSON bool
	)
	cmd := &cobra.Command{
		Use:   "notebooks",
		Short: "Execute every notebook from top to bottom and show what came of it",
		Long: `Executes notebooks/*.ipynb and notebooks/exercises/*.ipynb with the project's kernel. Executed
copies, logs and HTML pages go to build/notebooks. What is missing is installed first, as by
"llm setup"; with it one faster backend if there is none, which GOMLX_BACKEND or LLM_OFFLINE
prevents. Exit status 1 when a cell fails, shows nothing, or prints a path of this machine.

With --in-place each notebook in order is replaced by its executed, cleaned copy: that is how the
outputs that are committed are made.`,
		Example: `  llm notebooks --only ch03
  llm notebooks --size book --only ch05 --in-place`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx := cmd.Context()
			parsed, err := course.ParseSize(size)
			if err != nil {
				return err
			}
			opt.Size = parsed.String()
			if opt.Root, err = project.Root(); err != nil {
				return err
			}
			opt.Log = cmd.ErrOrStderr()
			if err := setup.Backends(ctx, cmd.ErrOrStderr(), backendOptions(true)); err != nil {
				return err
			}
			if err := setup.Run(ctx, cmd.ErrOrStderr(), setupSteps(opt.Root, false)...); err != nil {
				return err
			}
			results, err := notebook.Run(ctx, opt)
			if err != nil && (ctx.Err() == nil || len(results) == 0) {
				return err
			}
			if asJSON {
				enc := json.NewEncoder(cmd.OutOrStdout())
				enc.SetIndent("", "  ")
				if err := enc.Encode(results); err != nil {
					return err
				}
			} else if err := notebook.Table(cmd.OutOrStdout(), results); err != nil {
				return err
			}
			if ctx.Err() != nil {
				return ctx.Err()
			}
			fmt.Fprintf(cmd.ErrOrStderr(), "executed copies and pages: %s\n", project.Rel(opt.Root+"/build/notebooks"))
			for _, r := range results {
				if !r.OK() {
					return errReported
				}
			}
			return nil
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&size, "size", course.Tiny.String(), `size of the runs: "tiny" or "book"`)
	flags.StringVar(&opt.Dir, "dir", "notebooks", "folder of the notebooks, under the project's folder")
	flags.StringSliceVar(&opt.Only, "only", nil,
		"only notebooks whose name contains this, for example ch03 (may be repeated)")
	flags.BoolVar(&opt.InPlace, "in-place", false, "replace each notebook by its executed, cleaned copy")
	flags.BoolVar(&opt.Fresh, "fresh", false, "forget saved work (build/saved) first")
	flags.BoolVar(&opt.HTML, "html", true, "also write HTML pages")
	flags.DurationVar(&opt.Timeout, "timeout", 20*time.Minute, "longest time for one cell, 0 for no limit")
	flags.IntVar(&opt.Jobs, "jobs", notebook.Jobs(), "notebooks that run at a time")
	flags.BoolVar(&asJSON, "json", false, "print the results as JSON")
	return cmd
}
