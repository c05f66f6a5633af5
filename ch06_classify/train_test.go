package classify_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/ch05_pretrain/lora"
	"llmfromscratch/ch06_classify"
	"llmfromscratch/shared/backend/backendtest"
	"llmfromscratch/shared/dataloader"
	"llmfromscratch/shared/nn"
	"llmfromscratch/shared/sample"
	"llmfromscratch/shared/torchrand"
)

// tinyConfig has GPT-2's vocabulary and little else.
func tinyConfig() gpt.Config {
	return gpt.Config{VocabSize: 50257, ContextLength: 32, EmbDim: 16, NumHeads: 2, NumLayers: 2}
}

func sampleLoaders(t testing.TB, rng *torchrand.Generator, batchSize, length int) *classify.Loaders {
	t.Helper()
	list, err := classify.Read(bytes.NewReader(sample.SMS()))
	if err != nil {
		t.Fatal(err)
	}
	s, err := classify.BookSplit(list)
	if err != nil {
		t.Fatal(err)
	}
	l, err := classify.NewLoaders(s, tokenizer(), classify.DataOptions{
		BatchSize: batchSize, Padding: classify.Padding{Length: length, ID: text.EndOfTextID}}, rng)
	if err != nil {
		t.Fatal(err)
	}
	return l
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

func quickOptions() classify.Options {
	opt := classify.BookOptions()
	opt.Epochs, opt.EvalEvery, opt.EvalBatches = 2, 5, 2
	opt.Optimizer = pretrain.NewAdamW(5e-3, 0.1)
	return opt
}

func allLayers() classify.Config {
	return with(func(s *classify.Config) { s.Train = classify.AllLayers })
}

func TestTrainingLearnsAndLogsAsInTheBook(t *testing.T) {
	rng := torchrand.New(123)
	c := tinyClassifier(t, rng, allLayers())
	loaders := sampleLoaders(t, rng, 16, 24)
	var log bytes.Buffer
	opt := quickOptions()
	var steps []pretrain.Progress
	h, err := classify.Train(context.Background(), backendtest.Open(), c, loaders, opt, pretrain.Log(&log),
		pretrain.OnStep(func(p pretrain.Progress) error { steps = append(steps, p); return nil }))
	if err != nil {
		t.Fatal(err)
	}
	perEpoch := loaders.Train.Len()
	all := 2 * perEpoch
	if len(h.StepLosses) != all || len(steps) != all || steps[all-1].ExamplesSeen != 16*all ||
		steps[all-1].Epoch != 2 || steps[0].Steps != all {
		t.Errorf("%d step losses and %d calls of OnStep for %d steps, the last %+v", len(h.StepLosses), len(steps), all,
			steps[len(steps)-1])
	}
	if len(h.Steps) != (all+4)/5 || h.Steps[1] != 5 || h.ExamplesSeen[1] != 6*16 || h.Epochs[1] != 6/float64(perEpoch) {
		t.Errorf("evaluations at steps %v, examples %v, epochs %v", h.Steps, h.ExamplesSeen, h.Epochs)
	}
	if last := len(h.TrainLosses) - 1; h.TrainLosses[last] > 0.8*h.TrainLosses[0] {
		t.Errorf("the loss went from %v to %v", h.TrainLosses[0], h.TrainLosses[last])
	}
	lines := strings.Split(strings.TrimSpace(log.String()), "\n")
	if len(lines) != len(h.Steps)+2 || !strings.HasPrefix(lines[0], "Ep 1 (Step 000000): Train loss ") ||
		!strings.HasPrefix(lines[len(lines)-1], "Training accuracy: ") ||
		!strings.Contains(lines[len(lines)-1], "% | Validation accuracy: ") {
		t.Errorf("log:\n%s", log.String())
	}
	if c.Padding != loaders.Padding {
		t.Errorf("the classifier pads %+v, the loaders %+v", c.Padding, loaders.Padding)
	}
}

func TestEqualSeedsTrainAlikeAndFrozenParametersStay(t *testing.T) {
	var losses [][]float64
	for range 2 {
		rng := torchrand.New(5)
		c := tinyClassifier(t, rng, classify.BookConfig())
		before := values(t, c)
		opt := quickOptions()
		opt.Epochs = 1
		h, err := classify.Train(context.Background(), backendtest.Open(), c, sampleLoaders(t, rng, 32, 16), opt)
		if err != nil {
			t.Fatal(err)
		}
		losses = append(losses, h.StepLosses)
		after := values(t, c)
		for p := range nn.Parameters(c.Store()) {
			name := nn.StateName(p.Path())
			if slices.Equal(before[name], after[name]) == p.Trainable {
				t.Errorf("%s: trainable %v, changed %v", name, p.Trainable, !p.Trainable)
			}
		}
	}
	if !slices.Equal(losses[0], losses[1]) {
		t.Errorf("the same seed gave losses %v and %v", losses[0], losses[1])
	}
}

func TestAModelTrainedOnTextCanBeFineTunedInTheSameProgram(t *testing.T) {
	rng := torchrand.New(5)
	m, err := gpt.NewModel(nn.NewBuilderFrom(rng), tinyConfig())
	if err != nil {
		t.Fatal(err)
	}
	opt := pretrain.BookOptions()
	opt.Epochs, opt.StartContext = 1, ""
	loaders, err := pretrain.NewLoaders(sample.Story()[:2000], tokenizer(),
		pretrain.DataOptions{TrainRatio: 0.8, BatchSize: 4, ContextLength: 16}, rng)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := pretrain.Train(context.Background(), backendtest.Open(), m, loaders, tokenizer(), opt); err != nil {
		t.Fatal(err)
	}
	c, err := classify.New(m, classify.BookConfig())
	if err != nil {
		t.Fatal(err)
	}
	quick := quickOptions()
	quick.Epochs = 1
	if _, err := classify.Train(context.Background(), backendtest.Open(), c, sampleLoaders(t, rng, 32, 16),
		quick); err != nil {
		t.Fatal(err)
	}
}

func TestTrainingEndsWithItsContextAndWithOnStep(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	opt := quickOptions()
	cancelAfter3 := pretrain.OnStep(func(p pretrain.Progress) error {
		if p.Step == 3 {
			cancel()
		}
		return nil
	})
	rng := torchrand.New(1)
	c, loaders := tinyClassifier(t, rng, classify.BookConfig()), sampleLoaders(t, rng, 16, 8)
	h, err := classify.Train(ctx, backendtest.Open(), c, loaders, opt, cancelAfter3)
	if !errors.Is(err, context.Canceled) || len(h.StepLosses) != 3 {
		t.Errorf("cancelled after step 3: error %v after %d steps", err, len(h.StepLosses))
	}
	stop := errors.New("enough")
	h, err = classify.Train(context.Background(), backendtest.Open(), c, loaders, opt,
		pretrain.OnStep(func(pretrain.Progress) error { return stop }))
	if !errors.Is(err, stop) || len(h.StepLosses) != 1 {
		t.Errorf("stopped by OnStep: error %v after %d steps", err, len(h.StepLosses))
	}
	opt.EvalEvery = 0
	if _, err = classify.Train(context.Background(), backendtest.Open(), c, loaders, opt); err == nil {
		t.Error("an evaluation every 0 steps was accepted")
	}
}

func TestMessagesWithoutPaddingGoOneByOne(t *testing.T) {
	c := tinyClassifier(t, torchrand.New(1), classify.BookConfig())
	list := messages(3, 2)
	list[0].Text = "a longer message than the others"
	for batchSize, want := range map[int]string{1: "", 2: "pad them to one length"} {
		ds, err := classify.NewDataset(list, tokenizer(), classify.Padding{Length: classify.Unpadded})
		if err != nil {
			t.Fatal(err)
		}
		loader, err := dataloader.New(ds.Len(), ds.Batch,
			dataloader.Options{BatchSize: batchSize, RNG: torchrand.New(1)})
		if err != nil {
			t.Fatal(err)
		}
		_, err = evaluator(t, c).LoaderAccuracy(context.Background(), loader, pretrain.AllBatches)
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("batches of %d: error %v, want %q", batchSize, err, want)
		}
	}
}

func TestRunsAreValid(t *testing.T) {
	for name, run := range map[string]classify.Recipe{"tiny": classify.TinyRecipe(), "book": classify.BookRecipe()} {
		if err := errors.Join(run.Model.Validate(), run.Options.Optimizer.Validate()); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if run.Model.DropRate != 0 || run.Model.ContextLength < 120 {
			t.Errorf("%s: %+v; the book turns dropout off, and messages have up to 120 tokens", name, run.Model)
		}
	}
}

func TestClassifyPadsCutsAndSaysSo(t *testing.T) {
	c := tinyClassifier(t, torchrand.New(1), classify.BookConfig())
	p, err := classify.NewPredictor(backendtest.Open(), c, tokenizer())
	if err != nil {
		t.Fatal(err)
	}
	defer p.Finalize()
	long := strings.Repeat("word ", 40) // 41 tokens: the last blank is one of its own
	for _, x := range []struct {
		padding         int
		text            string
		row, seen, lost int
	}{
		{classify.Longest, "one two three", 3, 3, 0},
		{classify.Unpadded, "one two three", 3, 3, 0},
		{8, "one two three", 8, 3, 0},
		{2, "one two three", 2, 2, 1},
		{32, long, 32, 32, 9},
		{100, long, 32, 32, 9},
		{classify.Longest, long, 32, 32, 9},
	} {
		c.Padding.Length = x.padding
		ids, length, truncated, err := c.Encode(x.text, tokenizer())
		if err != nil || len(ids) != x.row || length != x.seen || truncated != x.lost {
			t.Errorf("padding %d: row of %d, %d seen, %d lost (%v), want %d, %d, %d", x.padding, len(ids), length,
				truncated, err, x.row, x.seen, x.lost)
		}
		got, err := p.Classify(x.text)
		if err != nil {
			t.Fatal(err)
		}
		if got.Tokens != x.seen || got.Truncated != x.lost ||
			strings.Contains(got.String(), "did not fit") != (x.lost > 0) {
			t.Errorf("padding %d: %+v prints %q", x.padding, got, got)
		}
		if sum := got.Probabilities[0] + got.Probabilities[1]; sum < 0.999 || sum > 1.001 ||
			(got.Probabilities[1] > 0.5) != (got.Label == classify.Spam) {
			t.Errorf("padding %d: %+v", x.padding, got)
		}
	}
	for _, empty := range []string{"", " \n"} {
		if _, err := p.Classify(empty); !errors.Is(err, classify.ErrEmptyMessage) {
			t.Errorf("the message %q: %v", empty, err)
		}
	}
}

func TestSavedClassifierGivesTheSameAnswers(t *testing.T) {
	for _, s := range []classify.Config{
		classify.BookConfig(), classify.LoRAConfig(),
		with(func(s *classify.Config) { s.Token, s.Bidirectional = classify.FirstToken, true }),
	} {
		c := tinyClassifier(t, torchrand.New(3), s)
		c.Padding = classify.Padding{Length: 12, ID: 7}
		dir := filepath.Join(t.TempDir(), "saved")
		if err := c.Save(dir); err != nil {
			t.Fatal(err)
		}
		back, err := classify.Load(dir)
		if err != nil {
			t.Fatal(err)
		}
		if back.Config != c.Config || back.Padding != c.Padding || back.Model.Config != c.Model.Config {
			t.Errorf("%+v came back as %+v", c.Config, back.Config)
		}
		b := classify.Batch{Inputs: [][]int{{1, 2, 3, 4}}, Lengths: []int{4}, Labels: []int{0}}
		was, _ := logits(t, c, b)
		is, _ := logits(t, back, b)
		if !slices.Equal(was[0], is[0]) {
			t.Errorf("%+v: logits %v came back as %v", s, was, is)
		}
	}
}

// Once its adapters are merged a classifier is a plain one, whatever it was trained as.
func TestClassifierWithMergedAdaptersComesBack(t *testing.T) {
	c := tinyClassifier(t, torchrand.New(3), classify.LoRAConfig())
	if err := lora.Merge(c.Model); err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "merged")
	if err := c.Save(dir); err != nil {
		t.Fatal(err)
	}
	back, err := classify.Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	if got := back.Config; got.Train != classify.AllLayers || got.Rank != 0 || got.Alpha != 0 {
		t.Errorf("settings %+v, want those of a model whose layers are all trained", got)
	}
	b := classify.Batch{Inputs: [][]int{{1, 2, 3, 4}}, Lengths: []int{4}, Labels: []int{0}}
	was, _ := logits(t, c, b)
	is, _ := logits(t, back, b)
	if !slices.Equal(was[0], is[0]) {
		t.Errorf("logits %v came back as %v", was, is)
	}
}

func TestFoldersThatAreNoClassifierAreRefused(t *testing.T) {
	dir := t.TempDir()
	if _, err := classify.Load(dir); err == nil || !strings.Contains(err.Error(), "classifier.json is missing") {
		t.Errorf("an empty folder: %v", err)
	}
	path := filepath.Join(dir, classify.ClassifierFile)
	for content, want := range map[string]string{
		"not JSON": "classifier.json",
		"{}":       "classifier.json",
		`{"model":{"vocab_size":9,"context_length":4,"emb_dim":4,"n_heads":2,"n_layers":1},"settings":{"classes":2,"train":"most"}}`:                                        `"most"`,
		`{"model":{"vocab_size":9,"context_length":4,"emb_dim":4,"n_heads":2,"n_layers":1},"settings":{"classes":2,"train":"head","token":"last"},"padding":{"length":-9}}`: "-9",
		`{"model":{"vocab_size":9,"context_length":4,"emb_dim":4,"n_heads":2,"n_layers":1},"settings":{"classes":2,"train":"head","token":"last"}}`:                         "model.safetensors",
	} {
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := classify.Load(dir); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want one with %q", content, err, want)
		}
	}
}
