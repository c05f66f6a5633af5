package instruct_test

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/ch07_instruct"
	"llmfromscratch/shared/backend/backendtest"
	"llmfromscratch/shared/nn"
	"llmfromscratch/shared/torchrand"
)

// shoutRun is a run of a second.
func shoutRun() instruct.Recipe {
	run := instruct.BookRecipe()
	run.Model = gpt.Config{ContextLength: 32, EmbDim: 32, NumHeads: 2, NumLayers: 2}
	run.Data.Style, run.Data.BatchSize = instruct.Phi3(), 4
	run.Options.Epochs, run.Options.EvalEvery, run.Options.Optimizer.LearningRate = 150, 100, 4e-3
	run.Data.Collate.MaskPrompt, run.WarmUp, run.MaxNewTokens = true, 0.05, 12
	run.Options.SampleTokens = 4
	return run
}

// shoutParts tests and validates on what was trained on: that it was learnt is all that can be asked of so little.
var shoutParts = instruct.Parts{Train: shout, Validation: shout, Test: shout}

func newShout(t *testing.T, run instruct.Recipe) (*instruct.Assistant, *instruct.Loaders) {
	t.Helper()
	rng := torchrand.New(123)
	a := newAssistant(run, rng, shout)
	return a, must(a.Loaders(shoutParts, run, rng))
}

func TestFineTunedModelFollowsInstructions(t *testing.T) {
	be, run := backendtest.Open(), shoutRun()
	a, loaders := newShout(t, run)
	before, _, err := a.Evaluate(t.Context(), be, shoutParts, loaders, nil)
	if err != nil {
		t.Fatal(err)
	}
	var log strings.Builder
	history, err := a.Train(t.Context(), be, shoutParts, loaders, run, pretrain.Log(&log))
	if err != nil {
		t.Fatal(err)
	}
	after, answers, err := a.Evaluate(t.Context(), be, shoutParts, loaders, nil)
	if err != nil {
		t.Fatal(err)
	}
	if before.ExactMatch != 0 || before.F1 > 0.3 || after.ExactMatch != 1 || after.F1 != 1 {
		t.Errorf("before: %v\nafter: %v\n%+v", before, after, answers)
	}
	if after.Loss > before.Loss/3 || after.LogLikelihood < -0.1 || before.LogLikelihood > -3 {
		t.Errorf("before: %v\nafter: %v", before, after)
	}
	if len(history.StepLosses) != 150*2 || len(history.Samples) != 150 ||
		!strings.Contains(log.String(), "<|user|> opposite hot") {
		t.Errorf("%d steps, %d samples, log\n%s", len(history.StepLosses), len(history.Samples), log.String())
	}
	// The prompts were masked (exercise 7.2), so the model has learnt nothing about them.
	run.Data.Collate.MaskPrompt = false
	e := must(pretrain.NewEvaluator(be, a.Model))
	defer e.Finalize()
	if loss := must(e.LoaderLoss(t.Context(), must(a.Loaders(shoutParts, run, torchrand.New(1))).Test,
		pretrain.AllBatches)); loss < 1 {
		t.Errorf("the loss on whole texts is %v although prompts were masked", loss)
	}
	if peak := run.Options.Optimizer.LearningRate; history.LearningRates[0] > peak/50 ||
		history.LearningRates[299] > peak/20 {
		t.Errorf("the learning rate goes from %v to %v", history.LearningRates[0], history.LearningRates[299])
	}
	if s := after.String(); !strings.Contains(s, "exact match 100.0 %") || !strings.Contains(s, "8 entries") {
		t.Error(s)
	}

	// Saved and loaded, it gives the same answers.
	dir := filepath.Join(t.TempDir(), "assistant")
	if err := a.Save(dir); err != nil {
		t.Fatal(err)
	}
	b := must(instruct.LoadAssistant(dir))
	again := must(b.Answerer(be).AnswerAll(t.Context(), shout, nil))
	if fmt.Sprint(again) != fmt.Sprint(answers) {
		t.Errorf("answers after loading %+v, want %+v", again, answers)
	}
	if err := text.RemoveBPEFolder(dir); err != nil {
		t.Fatal(err)
	}
	if _, err := instruct.LoadAssistant(dir); err == nil || !strings.Contains(err.Error(), "tokens") {
		t.Errorf("without its tokenizer: %v", err)
	}
}

// TestPaddingDoesNotChangeTheLoss: neither a wider batch nor one with other rows changes what a row contributes.
func TestPaddingDoesNotChangeTheLoss(t *testing.T) {
	run := shoutRun()
	a, _ := newShout(t, run)
	loss := func(multiple int) float64 {
		run.Data.Collate.Multiple = multiple
		loaders := must(a.Loaders(shoutParts, run, torchrand.New(1)))
		e := must(pretrain.NewEvaluator(backendtest.Open(), a.Model))
		defer e.Finalize()
		return must(e.LoaderLoss(t.Context(), loaders.Test, pretrain.AllBatches))
	}
	if a, b := loss(1), loss(32); math.Abs(a-b) > 1e-5 {
		t.Errorf("loss %v, with padding up to 32 tokens %v", a, b)
	}
}

func TestAssistantsThatDoNotFitAreRefused(t *testing.T) {
	small := smallAssistant(1, instruct.Phi3())
	if _, err := instruct.Pretrained(small.Model, instruct.BookRecipe()); err == nil ||
		!strings.Contains(err.Error(), "50257") {
		t.Errorf("error %v", err)
	}
	m := must(gpt.NewModel(nn.NewBuilder(1), gpt.Config{VocabSize: 50257, ContextLength: 8, EmbDim: 2, NumHeads: 1,
		NumLayers: 1}))
	a := must(instruct.Pretrained(m, instruct.BookRecipe()))
	dir := t.TempDir()
	if err := a.Save(dir); err != nil {
		t.Fatal(err)
	}
	if b := must(instruct.LoadAssistant(dir)); b.EndOfText != text.EndOfTextID || b.Style.Name != "alpaca" ||
		b.MaxNewTokens != 256 {
		t.Errorf("%+v", b)
	}
	// The first file is what older versions wrote beside an assistant with a part of GPT-2's tokens.
	for _, file := range [][3]string{{"vocabulary.json", `{"gpt2_ids": [0, 1]}`, "from the course's own model"},
		{"assistant.json", `{"style": "nobody's", "max_new_tokens": 5}`, "nobody's"}} {
		if err := os.WriteFile(filepath.Join(dir, file[0]), []byte(file[1]), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := instruct.LoadAssistant(dir); err == nil || !strings.Contains(err.Error(), file[0]) ||
			!strings.Contains(err.Error(), file[2]) {
			t.Errorf("%s: %v", file[0], err)
		}
	}
	if err := a.Save(dir); err != nil {
		t.Fatal(err)
	}
	if _, err := instruct.LoadAssistant(dir); err != nil {
		t.Errorf("saved over an older one: %v", err)
	}
	if _, err := instruct.LoadAssistant(t.TempDir()); err == nil ||
		!strings.Contains(err.Error(), "assistant.json is missing") {
		t.Errorf("error %v", err)
	}
}

func TestBookRunIsTheBooks(t *testing.T) {
	run := instruct.BookRecipe()
	if run.Model.EmbDim != 1024 || run.Model.NumLayers != 24 || !run.Model.QKVBias || run.Model.DropRate != 0 ||
		run.Data.BatchSize != 8 ||
		run.Options.Epochs != 2 || run.Options.Optimizer != pretrain.NewAdamW(5e-5, 0.1) || run.WarmUp != 0 ||
		run.Options.EvalEvery != 5 {
		t.Errorf("%+v", run)
	}
}
