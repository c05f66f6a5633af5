package reference

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/gomlx/gomlx/core/graph"

	"llmfromscratch/ch02_text"
	"llmfromscratch/shared/nn"
)

func split(s string) []string { return text.Words(s) }

func vocabulary(tokens []string) map[string]int {
	ids := map[string]int{}
	for id, token := range text.NewVocabulary(tokens).All() {
		ids[token] = id
	}
	return ids
}

// encode wants a vocabulary whose ids are those of the sorted tokens, and unknown behind them.
func encode(tokens []string, vocabulary map[string]int, _ int) []int {
	vocab := text.NewVocabulary(slices.Collect(maps.Keys(vocabulary)), text.Unknown)
	return must(must(text.NewSimpleTokenizerV2(vocab)).Encode(strings.Join(tokens, " ")))
}

// mostFrequentPair writes ids as letters and learns one merge.
func mostFrequentPair(ids []int) (left, right int) {
	letters := make([]byte, len(ids))
	for i, id := range ids {
		letters[i] = 'a' + byte(id)
	}
	merge := must(text.TrainBPE(context.Background(), string(letters), 257)).Merges()[0]
	return int(merge[0][0] - 'a'), int(merge[1][0] - 'a')
}

func windows(ids []int, length, stride int) (inputs, targets [][]int) {
	data := must(text.NewDataset(ids, length, stride))
	for i := range data.Len() {
		input, target := data.At(i)
		inputs, targets = append(inputs, input), append(targets, target)
	}
	return inputs, targets
}

// countWindows asks a data set of n ids; one that is too short cannot be made.
func countWindows(n, length, stride int) int {
	data, err := text.NewDataset(make([]int, n), length, stride)
	if errors.Is(err, text.ErrTooShort) {
		return 0
	}
	return must(data, err).Len()
}

func (c *Chapters) lookup(weight Matrix, ids []int) Matrix {
	b := nn.NewBlankBuilder()
	e := &nn.Embedding{Weight: parameter(b, "weight", weight)}
	return c.ofIDs(b, e.Forward, ids, len(weight))
}

func (c *Chapters) embed(tokens, positions Matrix, ids []int) Matrix {
	b := nn.NewBlankBuilder()
	e := &text.InputEmbedding{Token: &nn.Embedding{Weight: parameter(b.In("tok"), "weight", tokens)},
		Position: &nn.Embedding{Weight: parameter(b.In("pos"), "weight", positions)}}
	return c.ofIDs(b, e.Forward, ids, len(tokens))
}

// ofIDs runs a module on one row of ids.
func (c *Chapters) ofIDs(b *nn.Builder, forward func(*graph.Node) *graph.Node, ids []int, vocabSize int) Matrix {
	out := must(nn.Eval1(c.be, b, forward, must(nn.IDs([][]int{ids}, vocabSize))))
	return wide(out.Value().([][][]float32)[0])
}
