package main

import (
	"context"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"llmfromscratch/ch05_pretrain/gpt2"
	"llmfromscratch/shared/safetensors"
	"llmfromscratch/shared/tfcheckpoint"
)

// newInspectCmd is "llm inspect".
func newInspectCmd() *cobra.Command {
	var check bool
	cmd := &cobra.Command{
		Use:   "inspect FILE|FOLDER",
		Short: "List the tensors of a weights file",
		Long: `Lists name, kind and shape of every tensor in a safetensors file or in the index of a TensorFlow
checkpoint, or in the weights of a folder, all parts of them. None of it reads the numbers; --check
does, and compares a checkpoint's checksums.`,
		Example: `  llm inspect model.safetensors
  llm inspect build/pretrain/model
  llm inspect gpt2/124M/model.ckpt.index --check`,
		Args: noEmpty(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			files, err := inspected(args[0])
			if err != nil {
				return err
			}
			for _, file := range files {
				if len(files) > 1 || file != args[0] {
					fmt.Fprintf(cmd.OutOrStdout(), "%s:\n", file)
				}
				inspect := inspectSafetensors
				if isCheckpoint(file) {
					inspect = inspectCheckpoint
				}
				if err := inspect(cmd.Context(), cmd.OutOrStdout(), file, check); err != nil {
					return err
				}
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&check, "check", false, "read every number too")
	return cmd
}

// inspected are the files that an argument stands for: a folder's weights, or all parts of a model that an index names.
func inspected(path string) ([]string, error) {
	path, err := broughtAlong(path)
	if err != nil {
		return nil, err
	}
	info, err := os.Stat(path)
	if err != nil && isCheckpoint(path) || err == nil && info.Mode().IsRegular() && filepath.Ext(path) != ".json" {
		return []string{path}, nil
	}
	return gpt2.Files(path)
}

// isCheckpoint tells whether path is a TensorFlow checkpoint: its index, or the beginning of its files' names.
func isCheckpoint(path string) bool {
	if strings.HasSuffix(path, ".index") {
		return true
	}
	if _, err := os.Stat(path); err == nil {
		return false
	}
	_, err := os.Stat(path + ".index")
	return err == nil
}

// tensorTable prints one line per tensor and a sum.
type tensorTable struct {
	w                 io.Writer
	table             *tabwriter.Writer
	tensors, elements int
	bytes             int64
}

func newTensorTable(w io.Writer) *tensorTable {
	t := &tensorTable{w: w, table: tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)}
	fmt.Fprintln(t.table, "TENSOR\tKIND\tSHAPE")
	return t
}

func (t *tensorTable) add(name, kind string, shape []int, elements int, bytes int64) {
	if quoted := short(name, 62); quoted != `"`+name+`"` {
		name = quoted // control characters of a hostile file stay out of the terminal
	}
	fmt.Fprintf(t.table, "%s\t%s\t%v\n", name, kind, shape)
	t.tensors++
	t.elements += elements
	t.bytes += bytes
}

func (t *tensorTable) end() error {
	if err := t.table.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintf(t.w, "%d tensors, %d elements, %s\n", t.tensors, t.elements, humanBytes(t.bytes))
	return err
}

func inspectSafetensors(ctx context.Context, w io.Writer, path string, check bool) error {
	file, err := safetensors.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	metadata := file.Metadata()
	for _, key := range slices.Sorted(maps.Keys(metadata)) {
		fmt.Fprintf(w, "%s: %s\n", short(key, 24), short(metadata[key], 60))
	}
	table := newTensorTable(w)
	for _, info := range file.Tensors() {
		table.add(info.Name, info.DType, info.Shape, info.Len(), info.End-info.Begin)
	}
	if err := table.end(); err != nil || !check {
		return err
	}
	for _, info := range file.Tensors() {
		if err := ctx.Err(); err != nil {
			return err
		}
		r, err := file.Raw(info.Name)
		if err == nil {
			_, err = io.Copy(io.Discard, r)
		}
		if err != nil {
			return fmt.Errorf("%s: tensor %q: %w", path, info.Name, err)
		}
	}
	_, err = fmt.Fprintln(w, "Every tensor can be read. (The format has no checksums.)")
	return err
}

// short quotes a text in at most so many characters, of a long one the beginning, so that a line stays a line.
func short(s string, most int) string {
	quoted := strconv.Quote(s)
	if utf8.RuneCountInString(quoted) <= most {
		return quoted
	}
	runes := []rune(s[:min(len(s), most*utf8.UTFMax)])
	for n := min(len(runes), most); ; n-- {
		if quoted = strconv.Quote(string(runes[:n])); utf8.RuneCountInString(quoted) <= most {
			return fmt.Sprintf("%s … (%d bytes)", quoted, len(s))
		}
	}
}

func inspectCheckpoint(ctx context.Context, w io.Writer, path string, check bool) error {
	checkpoint, err := tfcheckpoint.Open(path)
	if err != nil {
		return err
	}
	defer checkpoint.Close()
	table := newTensorTable(w)
	for _, info := range checkpoint.Tensors() {
		table.add(info.Name, info.DType, info.Shape, info.Len(), info.Size)
	}
	if err := table.end(); err != nil || !check {
		return err
	}
	if err := checkpoint.Check(ctx); err != nil {
		return err
	}
	_, err = fmt.Fprintln(w, "Every tensor is whole and has the checksum of the index.")
	return err
}
