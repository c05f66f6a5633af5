package notebook

import (
	"fmt"
	"io"
	"text/tabwriter"
)

// Table prints the results, one notebook a line, and a last line with the sums.
func Table(w io.Writer, results []Result) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "notebook\tcells\tseconds\tfigures reproduced\tstatus")
	var sum Result
	failed := 0
	for _, r := range results {
		status := "ok"
		if !r.OK() {
			failed++
			status = fmt.Sprintf("FAILED: %s", r.Problems[0])
			if more := len(r.Problems) - 1; more > 0 {
				status += fmt.Sprintf(" (and %d more)", more)
			}
		}
		fmt.Fprintf(t, "%s\t%d\t%.1f\t%s\t%s\n", r.Name, r.Cells, r.Seconds, r.figures(), status)
		sum.Cells += r.Cells
		sum.Seconds += r.Seconds
		sum.Figures += r.Figures
		sum.Reproduced += r.Reproduced
		sum.Skipped += r.Skipped
	}
	status := "all ok"
	if failed > 0 {
		status = fmt.Sprintf("%d of %d failed", failed, len(results))
	}
	fmt.Fprintf(t, "total\t%d\t%.1f\t%s\t%s\n", sum.Cells, sum.Seconds, sum.figures(), status)
	return t.Flush()
}

func (r Result) figures() string {
	s := fmt.Sprintf("%d of %d", r.Reproduced, r.Figures)
	if r.Skipped > 0 {
		s += fmt.Sprintf(" (%d need data)", r.Skipped)
	}
	return s
}
