package learner

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"

	"llmfromscratch/shared/learn"
	"llmfromscratch/shared/project"
)

// Order is what a model of the learner's parts is to do.
type Order struct {
	Text   string // that it goes on with
	Tokens int    // how many
	Steps  int    // of the small training; 0 leaves it out
}

// Model grades the parts, builds those that pass and the chapters' functions for all others into one program, and lets
// that print what came of an order. It returns the verdicts on parts that are begun and do not pass. What a
// part does wrong inside the model is an error with a sentence.
func (d *Desk) Model(ctx context.Context, order Order, out io.Writer) (failed []learn.Verdict, err error) {
	broken, err := d.build(ctx)
	if err != nil {
		return nil, err
	}
	results, err := d.gradeAll(ctx, broken, learn.Parts())
	if err != nil {
		return nil, err
	}
	var passed []string
	for _, r := range results {
		switch {
		case r.Passed:
			passed = append(passed, r.ID)
		case !r.Empty:
			failed = append(failed, r.Verdict)
		}
	}
	program, err := d.buildModel(ctx, broken)
	if err != nil {
		return failed, err
	}
	return failed, d.runModel(ctx, program, passed, order, out)
}

// myModel is the folder, from the course's, that the learner's files seem to lie in when they are built together with
// the course. It is not there: the compiler is told so.
var myModel = filepath.Join("internal", "learner", "myllm")

// buildModel builds the learner's files as a program of the course's module, so that it has the chapters, too. Stubs
// stand for the files in replaced.
func (d *Desk) buildModel(ctx context.Context, replaced broken) (program string, err error) {
	course, err := filepath.Abs(d.Course)
	if err != nil {
		return "", err
	}
	files, err := d.modelFiles(replaced)
	if err != nil {
		return "", err
	}
	overlay := map[string]map[string]string{"Replace": {}}
	for name, path := range files {
		overlay["Replace"][filepath.Join(course, myModel, name)] = path
	}
	data, err := json.Marshal(overlay)
	if err != nil {
		return "", err
	}
	list := filepath.Join(d.temp, "model-overlay.json")
	if err := os.WriteFile(list, data, 0o644); err != nil {
		return "", err
	}
	program = filepath.Join(d.temp, "mymodel"+filepath.Ext(d.program()))
	cmd := exec.CommandContext(ctx, "go", "build", "-buildvcs=false", "-ldflags=-s -w", "-overlay="+list, "-o", program,
		"./"+filepath.ToSlash(myModel))
	cmd.Dir = course
	cmd.Env = append(os.Environ(), "GOWORK=off", "GOPROXY=off", "GOFLAGS=")
	if output, err := cmd.CombinedOutput(); err != nil {
		if ctx.Err() != nil {
			return "", ctx.Err()
		}
		return "", fmt.Errorf("the parts in %s cannot be built together with the course: %w\n%s", d.Dir, err,
			strings.TrimSpace(string(output)))
	}
	return program, nil
}

// modelFiles are the files of that program by their names: the learner's, without tests and with stubs for those in
// replaced, and another main.go.
func (d *Desk) modelFiles(replaced broken) (files map[string]string, err error) {
	dir, err := filepath.Abs(d.Dir)
	if err != nil {
		return nil, err
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	files = map[string]string{}
	for _, e := range entries {
		if name := e.Name(); filepath.Ext(name) == ".go" && !strings.HasSuffix(name, "_test.go") && !e.IsDir() {
			files[name] = filepath.Join(dir, name)
		}
	}
	put := func(name, source string) error {
		files[name] = filepath.Join(d.temp, "model-"+name)
		return os.WriteFile(files[name], []byte(source), 0o644)
	}
	for file := range replaced {
		if err := put(file, partOf(file).FileSource()); err != nil {
			return nil, err
		}
	}
	return files, put("main.go", modelSource())
}

// modelSource is the program that is built.
func modelSource() string {
	var b strings.Builder
	b.WriteString("package main\n\nimport (\n\t\"os\"\n\n\t\"" + project.Module + "/internal/learner\"\n)\n\n" +
		"func main() {\n\tos.Exit(learner.Program(map[string]any{\n")
	for _, p := range learn.Parts() {
		fmt.Fprintf(&b, "\t\t%q: %s,\n", p.ID, p.Name)
	}
	b.WriteString("\t}, os.Args[1:], os.Stdout))\n}\n")
	return b.String()
}

// runModel runs the program. It says by its exit status whether it has come to its end, and in a file what went wrong.
func (d *Desk) runModel(ctx context.Context, program string, passed []string, order Order, out io.Writer) error {
	said := filepath.Join(d.temp, "said")
	if err := os.RemoveAll(said); err != nil {
		return err
	}
	settings, err := json.Marshal(programOrder{Order: order, Passed: passed, Said: said})
	if err != nil {
		return err
	}
	var stderr tail
	cmd := exec.CommandContext(ctx, program, string(settings))
	cmd.Dir = d.Dir
	cmd.Stdout, cmd.Stderr = out, &stderr
	err = cmd.Run()
	if ctx.Err() != nil {
		return ctx.Err()
	}
	sentence, readErr := os.ReadFile(said)
	switch {
	case readErr == nil && len(sentence) > 0:
		return errors.New(string(sentence))
	case readErr == nil && err == nil:
		return nil
	case readErr != nil && !errors.Is(readErr, fs.ErrNotExist):
		return readErr
	}
	return died(stderr.String(), err)
}

// partFile is a part's file in a stack trace.
var partFile = regexp.MustCompile(`([0-9A-Z]\.\d+[a-z]?-\w+\.go):\d+`)

// died says in a sentence that the program has ended by itself, and which part was running if Go's trace names one.
func died(trace string, err error) error {
	if m := partFile.FindStringSubmatch(trace); m != nil {
		if p := partOf(m[1]); p != nil {
			return fmt.Errorf("your part %s ended the program: %s", p, p.Died(trace, err).Says)
		}
	}
	return errors.New("the program ended before the model was done; does one of your parts call os.Exit?")
}
