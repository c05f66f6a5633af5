package pretrain_test

import (
	"context"
	"testing"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/internal/small"
	"llmfromscratch/shared/backend/backendtest"
)

type letters = small.Letters

const alphabet = small.Alphabet

var (
	babble   = small.Babble
	smallRun = small.Recipe
	start    = small.Start
)

func train(t *testing.T, ctx context.Context, m *gpt.Model, loaders *pretrain.Loaders, opt pretrain.Options,
	watchers ...pretrain.Watcher) (*pretrain.History, error) {
	t.Helper()
	return pretrain.Train(ctx, backendtest.Open(), m, loaders, letters{}, opt, watchers...)
}
