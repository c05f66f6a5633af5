package classify_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/ch05_pretrain/lora"
	"llmfromscratch/ch06_classify"
	"llmfromscratch/shared/backend/backendtest"
	"llmfromscratch/shared/book"
	"llmfromscratch/shared/dataloader"
	"llmfromscratch/shared/nn"
	"llmfromscratch/shared/torchrand"
)

func smallConfig() gpt.Config {
	return gpt.Config{VocabSize: 120, ContextLength: 24, EmbDim: 16, NumHeads: 2, NumLayers: 3, QKVBias: true}
}

func newClassifier(t testing.TB, cfg gpt.Config, s classify.Config) *classify.Classifier {
	t.Helper()
	m, err := gpt.NewModel(nn.NewBuilder(123), cfg)
	if err != nil {
		t.Fatal(err)
	}
	c, err := classify.New(m, s)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// bookClassifier is the small classifier of the figures, and their batch of eight messages.
func bookClassifier(t testing.TB, s classify.Config) (*classify.Classifier, classify.Batch) {
	t.Helper()
	c := newClassifier(t, smallConfig(), s)
	data, err := book.Weights("ch06_small_gpt")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "small.safetensors")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := pretrain.LoadModel(path, c.Store()); err != nil {
		t.Fatal(err)
	}
	fig, err := book.Find("ch06.small.outputs")
	if err != nil {
		t.Fatal(err)
	}
	x, err := fig.Input("x").Tensor()
	if err != nil {
		t.Fatal(err)
	}
	y, err := fig.Input("y").Ints()
	if err != nil {
		t.Fatal(err)
	}
	b := classify.Batch{Inputs: x.IntRows(), Labels: y}
	for _, row := range b.Inputs {
		length := len(row)
		for length > 1 && row[length-1] == 119 {
			length--
		}
		b.Lengths = append(b.Lengths, length)
	}
	return c, b
}

func part(b classify.Batch, from, to int) classify.Batch {
	return classify.Batch{Inputs: b.Inputs[from:to], Lengths: b.Lengths[from:to], Labels: b.Labels[from:to]}
}

func evaluator(t testing.TB, c *classify.Classifier) *classify.Evaluator {
	t.Helper()
	e, err := classify.NewEvaluator(backendtest.Open(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(e.Finalize)
	return e
}

func logits(t testing.TB, c *classify.Classifier, b classify.Batch) ([][]float32, float64) {
	t.Helper()
	l, loss, err := evaluator(t, c).Logits(b)
	if err != nil {
		t.Fatal(err)
	}
	return l, loss
}

func values(t testing.TB, c *classify.Classifier) map[string][]float32 {
	t.Helper()
	all := map[string][]float32{}
	for p := range nn.Parameters(c.Store()) {
		v, err := p.Value()
		if err != nil {
			t.Fatal(err)
		}
		if all[nn.StateName(p.Path())], err = tensors.CopyFlatData[float32](v); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

func with(change func(*classify.Config)) classify.Config {
	s := classify.BookConfig()
	change(&s)
	return s
}

func TestLastAndFirstTokenLossesAreTheBooks(t *testing.T) {
	c, b := bookClassifier(t, classify.BookConfig())
	last, lastLoss := logits(t, c, b)
	c.Config.Token = classify.FirstToken
	first, firstLoss := logits(t, c, b)
	check(t, "ch06.small.losses", map[string]any{
		"last": lastLoss, "first": firstLoss,
		"predicted_last": classify.Predicted(last), "predicted_first": classify.Predicted(first),
	})
}

func TestFrozenTrainingIsTheBooks(t *testing.T) {
	c, b := bookClassifier(t, classify.BookConfig())
	before := values(t, c)
	trainer, err := pretrain.NewTrainer(backendtest.Open(), c.Model.Builder, c.Loss, pretrain.NewAdamW(5e-3, 0.1))
	if err != nil {
		t.Fatal(err)
	}
	defer trainer.Finalize()
	var losses []float64
	for i := range 10 {
		ids, positions, labels, err := c.Tensors(part(b, i%2*4, i%2*4+4))
		if err != nil {
			t.Fatal(err)
		}
		step, err := trainer.Step(ids, positions, labels)
		if err != nil {
			t.Fatal(err)
		}
		losses = append(losses, step.Loss)
	}
	unchanged := []string{}
	after := values(t, c)
	for p := range nn.Parameters(c.Store()) {
		if name := nn.StateName(p.Path()); slices.Equal(before[name], after[name]) {
			unchanged = append(unchanged, name)
		}
	}
	check(t, "ch06.small.train10", map[string]any{"losses": losses, "unchanged": unchanged})
	last, _ := logits(t, c, b)
	check(t, "ch06.small.final_logits", last)
}

func TestFirstTokenSeesOnlyItselfUnlessTheMaskIsTakenAway(t *testing.T) {
	b := classify.Batch{Inputs: [][]int{{5, 6, 7}, {5, 8, 9}}, Lengths: []int{3, 3}, Labels: []int{0, 0}}
	for _, bidirectional := range []bool{false, true} {
		c := newClassifier(t, smallConfig(), with(func(s *classify.Config) {
			s.Token, s.Bidirectional = classify.FirstToken, bidirectional
		}))
		l, _ := logits(t, c, b)
		if same := slices.Equal(l[0], l[1]); same == bidirectional {
			t.Errorf("bidirectional %v: messages that begin alike have equal logits: %v", bidirectional, same)
		}
	}
}

func TestLastTextTokenDoesNotSeePadding(t *testing.T) {
	short := classify.Batch{Inputs: [][]int{{5, 6, 7}}, Lengths: []int{3}, Labels: []int{0}}
	padded := classify.Batch{Inputs: [][]int{{5, 6, 7, 119, 119}}, Lengths: []int{3}, Labels: []int{0}}
	for _, token := range []classify.Token{classify.LastTextToken, classify.LastToken} {
		c := newClassifier(t, smallConfig(), with(func(s *classify.Config) { s.Token = token }))
		a, _ := logits(t, c, short)
		p, _ := logits(t, c, padded)
		near := max(a[0][0]-p[0][0], p[0][0]-a[0][0], a[0][1]-p[0][1], p[0][1]-a[0][1]) < 1e-5
		if near != (token == classify.LastTextToken) {
			t.Errorf("token %v: logits %v, with padding %v", token, a, p)
		}
	}
}

func TestMeanOfTokensIsTheMeanOfAllOutputs(t *testing.T) {
	c, b := bookClassifier(t, with(func(s *classify.Config) { s.Token = classify.MeanOfTokens }))
	got, _ := logits(t, c, b)
	ids, _, _, err := c.Tensors(b)
	if err != nil {
		t.Fatal(err)
	}
	out, err := nn.Eval(backendtest.Open(), c.Store(), func(in []*graph.Node) []*graph.Node {
		return []*graph.Node{c.Outputs(in[0])}
	}, ids)
	if err != nil {
		t.Fatal(err)
	}
	for i, row := range out[0].Value().([][][]float32) {
		for k := range 2 {
			var sum float64
			for _, o := range row {
				sum += float64(o[k])
			}
			if want := sum / float64(len(row)); want-float64(got[i][k]) > 1e-5 || float64(got[i][k])-want > 1e-5 {
				t.Errorf("message %d, class %d: %v, the mean of the outputs is %v", i, k, got[i][k], want)
			}
		}
	}
}

func TestTrainablePartsAreThoseOfTheSettings(t *testing.T) {
	head := []string{"out_head."}
	block := append([]string{"final_norm.", "trf_blocks.2."}, head...)
	for part, prefixes := range map[classify.LayerSet][]string{
		classify.HeadOnly:      head,
		classify.LastBlock:     block,
		classify.LastTwoBlocks: append([]string{"trf_blocks.1."}, block...),
		classify.AllLayers:     {""},
	} {
		c := newClassifier(t, smallConfig(), with(func(s *classify.Config) { s.Train = part }))
		for p := range nn.Parameters(c.Store()) {
			name := nn.StateName(p.Path())
			want := slices.ContainsFunc(prefixes, func(prefix string) bool { return strings.HasPrefix(name, prefix) })
			if p.Trainable != want {
				t.Errorf("%v: %s is trainable: %v", part, name, p.Trainable)
			}
		}
	}
	c := newClassifier(t, smallConfig(), classify.LoRAConfig())
	if _, trainable := nn.NumParameters(c.Store()); trainable != lora.Count(smallConfig(), 2, 16) {
		t.Errorf("lora: %d trainable parameters, want %d", trainable, lora.Count(smallConfig(), 2, 16))
	}
}

func TestBlockTenIsNotTakenForBlockOne(t *testing.T) {
	cfg := smallConfig()
	cfg.NumLayers = 12
	c := newClassifier(t, cfg, with(func(s *classify.Config) { s.Train = classify.LastTwoBlocks }))
	for p := range nn.Parameters(c.Store()) {
		if name := nn.StateName(p.Path()); strings.HasPrefix(name, "trf_blocks.1.") && p.Trainable {
			t.Errorf("%s is trainable", name)
		}
	}
}

func TestHeadIsDrawnFromTheModelsGenerator(t *testing.T) {
	m, err := gpt.NewModel(nn.NewBuilder(7), smallConfig())
	if err != nil {
		t.Fatal(err)
	}
	m.Builder.RNG.Seed(123)
	c, err := classify.New(m, classify.BookConfig())
	if err != nil {
		t.Fatal(err)
	}
	want := make([]float32, 2*16+2)
	torchrand.New(123).Uniform(want, -0.25, 0.25)
	v := values(t, c)
	if !slices.Equal(v["out_head.weight"], want[:32]) || !slices.Equal(v["out_head.bias"], want[32:]) {
		t.Error("the head's values are not the generator's next draws")
	}
}

func TestSettingsThatCannotBeAreRefused(t *testing.T) {
	for want, change := range map[string]func(*classify.Config){
		"1 classes":       func(s *classify.Config) { s.Classes = 1 },
		"unknown (9)":     func(s *classify.Config) { s.Train = 9 },
		"token":           func(s *classify.Config) { s.Token = -1 },
		"LoRA of rank 0":  func(s *classify.Config) { s.Train = classify.Adapters },
		"last two blocks": func(s *classify.Config) { s.Train = classify.LastTwoBlocks },
	} {
		cfg := smallConfig()
		cfg.NumLayers = 1
		m, err := gpt.NewModel(nn.NewBuilder(1), cfg)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := classify.New(m, with(change)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one with %q", err, want)
		}
	}
	if _, err := classify.ParseLayerSet("everything"); err == nil || !strings.Contains(err.Error(), "last-block") {
		t.Errorf("an unknown part: %v", err)
	}
	if _, err := classify.ParseToken("middle"); err == nil || !strings.Contains(err.Error(), "last-text") {
		t.Errorf("an unknown token: %v", err)
	}
	c := newClassifier(t, smallConfig(), classify.LoRAConfig())
	if _, err := classify.New(c.Model, classify.BookConfig()); err == nil ||
		!strings.Contains(err.Error(), "plain linear layer") {
		t.Errorf("a model with adapters: %v", err)
	}
}

func TestBatchesThatCannotBeAreRefused(t *testing.T) {
	e := evaluator(t, newClassifier(t, smallConfig(), classify.BookConfig()))
	ok := classify.Batch{Inputs: [][]int{{1, 2}}, Lengths: []int{2}, Labels: []int{1}}
	if _, err := e.BatchLoss(ok); err != nil {
		t.Fatal(err)
	}
	for want, b := range map[string]classify.Batch{
		"outside the vocabulary": {Inputs: [][]int{{1, 120}}, Lengths: []int{2}, Labels: []int{1}},
		"label 2":                {Inputs: [][]int{{1, 2}}, Lengths: []int{2}, Labels: []int{2}},
		"label -1":               {Inputs: [][]int{{1, 2}}, Lengths: []int{2}, Labels: []int{-1}},
		"3 tokens of text":       {Inputs: [][]int{{1, 2}}, Lengths: []int{3}, Labels: []int{1}},
		"0 tokens of text":       {Inputs: [][]int{{1, 2}}, Lengths: []int{0}, Labels: []int{1}},
		"0 labels":               {Inputs: [][]int{{1, 2}}, Lengths: []int{2}},
		"one length":             {Inputs: [][]int{{1, 2}, {1}}, Lengths: []int{2, 1}, Labels: []int{1, 1}},
		"context length of 24":   {Inputs: [][]int{make([]int, 25)}, Lengths: []int{25}, Labels: []int{1}},
		"no token ids":           {},
	} {
		if _, err := e.BatchLoss(b); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one with %q", err, want)
		}
	}
}

func TestAccuracyCountsExamplesAndLossCountsBatches(t *testing.T) {
	ctx := context.Background()
	labels, predicted := []int{0, 1, 0, 1, 1, 0, 0}, []int{0, 1, 0, 0, 1, 1, 0}
	loader, err := dataloader.New(7, func(indices []int) ([]int, error) { return indices, nil },
		dataloader.Options{BatchSize: 3, RNG: torchrand.New(1)})
	if err != nil {
		t.Fatal(err)
	}
	predict := func(indices []int) (p, l []int, err error) {
		for _, i := range indices {
			p, l = append(p, predicted[i]), append(l, labels[i])
		}
		return p, l, nil
	}
	for _, c := range []struct {
		batches int
		want    float64
	}{{pretrain.AllBatches, 5.0 / 7}, {1, 1}, {2, 4.0 / 6}, {99, 5.0 / 7}} {
		got, err := classify.Accuracy(ctx, loader, c.batches, predict)
		if err != nil || got != c.want {
			t.Errorf("accuracy over %d batches is %v (%v), want %v", c.batches, got, err, c.want)
		}
	}
	if _, err := classify.Accuracy(ctx, loader, -1, predict); err == nil {
		t.Error("-1 batches were accepted")
	}
	ended, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := classify.Accuracy(ended, loader, 0, predict); err != context.Canceled {
		t.Errorf("a cancelled context gave %v", err)
	}
}
