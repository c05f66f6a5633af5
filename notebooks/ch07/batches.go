package lesson

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/ch07_instruct"
	"llmfromscratch/shared/nn"
)

// ItemsOf are items of given ids, of which no part is known to be the prompt.
func ItemsOf(ids [][]int) []instruct.Item {
	items := make([]instruct.Item, len(ids))
	for i, row := range ids {
		items[i] = instruct.Item{IDs: row}
	}
	return items
}

// WithoutInput counts the entries whose input is empty (section 7.2).
func WithoutInput(entries []instruct.Entry) int {
	empty := 0
	for _, e := range entries {
		if e.Input == "" {
			empty++
		}
	}
	return empty
}

// CrossEntropy is the mean loss of a few examples, logits [n, classes] and targets [n], of which
// [pretrain.IgnoreIndex] does not count (section 7.3).
func CrossEntropy(be compute.Backend, logits [][]float32, targets ...int) (float32, error) {
	row, err := pretrain.TargetTensor([][]int{targets}, len(logits[0]))
	if err != nil {
		return 0, err
	}
	out, err := nn.Eval(be, nn.NewBuilder(0).Store(), func(in []*graph.Node) []*graph.Node {
		return []*graph.Node{pretrain.CrossEntropy(in[0], graph.Reshape(in[1], -1))}
	}, logits, row)
	if err != nil {
		return 0, err
	}
	return tensors.ToScalar[float32](out[0]), nil
}

// MaskedBatch is a batch of all the entries, prompts left out of the loss (exercise 7.2).
func MaskedBatch(entries []instruct.Entry, tok text.Tokenizer) (text.Batch, error) {
	opt := instruct.BookCollate()
	opt.MaskPrompt = true
	return batchOf(entries, tok, opt)
}

// PlainBatch is a batch of all the entries as section 7.3 makes it.
func PlainBatch(entries []instruct.Entry, tok text.Tokenizer) (text.Batch, error) {
	return batchOf(entries, tok, instruct.BookCollate())
}

func batchOf(entries []instruct.Entry, tok text.Tokenizer, opt instruct.CollateOptions) (text.Batch, error) {
	ds, err := instruct.NewDataset(entries, instruct.Alpaca(), tok)
	if err != nil {
		return text.Batch{}, err
	}
	var items []instruct.Item
	for i := range ds.Len() {
		items = append(items, ds.At(i))
	}
	return instruct.Collate(items, opt)
}

// Shape is [batch, seq] of a batch.
func Shape(b text.Batch) []int { return []int{len(b.Inputs), len(b.Inputs[0])} }

// BatchSummary tells one batch from another.
type BatchSummary struct {
	Shape   []int  `json:"shape"`
	Ignored int    `json:"ignored"`       // targets that do not count
	Inputs  string `json:"inputs_sha256"` // of the ids in decimal, row after row, joined by commas
	Targets string `json:"targets_sha256"`
}

// Summarize is the summary of a batch.
func Summarize(b text.Batch) BatchSummary {
	s := BatchSummary{Shape: Shape(b), Inputs: digest(b.Inputs), Targets: digest(b.Targets)}
	for _, id := range slices.Concat(b.Targets...) {
		if id == pretrain.IgnoreIndex {
			s.Ignored++
		}
	}
	return s
}

func digest(rows [][]int) string {
	var digits []string
	for _, id := range slices.Concat(rows...) {
		digits = append(digits, strconv.Itoa(id))
	}
	return fmt.Sprintf("%x", sha256.Sum256([]byte(strings.Join(digits, ","))))
}
