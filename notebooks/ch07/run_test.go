package lesson_test

import (
	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch07_instruct"
)

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// shout is a language of two tasks with a vocabulary of its own, small enough that a model learns it in a second.
var shout = []instruct.Entry{
	{Instruction: "opposite", Input: "hot", Output: "cold"},
	{Instruction: "opposite", Input: "cold", Output: "hot"},
	{Instruction: "opposite", Input: "big", Output: "small"},
	{Instruction: "opposite", Input: "small", Output: "big"},
	{Instruction: "repeat", Input: "hot", Output: "hot hot"},
	{Instruction: "repeat", Input: "cold", Output: "cold cold"},
	{Instruction: "repeat", Input: "big", Output: "big big"},
	{Instruction: "repeat", Input: "small", Output: "small small"},
}

// shoutTask is a task of two seconds. It tests and validates on what was trained on: that it was learnt is all that can
// be asked of so little.
func shoutTask() *instruct.Task {
	run := instruct.TinyRun()
	run.Model = gpt.Config{ContextLength: 32, EmbDim: 32, NumHeads: 2, NumLayers: 2}
	run.Data.Style, run.Data.BatchSize = instruct.Phi3(), 4
	run.Options.Epochs, run.Options.EvalEvery, run.Options.Optimizer.LearningRate = 20, 100, 4e-3
	run.Data.Collate.MaskPrompt, run.MaxNewTokens = true, 12
	run.Options.SampleTokens = 4
	return &instruct.Task{Run: run, Parts: instruct.Parts{Train: shout, Validation: shout, Test: shout}, Seed: 123}
}
