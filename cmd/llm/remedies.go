package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"llmfromscratch/shared/nn"
	"llmfromscratch/shared/textfile"
)

// remedies are the flags that help against an error of a backend, best first.
var remedies = []struct {
	err        error
	flag, what string
}{
	{nn.ErrOutOfMemory, "accumulate", "a larger --accumulate (the steps stay the same)"},
	{nn.ErrOutOfMemory, "batch", "a smaller --batch"},
	{nn.ErrOutOfMemory, "recompute", "--recompute"},
	{nn.ErrOutOfMemory, "context", "a shorter --context"},
	{nn.ErrOutOfMemory, "precision", "--precision bf16"},
	{nn.ErrLacksOperation, "backend", "--backend go"},
	{textfile.ErrStray, "replace-invalid", "--replace-invalid"},
}

// helpfulFlags says which flags of the command that failed help against its error; "" when none does.
func helpfulFlags(cmd *cobra.Command, err error) string {
	var flags []string
	for _, r := range remedies {
		if errors.Is(err, r.err) && cmd.Flags().Lookup(r.flag) != nil {
			flags = append(flags, r.what)
		}
	}
	if len(flags) == 0 {
		return ""
	}
	return fmt.Sprintf("with %s: %s", cmd.CommandPath(), strings.Join(flags, ", "))
}
