package pretrain_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/shared/backend"
	"llmfromscratch/shared/nn"
	"llmfromscratch/shared/torchrand"
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

// babble is a text of so many characters.
func babble(n int) string {
	r := rand.New(rand.NewPCG(1, 2))
	var b strings.Builder
	for b.Len() < n {
		b.WriteString([]string{"the ", "cat ", "sat ", "on ", "a ", "mat. "}[r.IntN(6)])
	}
	return b.String()[:n]
}

// smallRun is a run of a few seconds: 24 steps.
func smallRun() pretrain.Run {
	run := pretrain.TinyRun()
	run.Model = gpt.Config{VocabSize: len(alphabet), ContextLength: 16, EmbDim: 16, NumHeads: 2, NumLayers: 2,
		DropRate: 0.1}
	run.Data = pretrain.DataOptions{TrainRatio: 0.8, BatchSize: 2, ContextLength: 16}
	run.Options.Epochs, run.Options.EvalEvery, run.Options.EvalBatches = 3, 4, 2
	run.Options.StartContext, run.Options.SampleTokens = "the cat", 20
	return run
}

// start makes model and loaders of a run from one seed.
func start(t *testing.T, run pretrain.Run, source nn.DropoutSource) (*gpt.Model, *pretrain.Loaders) {
	t.Helper()
	rng := torchrand.New(123)
	b := nn.NewBuilderFrom(rng)
	b.Masks.Source = source
	m, err := gpt.NewModel(b, run.Model)
	if err != nil {
		t.Fatal(err)
	}
	if source == nn.BackendMasks {
		if err := b.Store().SetRNGStateFromSeed(7); err != nil {
			t.Fatal(err)
		}
	}
	loaders, err := pretrain.NewLoaders(babble(340), letters{}, run.Data, rng)
	if err != nil {
		t.Fatal(err)
	}
	return m, loaders
}

func train(t *testing.T, ctx context.Context, m *gpt.Model, loaders *pretrain.Loaders,
	opt pretrain.Options) (*pretrain.History, error) {
	t.Helper()
	return pretrain.Train(ctx, backend.ForTest(), m, loaders, letters{}, opt)
}
