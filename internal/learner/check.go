package learner

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"llmfromscratch/shared/learn"
)

// longest is how long a learner's program may take for one part, whose checks end by themselves sooner.
const longest = 30 * time.Second

// Result is a verdict and what the program printed on the way.
type Result struct {
	learn.Verdict
	Printed string
}

// Check builds the learner's program once and grades parts with it, in their order.
func (d *Desk) Check(ctx context.Context, parts ...*learn.Part) ([]Result, error) {
	broken, err := d.build(ctx)
	if err != nil {
		return nil, err
	}
	return d.gradeAll(ctx, broken, parts)
}

// gradeAll grades parts with the program that was built.
func (d *Desk) gradeAll(ctx context.Context, broken broken, parts []*learn.Part) ([]Result, error) {
	var all []Result
	for _, p := range parts {
		if lines := broken[p.File()]; lines != nil {
			all = append(all, Result{Verdict: p.Uncompiled(lines)})
			continue
		}
		r, err := d.grade(ctx, p)
		if err != nil {
			return all, err
		}
		all = append(all, r)
	}
	return all, nil
}

// grade runs the built program for one part.
func (d *Desk) grade(ctx context.Context, p *learn.Part) (Result, error) {
	cases, err := d.chapters.Cases(p, d.Seed)
	if err != nil {
		return Result{}, err
	}
	data, err := learn.EncodeCases(cases)
	if err != nil {
		return Result{}, err
	}
	casesFile, verdictFile := filepath.Join(d.temp, "cases.json"), filepath.Join(d.temp, "verdict.json")
	if err := os.WriteFile(casesFile, data, 0o644); err != nil {
		return Result{}, err
	}
	if err := os.RemoveAll(verdictFile); err != nil {
		return Result{}, err
	}
	limited, stop := context.WithTimeout(ctx, longest)
	defer stop()
	cmd := exec.CommandContext(limited, d.program(), "-cases", casesFile, "-seed", fmt.Sprint(d.Seed),
		"-verdict", verdictFile, p.ID)
	cmd.Dir = d.Dir
	var out, stderr tail
	cmd.Stdout, cmd.Stderr = &out, &stderr
	runErr := cmd.Run()
	if ctx.Err() != nil {
		return Result{}, ctx.Err()
	}
	r := Result{Printed: out.String()}
	if data, err := os.ReadFile(verdictFile); err == nil && json.Unmarshal(data, &r.Verdict) == nil {
		r.Printed += stderr.String()
		return r, nil
	}
	r.Verdict = p.Died(stderr.String(), runErr)
	return r, nil
}

// tail keeps the beginning of what is written to it, and how much that was.
type tail struct {
	kept  bytes.Buffer
	total int
}

// maxPrinted is how much of what a program prints is shown, in bytes.
const maxPrinted = 4096

// Write keeps what there is room for.
func (t *tail) Write(b []byte) (int, error) {
	t.total += len(b)
	t.kept.Write(b[:min(len(b), maxPrinted-t.kept.Len())])
	return len(b), nil
}

// String is what was kept, with a word on the rest.
func (t *tail) String() string {
	if t.total > t.kept.Len() {
		return strings.ToValidUTF8(t.kept.String(), "") + "\n… and more\n"
	}
	return t.kept.String()
}
