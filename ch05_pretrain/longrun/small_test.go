package longrun_test

import (
	"context"
	"testing"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/ch05_pretrain/longrun"
	"llmfromscratch/internal/small"
	"llmfromscratch/shared/backend/backendtest"
)

type letters = small.Letters

var (
	babble = small.Babble
	start  = small.Start
)

// longRun is a recipe with what a long run has beside it.
type longRun struct {
	pretrain.Recipe
	Long     longrun.Options
	Watchers []pretrain.Watcher
}

// smallRun is a run of a few seconds: 24 steps.
func smallRun() longRun { return longRun{Recipe: small.Recipe()} }

func train(t *testing.T, ctx context.Context, m *gpt.Model, loaders *pretrain.Loaders,
	r longRun) (*pretrain.History, error) {
	t.Helper()
	return longrun.Train(ctx, backendtest.Open(), m, loaders, letters{}, r.Options, r.Long, r.Watchers...)
}
