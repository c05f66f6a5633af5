package main

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"llmfromscratch/internal/notebook"
	"llmfromscratch/internal/setup"
	"llmfromscratch/shared/course"
	"llmfromscratch/shared/project"
)

// notebooksFlags are the flags of "llm notebooks".
type notebooksFlags struct {
	notebook.Options
	json bool
}

// newNotebooksCmd is "llm notebooks".
func newNotebooksCmd() *cobra.Command {
	f := notebooksFlags{Options: notebook.Options{Timeout: 20 * time.Minute}}
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
  llm notebooks --size book --only notebooks/ch05 --in-place`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return runNotebooks(cmd, f) },
	}
	flags := cmd.Flags()
	flags.Var(given(&f.Size, course.Tiny.String()), "size", `size of the runs: "tiny" or "book"`)
	flags.Var(given(&f.Dir, "notebooks"), "dir", "folder of the notebooks, under the project's folder")
	flags.Var(list(&f.Only), "only", "only notebooks whose path contains this: ch03 is a chapter with its exercises, "+
		"notebooks/ch03 the chapter alone (may be repeated)")
	flags.BoolVar(&f.InPlace, "in-place", false, "replace each notebook by its executed, cleaned copy")
	flags.BoolVar(&f.Fresh, "fresh", false, "forget saved work (build/saved) first")
	flags.BoolVar(&f.HTML, "html", true, "also write HTML pages")
	flags.Var(limit{&f.Timeout}, "timeout", "longest time for one cell, 0 for no limit")
	flags.Var(within(&f.Jobs, notebook.Jobs(), 1, mostJobs), "jobs", "notebooks that run at a time")
	flags.BoolVar(&f.json, "json", false, "print the results as JSON")
	return cmd
}

func runNotebooks(cmd *cobra.Command, f notebooksFlags) error {
	ctx := cmd.Context()
	_, err := course.ParseSize(f.Size)
	if err != nil {
		return fmt.Errorf("--size: %w", err)
	}
	if f.Root, err = project.Root(); err != nil {
		return err
	}
	f.Log = cmd.ErrOrStderr()
	// before minutes of installing
	if _, err := notebook.Find(filepath.Join(f.Root, f.Dir), f.Only); err != nil {
		if len(f.Only) > 0 {
			return fmt.Errorf("--only %s: %w", strings.Join(f.Only, ","), err)
		}
		return fmt.Errorf("--dir %s: %w", f.Dir, err)
	}
	if err := installForNotebooks(cmd, f.Root); err != nil {
		return err
	}
	results, err := notebook.Run(ctx, f.Options)
	if err != nil && (ctx.Err() == nil || len(results) == 0) {
		return err
	}
	if err := f.print(cmd, results); err != nil {
		return err
	}
	copies := project.Rel(filepath.Join(f.Root, "build", "notebooks"))
	if err := ctx.Err(); err != nil {
		return stopped(ctx, err, fmt.Sprintf("executed copies of the notebooks in the table: %s; the same command "+
			"begins anew, with what build/saved has: %s", copies, typed(cmd)))
	}
	fmt.Fprintf(cmd.ErrOrStderr(), "executed copies and pages: %s\n", copies)
	if slices.ContainsFunc(results, func(r notebook.Result) bool { return !r.OK() }) {
		return errReported
	}
	return nil
}

// installForNotebooks installs what the notebooks need and is missing.
func installForNotebooks(cmd *cobra.Command, root string) error {
	if err := setup.Backends(cmd.Context(), cmd.ErrOrStderr(), backendOptions(true)); err != nil {
		return err
	}
	return setup.Run(cmd.Context(), cmd.ErrOrStderr(), setupSteps(root, false)...)
}

// print shows what became of the notebooks.
func (f notebooksFlags) print(cmd *cobra.Command, results []notebook.Result) error {
	if f.json {
		return printJSON(cmd.OutOrStdout(), results)
	}
	return notebook.Table(cmd.OutOrStdout(), results)
}
