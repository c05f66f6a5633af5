package gpt2_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/gomlx/gomlx/core/tensors"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch04_gpt"
	"llmfromscratch/shared/nn"
)

// letters is a tokenizer for tests: one id per character a to z, blank and full stop.
type letters struct{}

const alphabet = "abcdefghijklmnopqrstuvwxyz ."

func (letters) Encode(txt string) ([]int, error) {
	var ids []int
	for i := range len(txt) {
		id := strings.IndexByte(alphabet, txt[i])
		if id < 0 {
			return nil, fmt.Errorf("no letter: %q", txt[i])
		}
		ids = append(ids, id)
	}
	return ids, nil
}

func (letters) Decode(ids []int) (string, error) {
	var b strings.Builder
	for _, id := range ids {
		b.WriteByte(alphabet[id])
	}
	return b.String(), nil
}

var _ text.Tokenizer = letters{}

// smallConfig is a model that knows the letters.
func smallConfig() gpt.Config {
	return gpt.Config{VocabSize: len(alphabet), ContextLength: 16, EmbDim: 16, NumHeads: 2, NumLayers: 2, DropRate: 0.1}
}

func newModel(t *testing.T, seed int64, cfg gpt.Config) *gpt.Model {
	t.Helper()
	m, err := gpt.NewModel(nn.NewBuilder(seed), cfg)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func parameters(t *testing.T, m *gpt.Model) map[string][]float32 {
	t.Helper()
	values := map[string][]float32{}
	for p := range nn.Parameters(m.Store()) {
		values[p.Path()] = tensors.MustCopyFlatData[float32](p.MustValue())
	}
	return values
}
