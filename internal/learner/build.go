package learner

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"

	"llmfromscratch/shared/learn"
)

// broken are what the compiler says of files that do not compile, by file.
type broken map[string][]string

var (
	// compileError is "./3.5-causalmask.go:9:5: undefined: foo".
	compileError = regexp.MustCompile(`(?m)^(?:\./|\.\\)?([^:\s]+\.go):(\d+):(?:\d+:)? (.*)$`)
	// missing is what the compiler says of a function that main.go names and nobody has.
	missing = regexp.MustCompile(`^undefined: (\w+)$`)
)

// program is the path of the built program.
func (d *Desk) program() string {
	path := filepath.Join(d.temp, "myllm")
	if runtime.GOOS == "windows" {
		path += ".exe"
	}
	return path
}

// build builds the learner's program. Files of parts that do not compile, or lack their function, are replaced by their
// stubs, so that one part does not keep the others from being graded; they are returned with what the compiler says.
func (d *Desk) build(ctx context.Context) (broken, error) {
	all := broken{}
	for range len(learn.All()) + 1 {
		out, err := d.goBuild(ctx, all)
		if err == nil {
			return all, nil
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		found := parseErrors(out)
		if d.foreign(found) || len(found) == 0 {
			return nil, fmt.Errorf("the program in %s cannot be built: %w\n%s", d.Dir, err, strings.TrimSpace(out))
		}
		for file, lines := range found {
			if all[file] != nil {
				return nil, fmt.Errorf("the program in %s cannot be built\n%s", d.Dir, strings.TrimSpace(out))
			}
			all[file] = lines
		}
	}
	return all, nil
}

// goBuild runs the compiler; stubs stand for the files in replaced.
func (d *Desk) goBuild(ctx context.Context, replaced broken) (output string, err error) {
	overlay := map[string]map[string]string{"Replace": {}}
	for _, p := range learn.All() {
		if replaced[p.File()] == nil {
			continue
		}
		stub := filepath.Join(d.temp, p.File())
		if err := os.WriteFile(stub, []byte(p.FileSource()), 0o644); err != nil {
			return "", err
		}
		absolute, err := filepath.Abs(d.file(p))
		if err != nil {
			return "", err
		}
		overlay["Replace"][absolute] = stub
	}
	data, err := json.Marshal(overlay)
	if err != nil {
		return "", err
	}
	file := filepath.Join(d.temp, "overlay.json")
	if err := os.WriteFile(file, data, 0o644); err != nil {
		return "", err
	}
	// -e reports all errors, not the first ten; without symbols and debugging information it links faster.
	cmd := exec.CommandContext(ctx, "go", "build", "-buildvcs=false", "-gcflags=-e", "-ldflags=-s -w", "-overlay="+file,
		"-o", d.program(), ".")
	cmd.Dir = d.Dir
	cmd.Env = append(os.Environ(), "GOWORK=off", "GOPROXY=off", "GOFLAGS=")
	out, err := cmd.CombinedOutput()
	if errors.Is(err, exec.ErrNotFound) {
		return "", errors.New("the go command is not on the PATH: install Go from https://go.dev/dl")
	}
	return string(out), err
}

// parseErrors sorts what the compiler says by file. What main.go lacks belongs to the file of that part.
func parseErrors(output string) broken {
	all := broken{}
	for _, m := range compileError.FindAllStringSubmatch(output, -1) {
		file, says := filepath.Base(m[1]), "line "+m[2]+": "+strings.TrimSpace(m[3])
		if name := missing.FindStringSubmatch(strings.TrimSpace(m[3])); file == "main.go" && name != nil {
			if p, err := learn.Find(name[1]); err == nil {
				file, says = p.File(), "there is no function "+p.Name
			}
		}
		all[file] = append(all[file], says)
	}
	return all
}

// foreign reports whether files that are no part's do not compile.
func (d *Desk) foreign(found broken) bool {
	for file := range found {
		if partOf(file) == nil {
			return true
		}
	}
	return false
}

// partOf is the part with a file, nil when there is none.
func partOf(file string) *learn.Part {
	for _, p := range learn.All() {
		if p.File() == file {
			return p
		}
	}
	return nil
}
