package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"llmfromscratch/internal/bench"
	"llmfromscratch/shared/atomicfile"
)

// benchCurves is "llm bench --curves DIR": one chart for each axis, and curves.json with all numbers.
func benchCurves(cmd *cobra.Command, f benchFlags) error {
	if err := os.MkdirAll(f.curves, 0o755); err != nil {
		return err
	}
	be, choice, err := openBackend(cmd, f.backend)
	if err != nil {
		return err
	}
	defer be.Finalize()
	base := bench.SweepBase(f.steps)
	report := struct {
		Backend string        `json:"backend"`
		Base    bench.Options `json:"base"`
		Curves  []bench.Curve `json:"curves"`
	}{Backend: choice.Config, Base: base}
	for _, axis := range bench.Axes() {
		curve, err := bench.Sweep(cmd.Context(), be, axis, base, func(name string) {
			fmt.Fprintf(cmd.ErrOrStderr(), "measuring %s\n", name)
		})
		if err != nil {
			return stopped(cmd.Context(), err, fmt.Sprintf("the charts so far are in %s, the same command begins anew",
				f.curves))
		}
		report.Curves = append(report.Curves, curve)
		svg, err := curve.Chart()
		if err != nil {
			return err
		}
		if err := atomicfile.WriteBytes(filepath.Join(f.curves, axis.Name+".svg"), []byte(svg)); err != nil {
			return err
		}
	}
	data, err := json.MarshalIndent(report, "", "  ")
	if err != nil {
		return err
	}
	if err := atomicfile.WriteBytes(filepath.Join(f.curves, "curves.json"), append(data, '\n')); err != nil {
		return err
	}
	fmt.Fprintf(cmd.OutOrStdout(), "curves: %s\n", f.curves)
	return nil
}
