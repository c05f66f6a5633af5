package main

import (
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"llmfromscratch/internal/learner"
	"llmfromscratch/shared/learn"
	"llmfromscratch/shared/learn/labs"
)

// orLab runs lab where the argument is a broken program's id, and part otherwise.
func orLab(part func(*cobra.Command, []string) error, lab func(*cobra.Command, *labs.Lab) error) func(*cobra.Command,
	[]string) error {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) == 1 {
			if l := labs.Find(args[0]); l != nil {
				return lab(cmd, l)
			}
		}
		return part(cmd, args)
	}
}

func listLabs(out io.Writer, progress *learn.Progress) {
	fmt.Fprintln(out, "\nBroken programs with these faults, in another order: run one in your folder (go run "+
		"./labs/p1), measure,\nmend it and name the cause.")
	for _, l := range labs.All() {
		fmt.Fprintln(out, doneLine(l.ID, l.Dir(), l.Title, progress.Parts[l.ID]))
	}
}

// checkAll checks the parts that are named and then the broken programs that are; without any name all parts, and the
// programs that were changed.
func (f *learnFlags) checkAll(cmd *cobra.Command, args []string) error {
	var parts []string
	var some []*labs.Lab
	for _, id := range args {
		if l := labs.Find(id); l != nil {
			some = append(some, l)
		} else {
			parts = append(parts, id)
		}
	}
	var err error
	if len(parts) > 0 || len(args) == 0 {
		if err = f.check(cmd, parts); err != nil && !errors.Is(err, errReported) {
			return err
		}
	}
	dir, progress, folderErr := f.progress()
	if folderErr != nil {
		return folderErr
	}
	if len(args) == 0 {
		if some, folderErr = begun(dir); folderErr != nil {
			return folderErr
		}
	}
	for _, l := range some {
		r, labErr := learner.CheckLab(cmd.Context(), dir, l)
		if labErr != nil {
			return labErr
		}
		if tellLab(cmd.OutOrStdout(), l, r, progress); !r.Passed {
			err = errReported
		}
	}
	return errors.Join(err, progress.Save(dir))
}

// begun are the broken programs that the learner has changed.
func begun(dir string) (some []*labs.Lab, err error) {
	for _, l := range labs.All() {
		is, err := l.Begun(dir)
		if err != nil {
			return nil, err
		}
		if is {
			some = append(some, l)
		}
	}
	return some, nil
}

// tellLab prints a verdict and takes it into account; after the first pass it says what the program teaches.
func tellLab(out io.Writer, l *labs.Lab, r learner.Result, progress *learn.Progress) {
	first := r.Passed && !progress.Passed(l.ID)
	tellResult(out, r, progress)
	if first {
		fmt.Fprintf(out, "%s\n", learn.Indent(l.Teaches))
	}
}

func (f *learnFlags) labHint(cmd *cobra.Command, l *labs.Lab) error {
	dir, progress, err := f.progress()
	if err != nil {
		return err
	}
	r := progress.Of(l.ID)
	r.Hints = min(r.Hints+1, len(l.Hints))
	for i, hint := range l.Hints[:r.Hints] {
		fmt.Fprintf(cmd.OutOrStdout(), "%s, hint %d of %d:\n%s\n", l.ID, i+1, len(l.Hints), learn.Indent(hint))
	}
	return progress.Save(dir)
}

func (f *learnFlags) labSolution(cmd *cobra.Command, l *labs.Lab) error {
	dir, progress, err := f.progress()
	if err != nil {
		return err
	}
	course, err := learn.Course(dir)
	if err != nil {
		return err
	}
	changes, err := l.Solution(course)
	if err != nil {
		return err
	}
	if !progress.Passed(l.ID) {
		progress.Of(l.ID).Solution = true
	}
	fmt.Fprintf(cmd.OutOrStdout(), "%s/main.go, - goes, + comes:\n\n%s\n\n%s\n", l.Dir(), changes,
		learn.Indent(l.Teaches))
	return progress.Save(dir)
}

func (f *learnFlags) labReset(cmd *cobra.Command, l *labs.Lab) error {
	dir, progress, err := f.progress()
	if err != nil {
		return err
	}
	kept, err := l.Reset(dir)
	if err != nil {
		return err
	}
	delete(progress.Parts, l.ID)
	fmt.Fprintf(cmd.OutOrStdout(), "%s: the faulty program is back", l.ID)
	if kept != "" {
		fmt.Fprintf(cmd.OutOrStdout(), "; what you had is in %s", kept)
	}
	fmt.Fprintln(cmd.OutOrStdout(), ".")
	return progress.Save(dir)
}
