package bench

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/gomlx/compute"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/shared/backend"
)

// Options of a measurement.
type Options struct {
	Config  gpt.Config
	Name    string // of the configuration
	Batch   int    // rows of a batch
	Context int    // tokens in a row
	Steps   int    // counted runs of each measurement, after the warm-up
}

// Validate returns an error for options that cannot be.
func (o Options) Validate() error {
	switch {
	case o.Batch < 1 || o.Steps < 1:
		return fmt.Errorf("batch %d, steps %d: want at least 1 each", o.Batch, o.Steps)
	case o.Context < 2 || o.Context > o.Config.ContextLength:
		return fmt.Errorf("context %d: want 2 to %d, the model's context length", o.Context, o.Config.ContextLength)
	}
	return nil
}

// Result is one measured figure.
type Result struct {
	Name  string  `json:"name"`
	Value float64 `json:"value"` // median over the runs; of the machine's limits the best
	Min   float64 `json:"min"`
	Max   float64 `json:"max"`
	Unit  string  `json:"unit"`
	Note  string  `json:"note,omitempty"`

	// The parts of what the machine could do at best, as measured in the same run: of the memory's speed, at which the
	// weights are read, and of the speed of the backend's matrix products. 0 where a work's bytes or products are not
	// counted.
	MemoryShare float64 `json:"memory_share,omitempty"`
	MatrixShare float64 `json:"matrix_share,omitempty"`

	work work
}

// Report is a whole measurement and everything needed to repeat it.
type Report struct {
	Machine    Machine  `json:"machine"`
	Backend    string   `json:"backend"`
	Name       string   `json:"config_name"`
	Parameters int      `json:"parameters"`
	Batch      int      `json:"batch"`
	Context    int      `json:"context"`
	Steps      int      `json:"steps"`
	Results    []Result `json:"results"`
}

// Machine is what the figures were measured on.
type Machine struct {
	OS, Arch string
	CPU      string
	Cores    int
	Go       string
	SIMD     bool // built with GOEXPERIMENT=simd
}

// Run takes all measurements; progress is told the name of each before it starts.
func Run(ctx context.Context, be compute.Backend, choice backend.Choice, opt Options,
	progress func(string)) (*Report, error) {
	if err := opt.Validate(); err != nil {
		return nil, err
	}
	r := &Report{
		Machine: thisMachine(), Backend: choice.Config, Name: opt.Name, Parameters: opt.Config.Count().Total,
		Batch: opt.Batch, Context: opt.Context, Steps: opt.Steps,
	}
	for _, m := range []struct {
		name string
		run  func(context.Context, compute.Backend, Options) ([]Result, error)
	}{
		{"memory bandwidth", memoryBandwidth},
		{"matrix products", matmulCeiling},
		{"tokenizer", tokenizer},
		{"model", modelMeasurements},
	} {
		progress(m.name)
		results, err := m.run(ctx, be, opt)
		if err != nil {
			return r, fmt.Errorf("measuring %s: %w", m.name, err)
		}
		r.Results = append(r.Results, results...)
	}
	r.Results = append(r.Results, peakMemory())
	r.addShares()
	return r, nil
}

// Write prints the report as a table.
func (r *Report) Write(w io.Writer) error {
	m := r.Machine
	simd := "no SIMD"
	if m.SIMD {
		simd = "SIMD"
	}
	fmt.Fprintf(w, "%s, %d cores, %s/%s, %s, %s, backend %s\n", m.CPU, m.Cores, m.OS, m.Arch, m.Go, simd, r.Backend)
	fmt.Fprintf(w, "model %s (%d parameters), batch %d x %d tokens, median of %d runs (smallest to largest)\n\n",
		r.Name, r.Parameters, r.Batch, r.Context, r.Steps)
	t := tabwriter.NewWriter(w, 0, 8, 2, ' ', 0)
	for _, x := range r.Results {
		spread := ""
		if x.Min != x.Max {
			spread = fmt.Sprintf("(%s to %s)", short(x.Min), short(x.Max))
		}
		fmt.Fprintf(t, "%s\t%s %s\t%s\t%s\t%s\t%s\n", x.Name, short(x.Value), x.Unit, spread,
			shareOf(x.MemoryShare, "memory"), shareOf(x.MatrixShare, "matrix products"), x.Note)
	}
	return t.Flush()
}

// shareOf is a share in words, such as "71 % of memory"; "" for none.
func shareOf(share float64, limit string) string {
	if share <= 0 {
		return ""
	}
	return fmt.Sprintf("%s %% of %s", short(100*share), limit)
}

func short(v float64) string {
	switch {
	case v >= 1000:
		return fmt.Sprintf("%.0f", v)
	case v >= 10:
		return fmt.Sprintf("%.1f", v)
	}
	return fmt.Sprintf("%.3g", v)
}

// warmUp is the number of runs that do not count: backends that plan memory at the first runs take longer for them.
const warmUp = 3

// times runs f n times after the warm-up, and returns the seconds that each of these runs took.
func times(ctx context.Context, n int, f func() error) ([]float64, error) {
	seconds := make([]float64, 0, n)
	for i := range warmUp + n {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		start := time.Now()
		if err := f(); err != nil {
			return nil, err
		}
		if i >= warmUp {
			seconds = append(seconds, time.Since(start).Seconds())
		}
	}
	return seconds, nil
}

// result is the median of the seconds, each turned into the figure that is reported.
func result(name, unit string, seconds []float64, figure func(seconds float64) float64) Result {
	values := make([]float64, len(seconds))
	for i, s := range seconds {
		values[i] = figure(s)
	}
	slices.Sort(values)
	return Result{Name: name, Unit: unit, Value: values[len(values)/2], Min: values[0], Max: values[len(values)-1]}
}

// best is result for what the machine can do: the largest figure counts, since other programs only slow a run down.
func best(name, unit string, seconds []float64, figure func(seconds float64) float64) Result {
	r := result(name, unit, seconds, figure)
	r.Value = r.Max
	r.Note = fmt.Sprintf("the best of %d runs", len(seconds))
	return r
}

func milliseconds(s float64) float64 { return 1e3 * s }

// per is a rate: n of something in so many seconds.
func per(n float64) func(float64) float64 {
	return func(s float64) float64 { return n / s }
}

func thisMachine() Machine {
	return Machine{
		OS: runtime.GOOS, Arch: runtime.GOARCH, CPU: cpuName(), Cores: runtime.GOMAXPROCS(0), Go: runtime.Version(),
		SIMD: strings.Contains(runtime.Version(), "simd"),
	}
}
