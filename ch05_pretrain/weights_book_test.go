package pretrain_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/shared/nn"
)

// TestVariantsOfTheBooksFilesGiveTheSameLogits: state dicts of the book's GPTModel with its masks, as the author's
// files have them, without, and with masks of another kind; under other names of the file, too.
func TestVariantsOfTheBooksFilesGiveTheSameLogits(t *testing.T) {
	m, err := pretrain.LoadGPT2(tiny)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := pretrain.SaveGPT2(dir, m, pretrain.BookLayout); err != nil {
		t.Fatal(err)
	}
	saved := readFile(t, filepath.Join(dir, pretrain.ModelFile))
	isMask := func(r rawTensor) bool { return strings.HasSuffix(r.name, ".att.mask") }
	for name, change := range map[string]func([]rawTensor) []rawTensor{
		"as saved":      func(l []rawTensor) []rawTensor { return l },
		"without masks": func(l []rawTensor) []rawTensor { return slices.DeleteFunc(l, isMask) },
		"by name":       sortedByName,
		"masks of truth values": func(l []rawTensor) []rawTensor {
			for i := range l {
				if isMask(l[i]) {
					l[i].kind, l[i].content = "BOOL", make([]byte, 32*32)
				}
			}
			return l
		},
	} {
		t.Run(name, func(t *testing.T) {
			list := change(rawList(t, saved))
			m, err := pretrain.LoadGPT2(folder(t, map[string][]byte{"gpt2-small-124M.safetensors": encode(t, "",
				list)}))
			if err != nil {
				t.Fatal(err)
			}
			checkTiny(t, m)
		})
	}
}

// TestCheckpointsOfARunAreWeightsToo: the folder that a training run saves into can be loaded and converted.
func TestCheckpointsOfARunAreWeightsToo(t *testing.T) {
	run := smallRun()
	dir, hub := t.TempDir(), t.TempDir()
	run.Options.Checkpoint = &pretrain.Checkpointing{Dir: dir}
	interruptAfter(t, run, nn.TorchMasks, 2)
	latest, err := pretrain.LatestCheckpoint(dir)
	if err != nil || latest == "" {
		t.Fatal(latest, err)
	}
	want, err := pretrain.LoadModelDir(latest)
	if err != nil {
		t.Fatal(err)
	}
	got, err := pretrain.LoadGPT2(dir)
	if err != nil {
		t.Fatal(err)
	}
	if got.Config != want.Config || !equalParameters(parameters(t, got), parameters(t, want)) {
		t.Error("the loaded model is not the last checkpoint")
	}
	if _, err := pretrain.Convert(t.Context(), dir, hub,
		pretrain.ConvertOptions{Layout: pretrain.HuggingFaceLayout}); err != nil {
		t.Fatal(err)
	}
	again, err := pretrain.LoadGPT2(hub)
	if err != nil {
		t.Fatal(err)
	}
	ids := [][]int{{1, 2, 3, 4}}
	if !slices.Equal(logits(t, again, ids), logits(t, want, ids)) {
		t.Error("the converted checkpoint gives other logits")
	}
}
