package gpt2_test

import (
	"math"
	"testing"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/ch05_pretrain/gpt2"
	"llmfromscratch/shared/backend/backendtest"
	"llmfromscratch/shared/nn"
	"llmfromscratch/shared/torchrand"
)

// A model with a tied head trains one table in both its places, is saved without a head and read as GPT-2 is, which has
// none either.
func TestATiedModelIsReadAsGPT2Is(t *testing.T) {
	be, rng := backendtest.Open(), torchrand.New(1)
	m, err := gpt.NewModel(nn.NewBuilderFrom(rng), gpt.Config{VocabSize: 20, ContextLength: 8, EmbDim: 8, NumHeads: 2,
		NumLayers: 1})
	if err != nil {
		t.Fatal(err)
	}
	untied, _ := nn.NumParameters(m.Store())
	for range 2 { // a second time changes nothing
		if err := pretrain.TieHead(m); err != nil {
			t.Fatal(err)
		}
	}
	if tied, _ := nn.NumParameters(m.Store()); tied != untied-20*8 {
		t.Errorf("%d parameters, want %d less than %d", tied, 20*8, untied)
	}
	batch := text.Batch{Inputs: [][]int{{1, 2, 3, 1, 2}}, Targets: [][]int{{2, 3, 1, 2, 3}}}
	inputs, targets, err := pretrain.BatchTensors(batch, 20)
	if err != nil {
		t.Fatal(err)
	}
	trainer, err := pretrain.NewTrainer(be, m.Builder, pretrain.LanguageLoss(m), pretrain.NewAdamW(1e-2, 0))
	if err != nil {
		t.Fatal(err)
	}
	defer trainer.Finalize()
	var losses []float64
	for range 40 {
		r, err := trainer.Step(inputs, targets)
		if err != nil {
			t.Fatal(err)
		}
		losses = append(losses, r.Loss)
	}
	if last := losses[len(losses)-1]; last > losses[0]/4 {
		t.Errorf("the loss went from %v to %v", losses[0], last)
	}

	dir := t.TempDir()
	if err := pretrain.SaveModelDir(dir, m); err != nil {
		t.Fatal(err)
	}
	again, err := gpt2.Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	hub := t.TempDir()
	done, err := gpt2.Convert(t.Context(), dir, hub, gpt2.ConvertOptions{Layout: gpt2.HuggingFaceLayout, Half: true})
	if err != nil {
		t.Fatal(err)
	}
	half, err := gpt2.Load(hub)
	if err != nil {
		t.Fatal(err)
	}
	if done.Config != m.Config {
		t.Errorf("converted %+v, want %+v", done.Config, m.Config)
	}
	want, same, near := lastLogits(t, m), lastLogits(t, again), lastLogits(t, half)
	for i := range want {
		if want[i] != same[i] {
			t.Fatalf("logit %d is %v after loading, %v before", i, same[i], want[i])
		}
		if math.Abs(float64(want[i]-near[i])) > 0.02 {
			t.Fatalf("logit %d is %v as F16, %v before", i, near[i], want[i])
		}
	}
}

// lastLogits are those of a few ids.
func lastLogits(t *testing.T, m *gpt.Model) []float32 {
	t.Helper()
	p, err := gpt.NewPredictor(backendtest.Open(), m)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Finalize()
	out, err := p.Logits([][]int{{1, 2, 3, 4}})
	if err != nil {
		t.Fatal(err)
	}
	return out.Value().([][][]float32)[0][3]
}
