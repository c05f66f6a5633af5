package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"llmfromscratch/internal/learner"
	"llmfromscratch/shared/learn"
	"llmfromscratch/shared/learn/labs"
	"llmfromscratch/shared/project"
)

// learnFlags are the flags of "llm learn" and its sub-commands.
type learnFlags struct {
	dir  string
	seed int64
	json bool
}

// newLearnCmd is "llm learn".
func newLearnCmd() *cobra.Command {
	var f learnFlags
	cmd := &cobra.Command{
		Use:   "learn",
		Short: "Write the parts of a model yourself, and be told at once whether they are right",
		Long: `Sets up a folder with a stub for each of the parts of a language model, in the order of the book,
and lists them. You write the parts in your own editor; "llm learn watch" grades each one when you
save it, and says what is wrong, by its name, with the smallest input that shows it.

The folder is a Go module of its own. It is --dir, else the folder you are in or one above it, else
` + learn.Folder + `. What you have done is kept there, in progress.json.`,
		Example: `  llm learn                # set up ` + learn.Folder + `, or list what is done
  llm learn watch          # grade on every save
  llm learn hint 3.5       # three of them: where to look, the idea, the first line
  llm learn check P1       # a broken program: is its fault mended, and its cause named?
  llm learn model          # a model of your parts writes a text`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return f.start(cmd) },
	}
	cmd.PersistentFlags().Var(into(&f.dir, ""), "dir", "your folder (default: where you are, else "+learn.Folder+")")
	cmd.PersistentFlags().Var(seed(&f.seed), "seed", "another seed draws other random cases")
	for _, sub := range []struct {
		use, short string
		args       cobra.PositionalArgs
		run        func(cmd *cobra.Command, args []string) error
	}{
		{"init [DIR]", "Set a folder up; what is there stays", cobra.MaximumNArgs(1), f.setUp},
		{"list", "List the parts, and what is done", cobra.NoArgs, f.list},
		{"next", "Show the stub of the next part", cobra.NoArgs, f.next},
		{"check [ID…]", "Grade parts; all that are begun when none is named", cobra.ArbitraryArgs, f.checkAll},
		{"hint [ID]", "Show a hint, and the next one when you ask again", cobra.MaximumNArgs(1),
			orLab(f.hint, f.labHint)},
		{"solution ID", "Show what is right, and what it teaches", cobra.ExactArgs(1),
			orLab(f.solution, f.labSolution)},
		{"reset ID", "Put the stub back; what was there is kept beside it", cobra.ExactArgs(1),
			orLab(f.reset, f.labReset)},
		{"watch", "Grade every part when its file is saved, until Ctrl-C", cobra.NoArgs, f.watch},
		{"student DIR", "For teachers: copy the course without the solutions", cobra.ExactArgs(1), f.student},
	} {
		cmd.AddCommand(&cobra.Command{Use: sub.use, Short: sub.short, Args: noEmpty(sub.args), RunE: sub.run})
	}
	cmd.AddCommand(f.newModelCmd(), f.newReportCmd())
	return cmd
}

// folder is the learner's folder: --dir, or the one at or above the current folder, or the usual one in it.
func (f *learnFlags) folder() (string, error) {
	if f.dir != "" {
		if !learn.IsFolder(f.dir) {
			return "", fmt.Errorf("%s is no folder of parts: llm learn init %s makes it one", f.dir, f.dir)
		}
		return f.dir, nil
	}
	wd, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for dir := wd; ; dir = filepath.Dir(dir) {
		if learn.IsFolder(dir) {
			return dir, nil
		}
		if usual := filepath.Join(dir, learn.Folder); learn.IsFolder(usual) {
			return usual, nil
		}
		if dir == filepath.Dir(dir) {
			return "", errors.New("there is no folder of parts here: llm learn sets one up")
		}
	}
}

// start lists the parts of a folder that is there, and sets one up otherwise.
func (f *learnFlags) start(cmd *cobra.Command) error {
	if _, err := f.folder(); err == nil {
		return f.list(cmd, nil)
	}
	return f.setUp(cmd, nil)
}

func (f *learnFlags) setUp(cmd *cobra.Command, args []string) error {
	course, err := project.Root()
	if err != nil {
		return err
	}
	dir := f.dir
	if len(args) > 0 {
		dir = args[0]
	}
	if dir == "" {
		dir = filepath.Join(course, learn.Folder)
	}
	if err := canBeFolder(dir); err != nil {
		return err
	}
	written, err := learn.Setup(dir, course)
	if err != nil {
		return err
	}
	programs, err := labs.Setup(dir)
	if err != nil {
		return err
	}
	first, err := learn.LoadProgress(dir)
	if err != nil {
		return err
	}
	out := cmd.OutOrStdout()
	fmt.Fprintf(out, "%s: %d parts, %d stubs written. Each is a file with one function.\n", dir, len(learn.Parts()),
		written)
	if p := first.Next(); p != nil {
		fmt.Fprintf(out, "Begin with %s in an editor: %s.\n", filepath.Join(dir, p.File()), p.Title)
	}
	if programs > 0 {
		fmt.Fprintf(out, "For later: %d broken programs in %s.\n", programs, filepath.Join(dir, "labs"))
	}
	fmt.Fprintf(out, "%s learn watch grades what you save; %s learn hint helps.\n", program(), program())
	return nil
}

func (f *learnFlags) list(cmd *cobra.Command, _ []string) error {
	_, progress, err := f.progress()
	if err != nil {
		return err
	}
	out := cmd.OutOrStdout()
	for _, p := range learn.Parts() {
		fmt.Fprintln(out, listLine(p, progress.Parts[p.ID]))
	}
	passed, all := progress.Count()
	fmt.Fprintf(out, "%d of %d parts are done.", passed, all)
	if next := progress.Next(); next != nil {
		fmt.Fprintf(out, " The next one is %s.", next)
	}
	fmt.Fprintln(out, "\n\nBroken labs: functions with a fault, which you find by measuring, mend and name.")
	for _, p := range learn.Labs() {
		fmt.Fprintln(out, listLine(p, progress.Parts[p.ID]))
	}
	listLabs(out, progress)
	if passed, atOnce := progress.CountExercises(); passed > 0 {
		fmt.Fprintf(out, "\nIn the notebooks' exercises %d predictions and answers were right, %d of them at once.\n",
			passed, atOnce)
	}
	return nil
}

// listLine is "✓ 3.5  CausalMask        no weight looks ahead (4 tries, 1 hint)".
func listLine(p *learn.Part, r *learn.Record) string { return doneLine(p.ID, p.Name, p.Title, r) }

// doneLine is such a line of anything with an id, a name and a title.
func doneLine(id, name, title string, r *learn.Record) string {
	mark, notes := "·", []string{}
	if r != nil {
		if r.Passed {
			mark = "✓"
		}
		for _, n := range []struct {
			count int
			what  string
		}{{r.Tries, "tries"}, {r.Hints, "hints"}} {
			if n.count == 1 {
				n.what = map[string]string{"tries": "try", "hints": "hint"}[n.what]
			}
			if n.count > 0 {
				notes = append(notes, fmt.Sprintf("%d %s", n.count, n.what))
			}
		}
		if r.Solution {
			notes = append(notes, "solution seen")
		}
	}
	line := fmt.Sprintf("%s %-5s%-18s%s", mark, id, name, title)
	if len(notes) > 0 {
		line += " (" + strings.Join(notes, ", ") + ")"
	}
	return line
}

// progress is the learner's folder and what was done there.
func (f *learnFlags) progress() (dir string, p *learn.Progress, err error) {
	if dir, err = f.folder(); err != nil {
		return "", nil, err
	}
	p, err = learn.LoadProgress(dir)
	return dir, p, err
}

// namedPart is the one that is named, or the next one.
func namedPart(progress *learn.Progress, args []string) (*learn.Part, error) {
	if len(args) > 0 {
		return learn.Find(args[0])
	}
	if p := progress.Next(); p != nil {
		return p, nil
	}
	return nil, errors.New("all parts are done: name one")
}

func (f *learnFlags) next(cmd *cobra.Command, _ []string) error {
	dir, progress, err := f.progress()
	if err != nil {
		return err
	}
	p := progress.Next()
	if p == nil {
		_, err := fmt.Fprintln(cmd.OutOrStdout(), "All parts are done: you have written every piece of a model.")
		return err
	}
	_, err = fmt.Fprintf(cmd.OutOrStdout(), "Part %s: %s.\n%s\n\n%s\n", p, p.Title, filepath.Join(dir, p.File()),
		p.Stub)
	return err
}

func (f *learnFlags) check(cmd *cobra.Command, args []string) error {
	var parts []*learn.Part
	for _, id := range args {
		p, err := learn.Find(id)
		if err != nil {
			return err
		}
		parts = append(parts, p)
	}
	if len(args) == 0 {
		parts = learn.All()
	}
	dir, progress, err := f.progress()
	if err != nil {
		return err
	}
	desk, err := learner.Open(dir, uint64(f.seed))
	if err != nil {
		return err
	}
	defer desk.Close()
	results, err := desk.Check(cmd.Context(), parts...)
	if err != nil {
		return err
	}
	failed, empty := false, 0
	for _, r := range results {
		if r.Empty && len(args) == 0 {
			empty++
			continue
		}
		failed = failed || !r.Passed
		tellResult(cmd.OutOrStdout(), r, progress)
	}
	if empty > 0 {
		fmt.Fprintf(cmd.OutOrStdout(), "%d parts and labs are as they were at first.\n", empty)
	}
	if err := progress.Save(dir); err != nil {
		return err
	}
	if failed {
		return errReported
	}
	return nil
}

// tellResult prints a verdict and takes it into account; after a part's first pass it says what the part teaches.
func tellResult(out io.Writer, r learner.Result, progress *learn.Progress) {
	first := r.Passed && !progress.Passed(r.ID)
	progress.Add(r.Verdict, time.Now())
	if r.Printed != "" {
		fmt.Fprintf(out, "your program prints:\n%s\n", strings.TrimRight(r.Printed, "\n"))
	}
	fmt.Fprintln(out, r.Verdict)
	if p, err := learn.Find(r.ID); err == nil && first {
		fmt.Fprintln(out, learn.Indent(p.Teaches))
		passed, all := progress.Count()
		fmt.Fprintf(out, "  %d of %d parts are done.", passed, all)
		if next := progress.Next(); next != nil {
			fmt.Fprintf(out, " Next: %s, %s.", next, next.File())
		}
		fmt.Fprintln(out)
	}
}

func (f *learnFlags) hint(cmd *cobra.Command, args []string) error {
	dir, progress, err := f.progress()
	if err != nil {
		return err
	}
	p, err := namedPart(progress, args)
	if err != nil {
		return err
	}
	r := progress.Of(p.ID)
	r.Hints = min(r.Hints+1, len(p.Hints))
	for i, hint := range p.Hints[:r.Hints] {
		fmt.Fprintf(cmd.OutOrStdout(), "%s, hint %d of %d:\n%s\n", p, i+1, len(p.Hints), learn.Indent(hint))
	}
	return progress.Save(dir)
}

func (f *learnFlags) solution(cmd *cobra.Command, args []string) error {
	p, err := learn.Find(args[0])
	if err != nil {
		return err
	}
	dir, progress, err := f.progress()
	if err != nil {
		return err
	}
	course, err := learn.Course(dir)
	if err != nil {
		return err
	}
	source, err := p.Solution(course)
	if err != nil {
		return err
	}
	if !progress.Passed(p.ID) {
		progress.Of(p.ID).Solution = true
	}
	fmt.Fprintf(cmd.OutOrStdout(), "%s\n\n%s\n", source, learn.Indent(p.Teaches))
	return progress.Save(dir)
}

func (f *learnFlags) reset(cmd *cobra.Command, args []string) error {
	p, err := learn.Find(args[0])
	if err != nil {
		return err
	}
	dir, progress, err := f.progress()
	if err != nil {
		return err
	}
	kept, err := learn.Reset(dir, p)
	if err != nil {
		return err
	}
	delete(progress.Parts, p.ID)
	fmt.Fprintf(cmd.OutOrStdout(), "%s: the stub is back", p)
	if kept != "" {
		fmt.Fprintf(cmd.OutOrStdout(), "; what you had is in %s", kept)
	}
	fmt.Fprintln(cmd.OutOrStdout(), ".")
	return progress.Save(dir)
}

func (f *learnFlags) watch(cmd *cobra.Command, _ []string) error {
	dir, progress, err := f.progress()
	if err != nil {
		return err
	}
	desk, err := learner.Open(dir, uint64(f.seed))
	if err != nil {
		return err
	}
	defer desk.Close()
	out := cmd.OutOrStdout()
	fmt.Fprintf(out, "Watching %s. Save a part and it is graded; Ctrl-C ends this.\n", dir)
	if next := progress.Next(); next != nil {
		fmt.Fprintf(out, "The next one is %s: %s.\n", next, filepath.Join(dir, next.File()))
	}
	return desk.Watch(cmd.Context(), func(r learner.Result) error {
		fmt.Fprintln(out)
		tellResult(out, r, progress)
		return progress.Save(dir)
	})
}
