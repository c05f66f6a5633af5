package notebook

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"llmfromscratch/internal/setup"
	"llmfromscratch/shared/course"
	"llmfromscratch/shared/project"
)

// Options say what [Run] does.
type Options struct {
	Root    string        // the project's folder
	Dir     string        // the folder of the notebooks under Root, "notebooks"
	Size    string        // "tiny" or "book", handed to the cells as LLM_SIZE
	Only    []string      // run notebooks whose path contains one of these, see [Find]; empty: all
	InPlace bool          // write the cleaned, executed notebook back over the source
	HTML    bool          // also write HTML pages
	Fresh   bool          // forget saved work of earlier runs first
	Timeout time.Duration // longest time for one cell; 0: no limit
	Jobs    int           // notebooks that run at a time; 0: see [Jobs]
	Log     io.Writer     // one line as each notebook starts and ends
}

// Result is what became of one notebook.
type Result struct {
	Name       string    `json:"name"`               // "ch03" or "exercises/ch03"
	Cells      int       `json:"cells"`              // code cells
	Seconds    float64   `json:"seconds"`            // of the whole execution
	Figures    int       `json:"figures"`            // compared with the book
	Reproduced int       `json:"reproduced"`         // of these
	Skipped    int       `json:"skipped"`            // not compared, for want of a data set
	Problems   []Problem `json:"problems,omitempty"` // empty: the notebook is in order
	Output     string    `json:"output"`             // the executed copy
	LogFile    string    `json:"log"`
}

// OK reports whether every cell ran, showed something and failed in nothing.
func (r Result) OK() bool { return len(r.Problems) == 0 }

// ErrNone is what [Find] returns for a folder without notebooks.
var ErrNone = errors.New("there are no notebooks")

// Find lists the notebooks of a folder in reading order, *.ipynb, then exercises/*.ipynb, as paths relative to it,
// without the start page, which has nothing to run. With only, those whose path, the folder's name before it, contains
// one of its elements: of the folder notebooks "ch03" gives ch03.ipynb and exercises/ch03.ipynb, "notebooks/ch03" the
// first and "exercises/ch03" the second.
func Find(dir string, only []string) ([]string, error) {
	var found []string
	for _, pattern := range []string{"*.ipynb", filepath.Join("exercises", "*.ipynb")} {
		paths, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil {
			return nil, err
		}
		paths = slices.DeleteFunc(paths, func(path string) bool { return filepath.Base(path) == Start })
		slices.SortFunc(paths, func(a, b string) int { return strings.Compare(order(a), order(b)) })
		for _, path := range paths {
			rel, err := filepath.Rel(dir, path)
			if err != nil {
				return nil, err
			}
			rel = filepath.ToSlash(rel)
			whole := filepath.ToSlash(filepath.Join(filepath.Base(dir), rel))
			match := func(part string) bool { return strings.Contains(whole, part) }
			if len(only) == 0 || slices.ContainsFunc(only, match) {
				found = append(found, rel)
			}
		}
	}
	switch {
	case len(found) > 0:
		return found, nil
	case len(only) > 0:
		return nil, fmt.Errorf("no notebook's path contains %s (notebooks are in %s)", strings.Join(only, " or "),
			project.Rel(dir))
	}
	return nil, fmt.Errorf("%w in %s", ErrNone, project.Rel(dir))
}

// order sorts chapters before appendices.
func order(path string) string {
	name := filepath.Base(path)
	if isChapter(name) {
		return "0" + name
	}
	return "1" + name
}

func isChapter(name string) bool { return strings.HasPrefix(name, "ch") }

// Run executes the notebooks, each from top to bottom in a fresh kernel, several at a time. Executed copies, logs and
// HTML pages go to build/notebooks. A failing cell is no error of Run: it is in the [Result]. The results are in the
// order of [Find]. Run ends early, with the results so far, when ctx is cancelled.
func Run(ctx context.Context, opt Options) ([]Result, error) {
	names, err := Find(filepath.Join(opt.Root, opt.Dir), opt.Only)
	if err != nil {
		return nil, err
	}
	if opt.Fresh {
		if err := os.RemoveAll(filepath.Join(opt.Root, "build", "saved")); err != nil {
			return nil, err
		}
	}
	results, err := runAll(ctx, opt, names)
	if err != nil {
		return results, err
	}
	if opt.HTML && len(results) > 0 {
		err = writeHTML(ctx, opt, results)
	}
	return results, err
}

// runOne executes one notebook and looks at what came out.
func runOne(ctx context.Context, opt Options, name string) (Result, error) {
	source := filepath.Join(opt.Root, opt.Dir, filepath.FromSlash(name))
	output := filepath.Join(opt.Root, "build", "notebooks", filepath.FromSlash(name))
	stem := strings.TrimSuffix(output, ".ipynb")
	r := Result{Name: strings.TrimSuffix(name, ".ipynb"), Output: output, LogFile: stem + ".log"}

	nb, err := Read(source)
	if err != nil {
		return r, err
	}
	for _, c := range nb.Cells {
		if c.Type == Code {
			r.Cells++
		}
	}
	if err := os.MkdirAll(filepath.Dir(output), 0o755); err != nil {
		return r, err
	}
	figures := stem + ".figures.jsonl"
	for _, old := range []string{output, figures, stem + ".html"} { // nothing of an earlier run is taken for this one's
		if err := os.Remove(old); err != nil && !errors.Is(err, os.ErrNotExist) {
			return r, err
		}
	}

	start := time.Now()
	runErr := opt.execute(ctx, source, r, figures)
	r.Seconds = time.Since(start).Seconds()
	if ctx.Err() != nil {
		return r, ctx.Err()
	}
	if runErr != nil {
		r.Problems = append(r.Problems, Problem{Text: runErr.Error()})
		return r, nil
	}

	done, err := Read(output)
	if err != nil {
		return r, err
	}
	done.Clean()
	r.Problems = append(done.CheckSource(opt.Root), done.CheckOutputs(opt.Root)...)
	all, err := course.ReadRecords(figures)
	if err != nil {
		return r, err
	}
	r.tally(all)
	if err := done.Write(output); err != nil {
		return r, err
	}
	if opt.InPlace && r.OK() {
		return r, done.Write(source)
	}
	return r, nil
}

// execute runs a notebook's cells; the executed copy, the log and the records of figures go where r and figures say.
func (opt Options) execute(ctx context.Context, source string, r Result, figures string) error {
	timeout := "-1"
	if opt.Timeout > 0 {
		timeout = fmt.Sprint(int(opt.Timeout.Seconds()))
	}
	return opt.jupyter(ctx, r.LogFile, []string{course.EnvSize + "=" + opt.Size, course.EnvRecords + "=" + figures},
		"nbconvert", "--to", "notebook", "--execute", "--allow-errors", // one run shows every failing cell
		"--ExecutePreprocessor.kernel_name=gonb",
		"--ExecutePreprocessor.timeout="+timeout,
		"--ExecutePreprocessor.startup_timeout=180",
		"--ExecutePreprocessor.iopub_timeout=60",
		"--ExecutePreprocessor.record_timing=False",
		"--output-dir", filepath.Dir(r.Output), "--output", filepath.Base(r.Output), source)
}

// tally counts the figures that were compared, those reproduced, and those left out; those that differ become problems.
func (r *Result) tally(records []course.Record) {
	for _, f := range records {
		switch f.Outcome {
		case course.Skipped:
			r.Skipped++
			continue
		case course.Reproduced:
			r.Reproduced++
		case course.Differs:
			r.Problems = append(r.Problems, Problem{Text: "figure " + f.ID + " " + f.Note})
		}
		r.Figures++
	}
}

// jupyter runs a jupyter command with the project's kernel in sight; what it prints goes to the log file.
func (opt Options) jupyter(ctx context.Context, logPath string, env []string, args ...string) error {
	log, err := os.Create(logPath)
	if err != nil {
		return err
	}
	defer log.Close()
	cmd := exec.CommandContext(ctx, "jupyter", args...)
	cmd.Dir = opt.Root
	cmd.Env = append(append(os.Environ(), "JUPYTER_PATH="+setup.DataDir(opt.Root), "PYTHONUNBUFFERED=1"), env...)
	cmd.Env = append(cmd.Env, opt.threads()...)
	cmd.Stdout, cmd.Stderr = log, log
	interruptible(cmd)
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("jupyter %s: %w: %s (whole log: %s)", args[0], err, lastLine(logPath), logPath)
	}
	return nil
}

// envThreads is where ONNX Runtime reads how many threads share an operation; package backend knows it only where that
// library can be used.
const envThreads = "ORT_INTRA_OP_NUM_THREADS"

// threads is the environment in which the notebooks that run at a time share the cores, unless the user has said how
// many threads ONNX Runtime gets. With as many for each as there are cores, they would wait for each other most of the
// time.
func (opt Options) threads() []string {
	// A backend that this process has opened sets the variable as well, to the number of cores.
	threads := os.Getenv(envThreads)
	if opt.Jobs <= 1 || threads != "" && threads != strconv.Itoa(runtime.NumCPU()) {
		return nil
	}
	return []string{fmt.Sprintf("%s=%d", envThreads, max(1, runtime.NumCPU()/opt.Jobs))}
}

// lastLine is the last line of a log that says something.
func lastLine(path string) string {
	data, err := os.ReadFile(path)
	if err != nil {
		return err.Error()
	}
	for _, line := range slices.Backward(strings.Split(string(data), "\n")) {
		if line = firstLine(line); line != "" {
			return line
		}
	}
	return "nothing printed"
}
