package bench

import (
	"context"
	"fmt"
	"io"
	"os/exec"
	"strconv"
	"strings"
	"text/tabwriter"
)

// LadderReport is a whole ladder and what is needed to repeat it.
type LadderReport struct {
	Machine    Machine      `json:"machine"`
	Name       string       `json:"config_name"`
	Parameters int          `json:"parameters"`
	Context    int          `json:"context"`
	Steps      int          `json:"steps"`
	Rungs      []RungResult `json:"rungs"`
}

// ClimbLadder measures rung after rung, each by a call of measure, which had better start a process of its own: then
// each has its own memory, and one that does not fit ends alone. Its error is noted as the reason why the rung has no
// figures; only the end of ctx ends the climb.
func ClimbLadder(ctx context.Context, base Setting, measure func(rung int) (RungResult, error)) (*LadderReport, error) {
	r := &LadderReport{
		Machine: thisMachine(), Name: base.Name, Parameters: base.Config.Count().Total, Context: base.Context,
		Steps: base.Steps,
	}
	for i, rung := range Ladder() {
		result, err := measure(i)
		if ctx.Err() != nil {
			return r, ctx.Err()
		}
		if err != nil {
			result = RungResult{Name: rung.Name, Failed: err.Error()}
		}
		r.Rungs = append(r.Rungs, result)
	}
	return r, nil
}

// Write prints the ladder as a table; the last column compares with the lowest rung that has a figure.
func (r *LadderReport) Write(w io.Writer) error {
	m := r.Machine
	fmt.Fprintf(w, "%s, %d cores, %s/%s, %s\nmodel %s (%d parameters), %d tokens in a row, no dropout, median of %d "+
		"training steps; each rung stands on those above it\n\n",
		m.CPU, m.Cores, m.OS, m.Arch, m.Go, r.Name, r.Parameters, r.Context, r.Steps)
	t := tabwriter.NewWriter(w, 0, 8, 2, ' ', 0)
	fmt.Fprintln(t, "rung\tbatch\tvocabulary\ttokens/s\tmemory\tspeed\t")
	base, onGPU := 0.0, false
	for _, x := range r.Rungs {
		switch {
		case x.Failed != "":
			fmt.Fprintf(t, "%s\t\t\tfailed\t\t\t\n", x.Name)
			continue
		case x.Speed == nil:
			fmt.Fprintf(t, "%s\t\t\tnot available on this backend\t\t\t\n", x.Name)
			continue
		}
		if base == 0 {
			base = x.Speed.Value
		}
		onGPU = onGPU || strings.HasPrefix(x.Backend, "xla:cuda")
		memory := "unknown"
		if x.Memory != nil && x.Memory.Value > 0 {
			memory = fmt.Sprintf("%s %s", short(x.Memory.Value), x.Memory.Unit)
		}
		fmt.Fprintf(t, "%s\t%d\t%d\t%s\t%s\t%.2fx\t\n", x.Name, x.Batch, x.VocabSize, short(x.Speed.Value), memory,
			x.Speed.Value/base)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	fmt.Fprintln(w)
	for _, x := range r.Rungs {
		if why := x.Missing + x.Failed; why != "" {
			fmt.Fprintf(w, "%s: %s\n", x.Name, why)
		}
	}
	if !onGPU {
		fmt.Fprintln(w, "The ladder is meant for xla:cuda; on this backend it says nothing about a GPU.")
	}
	return nil
}

// gpuMemory is what NVIDIA's own tool says is in use on the first GPU, by all processes. XLA keeps what it has once
// taken.
func gpuMemory(ctx context.Context) (Result, error) {
	out, err := exec.CommandContext(ctx, "nvidia-smi", "--query-gpu=memory.used",
		"--format=csv,noheader,nounits").Output()
	if err != nil {
		return Result{}, fmt.Errorf("memory of the GPU: nvidia-smi: %w", err)
	}
	first, _, _ := strings.Cut(strings.TrimSpace(string(out)), "\n")
	mib, err := strconv.ParseFloat(strings.TrimSpace(first), 64)
	if err != nil {
		return Result{}, fmt.Errorf("memory of the GPU: nvidia-smi says %q", first)
	}
	gb := mib * (1 << 20) / 1e9
	return Result{Name: "GPU memory", Unit: "GB", Value: gb, Min: gb, Max: gb, Note: "in use on the first GPU"}, nil
}
