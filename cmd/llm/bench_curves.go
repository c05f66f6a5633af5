package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"llmfromscratch/internal/bench"
	"llmfromscratch/shared/atomicfile"
	"llmfromscratch/shared/backend"
)

// benchCurves is "llm bench --curves DIR": one chart for each axis, and curves.json with all numbers.
func benchCurves(cmd *cobra.Command, backendConfig, dir string, steps int) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	be, choice, err := backend.Open(backendConfig)
	if err != nil {
		return err
	}
	defer be.Finalize()
	fmt.Fprintln(cmd.ErrOrStderr(), choice)
	base := bench.SweepBase(steps)
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
			return err
		}
		report.Curves = append(report.Curves, curve)
		svg, err := curve.Chart()
		if err != nil {
			return err
		}
		if err := atomicfile.WriteBytes(filepath.Join(dir, axis.Name+".svg"), []byte(svg)); err != nil {
			return err
		}
	}
	data, err := json.MarshalIndent(report, "", "  ")
	if err != nil {
		return err
	}
	if err := atomicfile.WriteBytes(filepath.Join(dir, "curves.json"), append(data, '\n')); err != nil {
		return err
	}
	fmt.Fprintf(cmd.OutOrStdout(), "curves: %s\n", dir)
	return nil
}
