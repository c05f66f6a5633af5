// Package small has what the tests of chapter 5 train: a run of a few seconds on a made-up text.
package small

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/shared/nn"
	"llmfromscratch/shared/torchrand"
)

// Letters is a tokenizer for tests: one id per character a to z, blank and full stop.
type Letters struct{}

// Alphabet are the characters of [Letters], in the order of their ids.
const Alphabet = "abcdefghijklmnopqrstuvwxyz ."

func (Letters) Encode(txt string) ([]int, error) {
	var ids []int
	for i := range len(txt) {
		id := strings.IndexByte(Alphabet, txt[i])
		if id < 0 {
			return nil, fmt.Errorf("no letter: %q", txt[i])
		}
		ids = append(ids, id)
	}
	return ids, nil
}

func (Letters) Decode(ids []int) (string, error) {
	var b strings.Builder
	for _, id := range ids {
		b.WriteByte(Alphabet[id])
	}
	return b.String(), nil
}

var _ text.Tokenizer = Letters{}

// Babble is a text of so many characters.
func Babble(n int) string {
	r := rand.New(rand.NewPCG(1, 2))
	var b strings.Builder
	for b.Len() < n {
		b.WriteString([]string{"the ", "cat ", "sat ", "on ", "a ", "mat. "}[r.IntN(6)])
	}
	return b.String()[:n]
}

// Recipe is a run of a few seconds: 24 steps.
func Recipe() pretrain.Recipe {
	r := pretrain.TinyRecipe()
	r.Model = gpt.Config{VocabSize: len(Alphabet), ContextLength: 16, EmbDim: 16, NumHeads: 2, NumLayers: 2,
		DropRate: 0.1}
	r.Data = pretrain.DataOptions{TrainRatio: 0.8, BatchSize: 2, ContextLength: 16}
	r.Options.Epochs, r.Options.EvalEvery, r.Options.EvalBatches = 3, 4, 2
	r.Options.StartContext, r.Options.SampleTokens = "the cat", 20
	return r
}

// Start makes model and loaders of a recipe from one seed.
func Start(t testing.TB, r pretrain.Recipe, source nn.DropoutSource) (*gpt.Model, *pretrain.Loaders) {
	t.Helper()
	rng := torchrand.New(123)
	b := nn.NewBuilderFrom(rng)
	b.Masks.Source = source
	m, err := gpt.NewModel(b, r.Model)
	if err != nil {
		t.Fatal(err)
	}
	if source == nn.BackendMasks {
		if err := b.Store().SetRNGStateFromSeed(7); err != nil {
			t.Fatal(err)
		}
	}
	loaders, err := pretrain.NewLoaders(Babble(340), Letters{}, r.Data, rng)
	if err != nil {
		t.Fatal(err)
	}
	return m, loaders
}
