// Rename gives the module another path, for whoever publishes a copy of the project:
//
//	make rename MODULE=example.org/you/llm
//
// The path changes in the go.mod files, in imports, in the notebooks' cells and in every other text that spells it.
// Where the same word is no path (the name of the cache folder, a title) it stays, and the command says where. All new
// texts are made before the first file is written. A file that cannot be written brings the old ones back; a run that
// was killed is finished by the same command.
package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"llmfromscratch/shared/atomicfile"
)

func main() {
	if err := run(os.Stdout, ".", os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "rename:", err)
		os.Exit(1)
	}
}

// run renames the module whose go.mod lies in root to the one argument.
func run(w io.Writer, root string, args []string) error {
	if len(args) != 1 || args[0] == "" {
		return errors.New("which path? make rename MODULE=example.org/you/llm")
	}
	p, err := newPlan(root, args[0])
	if err != nil {
		return fmt.Errorf("%w; nothing was changed", err)
	}
	write := func(path string, content []byte) error {
		return atomicfile.WriteBytes(filepath.Join(root, filepath.FromSlash(path)), content)
	}
	if err := p.write(write); err != nil {
		return err
	}
	p.print(w)
	return nil
}

// write replaces the files by means of one function. When it fails, the files before have their old content again.
func (p *plan) write(replace func(path string, content []byte) error) error {
	for i, c := range p.changes {
		err := replace(c.path, c.new)
		if err == nil {
			continue
		}
		for _, done := range p.changes[:i+1] {
			if err2 := replace(done.path, done.old); err2 != nil {
				err = errors.Join(err, fmt.Errorf("bring back the old text: %w", err2))
			}
		}
		return err
	}
	return nil
}

// print says what was changed.
func (p *plan) print(w io.Writer) {
	if len(p.changes) == 0 {
		fmt.Fprintf(w, "nothing to change: the module is %s\n", p.to)
		return
	}
	places := 0
	for _, c := range p.changes {
		fmt.Fprintf(w, "%4d  %s\n", c.places, c.path)
		places += c.places
	}
	fmt.Fprintf(w, "%s is now %s, in %d places of %d files\n", p.from, p.to, places, len(p.changes))
	if len(p.left) > 0 {
		fmt.Fprintln(w, "the word stays where it is no path:", strings.Join(p.left, ", "))
	}
}
