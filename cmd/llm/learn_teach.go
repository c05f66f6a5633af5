package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"llmfromscratch/internal/learner"
	"llmfromscratch/shared/learn"
	"llmfromscratch/shared/project"
)

func (f *learnFlags) newReportCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "report [DIR…]",
		Short: "For teachers: what was done in one folder, or in those of a class",
		Args:  noEmpty(cobra.ArbitraryArgs),
		RunE:  f.report,
	}
	cmd.Flags().BoolVar(&f.json, "json", false, "JSON, with every part, instead of a table in Markdown")
	return cmd
}

func (f *learnFlags) report(cmd *cobra.Command, dirs []string) error {
	if len(dirs) == 0 {
		dir, err := f.folder()
		if err != nil {
			return err
		}
		dirs = []string{dir}
	}
	var reports []learner.Report
	for _, dir := range dirs {
		if !learn.IsFolder(dir) {
			return fmt.Errorf("%s is no folder of parts", dir)
		}
		r, err := learner.NewReport(dir)
		if err != nil {
			return err
		}
		reports = append(reports, r)
	}
	if f.json {
		return printJSON(cmd.OutOrStdout(), reports)
	}
	_, err := io.WriteString(cmd.OutOrStdout(), learner.Markdown(reports))
	return err
}

func (f *learnFlags) student(cmd *cobra.Command, args []string) error {
	if err := canBeFolder(args[0]); err != nil {
		return err
	}
	course, err := project.Root()
	if err != nil {
		return err
	}
	n, err := learner.Student(cmd.Context(), course, args[0])
	if err != nil {
		return stopped(cmd.Context(), err, args[0]+" is not complete, delete it")
	}
	_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s: the course, %d files, without the solutions of the parts\n", args[0],
		n)
	return err
}
