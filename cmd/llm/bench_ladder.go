package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"llmfromscratch/internal/bench"
)

// benchLadder is "llm bench --ladder": this program once more for each rung, with a flag that says which.
func benchLadder(cmd *cobra.Command, base bench.Setting, asJSON bool) error {
	ctx := cmd.Context()
	self, err := os.Executable()
	if err != nil {
		return err
	}
	be, choice, err := openBackend(cmd, base.Backend)
	if err != nil {
		return err
	}
	be.Finalize() // its memory is the rungs'
	base.Backend = choice.Config
	report, err := bench.ClimbLadder(ctx, base, func(rung int) (bench.RungResult, error) {
		fmt.Fprintf(cmd.ErrOrStderr(), "measuring %s\n", bench.Ladder()[rung].Name)
		var stdout, stderr bytes.Buffer
		child := exec.CommandContext(ctx, self, "bench", "--rung", strconv.Itoa(rung), "--config", base.Name,
			"--backend", base.Backend,
			"--batch", strconv.Itoa(base.Batch), "--context", strconv.Itoa(base.Context), "--steps",
			strconv.Itoa(base.Steps))
		child.Stdout, child.Stderr = &stdout, &stderr
		var result bench.RungResult
		if err := child.Run(); err != nil {
			return result, errors.New(lastLine(stderr.String(), err.Error()))
		}
		return result, json.Unmarshal(stdout.Bytes(), &result)
	})
	if err != nil {
		return err
	}
	return writeReport(cmd.OutOrStdout(), report, asJSON)
}

// benchRung measures one rung and prints it for benchLadder.
func benchRung(cmd *cobra.Command, base bench.Setting, rung int) error {
	result, err := bench.MeasureRung(cmd.Context(), base, rung)
	if err != nil {
		return err
	}
	return printJSON(cmd.OutOrStdout(), result)
}

// lastLine of a text, or another text where it has none.
func lastLine(s, otherwise string) string {
	lines := strings.Split(strings.TrimSpace(s), "\n")
	if last := strings.TrimSpace(lines[len(lines)-1]); last != "" {
		return strings.TrimPrefix(last, "llm: ")
	}
	return otherwise
}
