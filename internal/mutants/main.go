// Command mutants tells how good the checks of package learn are: it changes the right functions one operator, number,
// index, argument or statement at a time and grades each change. A change that passes is either equivalent, that is,
// the function still does the same (equivalent.go lists those, with the reason), or a gap in the checks.
//
//	go run ./internal/mutants        all parts; some minutes
//	go run ./internal/mutants 3.5    one
//
// It needs the folder of the solutions, which a student's copy goes without.
package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"llmfromscratch/notebooks/reference"
	"llmfromscratch/shared/learn"
	"llmfromscratch/shared/project"
)

// limit is how long a mutant may take in all. The checks end a loop without end themselves, after five seconds.
const limit = 30 * time.Second

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "mutants:", err)
		os.Exit(1)
	}
}

func run(ids []string) error {
	root, err := project.Root()
	if err != nil {
		return err
	}
	dir, err := project.Build("mutants")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	list, err := all(root, ids)
	if err != nil {
		return err
	}
	program, list, err := build(root, dir, list)
	if err != nil {
		return err
	}
	chapters, err := reference.Open()
	if err != nil {
		return err
	}
	t := table{}
	for i, m := range list {
		plain, random, err := caught(program, dir, i, m, chapters)
		if err != nil {
			return err
		}
		t.add(m, plain, random)
	}
	return t.print()
}

// all are the mutants of the parts with these ids, of all parts when there are none.
func all(root string, ids []string) (list []mutant, err error) {
	wanted := map[string]bool{}
	for _, id := range ids {
		p, err := learn.Find(id)
		if err != nil {
			return nil, err
		}
		wanted[p.ID] = true
	}
	for _, p := range learn.Parts() {
		if len(ids) > 0 && !wanted[p.ID] {
			continue
		}
		source, err := p.Solution(root)
		if err != nil {
			return nil, err
		}
		fset, f, err := parse(source)
		if err != nil {
			return nil, fmt.Errorf("part %s: %w", p, err)
		}
		list = append(list, mutants(p.ID, fset, f)...)
	}
	return list, nil
}

// caught grades a mutant in a process of its own, first without random cases and, when it passes, with them.
func caught(program, dir string, i int, m mutant, chapters *reference.Chapters) (plain, random bool, err error) {
	p, err := learn.Find(m.part)
	if err != nil {
		return false, false, err
	}
	if fails(program, fmt.Sprint(i)) {
		return true, true, nil
	}
	const seed = 1
	cases, err := chapters.Cases(p, seed)
	if err != nil {
		return false, false, err
	}
	data, err := learn.EncodeCases(cases)
	if err != nil {
		return false, false, err
	}
	file := filepath.Join(dir, "cases.json")
	if err := os.WriteFile(file, data, 0o644); err != nil {
		return false, false, err
	}
	return false, fails(program, fmt.Sprint(i), "-cases", file, "-seed", fmt.Sprint(seed)), nil
}

func fails(program string, args ...string) bool {
	ctx, stop := context.WithTimeout(context.Background(), limit)
	defer stop()
	return exec.CommandContext(ctx, program, args...).Run() != nil
}
