package longrun_test

import (
	"reflect"
	"slices"
	"testing"

	"github.com/gomlx/gomlx/core/tensors"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/ch05_pretrain/gpt2"
	"llmfromscratch/ch05_pretrain/longrun"
	"llmfromscratch/shared/backend/backendtest"
	"llmfromscratch/shared/nn"
)

// TestCheckpointsOfARunAreWeightsToo: the folder that a training run saves into can be loaded and converted.
func TestCheckpointsOfARunAreWeightsToo(t *testing.T) {
	run := smallRun()
	dir, hub := t.TempDir(), t.TempDir()
	run.Long.Checkpoint = &longrun.Checkpoint{Dir: dir}
	interruptAfter(t, run, nn.TorchMasks, 2)
	latest, err := pretrain.LatestCheckpoint(dir)
	if err != nil || latest == "" {
		t.Fatal(latest, err)
	}
	want, err := pretrain.LoadModelDir(latest)
	if err != nil {
		t.Fatal(err)
	}
	got, err := gpt2.Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	if got.Config != want.Config || !reflect.DeepEqual(parameters(t, got), parameters(t, want)) {
		t.Error("the loaded model is not the last checkpoint")
	}
	if _, err := gpt2.Convert(t.Context(), dir, hub,
		gpt2.ConvertOptions{Layout: gpt2.HuggingFaceLayout}); err != nil {
		t.Fatal(err)
	}
	again, err := gpt2.Load(hub)
	if err != nil {
		t.Fatal(err)
	}
	ids := [][]int{{1, 2, 3, 4}}
	if !slices.Equal(logits(t, again, ids), logits(t, want, ids)) {
		t.Error("the converted checkpoint gives other logits")
	}
}

// TestLoadModelDirPassesOverMasks: the state dict of the book's GPTModel has one a block.
func TestLoadModelDirPassesOverMasks(t *testing.T) {
	want := newModel(t, smallRun().Model)
	dir := t.TempDir()
	if err := gpt2.Save(dir, want, gpt2.BookLayout); err != nil {
		t.Fatal(err)
	}
	got, err := pretrain.LoadModelDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	if got.Config != want.Config || !reflect.DeepEqual(parameters(t, got), parameters(t, want)) {
		t.Error("the loaded model is another one")
	}
}

func logits(t *testing.T, m *gpt.Model, ids [][]int) []float32 {
	t.Helper()
	p, err := gpt.NewPredictor(backendtest.Open(), m)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Finalize()
	out, err := p.Logits(ids)
	if err != nil {
		t.Fatal(err)
	}
	return tensors.MustCopyFlatData[float32](out)
}
