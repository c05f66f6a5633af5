package lesson_test

import (
	"testing"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/ch06_classify"
	"llmfromscratch/notebooks/ch06"
	"llmfromscratch/shared/book"
	"llmfromscratch/shared/nn"
	"llmfromscratch/shared/sample"
	"llmfromscratch/shared/torchrand"
)

// tinyConfig has GPT-2's vocabulary and little else.
func tinyConfig() gpt.Config {
	return gpt.Config{VocabSize: 50257, ContextLength: 32, EmbDim: 16, NumHeads: 2, NumLayers: 2}
}

// smallConfig is a small model of three blocks.
func smallConfig() gpt.Config {
	return gpt.Config{VocabSize: 120, ContextLength: 24, EmbDim: 16, NumHeads: 2, NumLayers: 3, QKVBias: true}
}

func tinyClassifier(t testing.TB, rng *torchrand.Generator, s classify.Config) *classify.Classifier {
	t.Helper()
	m, err := gpt.NewModel(nn.NewBuilderFrom(rng), tinyConfig())
	if err != nil {
		t.Fatal(err)
	}
	c, err := classify.New(m, s)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// shortTask is a task on the project's own messages that is done in a moment.
func shortTask(t testing.TB) *lesson.Task {
	t.Helper()
	task, err := lesson.NewTask(sample.SMS(), false, 123)
	if err != nil {
		t.Fatal(err)
	}
	if task, err = task.Random(); err != nil {
		t.Fatal(err)
	}
	opt := classify.BookOptions()
	opt.Epochs, opt.EvalEvery, opt.EvalBatches = 2, 5, 2
	opt.Optimizer = pretrain.NewAdamW(5e-3, 0.1)
	task.Model, task.Options = tinyConfig(), opt
	task.Data.BatchSize = 16
	return task
}

func check(t *testing.T, id string, got any) {
	t.Helper()
	if v := book.Check(id, got); !v.OK {
		t.Errorf("%s: %v", id, v)
	}
}
