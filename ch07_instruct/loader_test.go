package instruct_test

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/ch07_instruct"
	"llmfromscratch/shared/dataloader"
	"llmfromscratch/shared/torchrand"
)

// bookLoaders are those of section 7.4.
func bookLoaders(t *testing.T) (instruct.Parts, *instruct.Loaders) {
	t.Helper()
	parts := must(instruct.Split(bookEntries(t), instruct.BookTrain, instruct.BookTest))
	return parts, must(instruct.NewLoaders(parts, gpt2(), instruct.BookLoader(), torchrand.New(123)))
}

func shape(b text.Batch) []int { return []int{len(b.Inputs), len(b.Inputs[0])} }

// batches are all batches of an epoch.
func batches(loader *dataloader.Loader[text.Batch]) []text.Batch {
	var all []text.Batch
	for b, err := range loader.Epoch() {
		all = append(all, must(b, err))
	}
	return all
}

func TestBatchesComeInTheBooksOrder(t *testing.T) {
	_, loaders := bookLoaders(t)
	var shapes [][]int
	train := batches(loaders.Train)
	for _, b := range train {
		shapes = append(shapes, shape(b))
		if len(b.Targets) != len(b.Inputs) || len(b.Targets[0]) != len(b.Inputs[0]) {
			t.Error("inputs and targets have different shapes")
		}
	}
	check(t, "ch07.loader.shapes", shapes)
	last := train[len(train)-1]
	check(t, "ch07.loader.input0", last.Inputs[0])
	check(t, "ch07.loader.target0", last.Targets[0])
}

func TestOtherLoadersKeepTheirOrder(t *testing.T) {
	parts, loaders := bookLoaders(t)
	var shapes [][]int
	for _, b := range batches(loaders.Validation) {
		shapes = append(shapes, shape(b))
	}
	check(t, "ch07.loader.counts", map[string]any{
		"train": loaders.Train.Len(), "val": loaders.Validation.Len(), "test": loaders.Test.Len(), "val_shapes": shapes,
	})
	ds := must(instruct.NewDataset(parts.Train, instruct.Alpaca(), gpt2()))
	var first []instruct.Item
	for i := range 8 {
		first = append(first, ds.At(i))
	}
	b := must(instruct.Collate(first, instruct.BookCollate()))
	ignored := 0
	for _, row := range b.Targets {
		for _, id := range row {
			if id == pretrain.IgnoreIndex {
				ignored++
			}
		}
	}
	check(t, "ch07.loader.first8", map[string]any{
		"shape": shape(b), "inputs_sha256": sha(b.Inputs), "targets_sha256": sha(b.Targets), "ignored": ignored,
	})
}

// sha is the digest of rows of ids joined by commas.
func sha(rows [][]int) string {
	var parts []string
	for _, row := range rows {
		for _, id := range row {
			parts = append(parts, strconv.Itoa(id))
		}
	}
	return fmt.Sprintf("%x", sha256.Sum256([]byte(strings.Join(parts, ","))))
}

func TestEntriesHaveTheBooksLengths(t *testing.T) {
	parts, loaders := bookLoaders(t)
	ds := must(instruct.NewDataset(parts.Train, instruct.Alpaca(), gpt2()))
	var lengths []int
	sum := 0
	for i := range ds.Len() {
		lengths = append(lengths, len(ds.At(i).IDs))
		sum += lengths[i]
	}
	check(t, "ch07.loader.lengths", map[string]any{"first20": lengths[:20], "max": slices.Max(lengths), "sum": sum})
	if loaders.TrainTokens != sum {
		t.Errorf("%d training tokens, want %d", loaders.TrainTokens, sum)
	}
}

func TestCutEntriesAreCounted(t *testing.T) {
	parts := must(instruct.Split(ownEntries(), instruct.BookTrain, instruct.BookTest))
	opt := instruct.BookLoader()
	if l := must(instruct.NewLoaders(parts, gpt2(), opt, torchrand.New(1))); l.Cut != 0 {
		t.Errorf("%d entries are longer than %d tokens", l.Cut, opt.Collate.MaxLength)
	}
	opt.Collate.MaxLength = 40
	want := 0
	for _, e := range ownEntries() {
		if len(must(gpt2().Encode(opt.Style.Text(e)))) > 40 {
			want++
		}
	}
	if l := must(instruct.NewLoaders(parts, gpt2(), opt, torchrand.New(1))); l.Cut != want || want == 0 {
		t.Errorf("%d entries cut, want %d", l.Cut, want)
	}
}

func TestLoadersRefuseABatchThatIsNeverFull(t *testing.T) {
	parts := must(instruct.Split(ownEntries(), instruct.BookTrain, instruct.BookTest))
	opt := instruct.BookLoader()
	opt.BatchSize = len(parts.Train) + 1
	if _, err := instruct.NewLoaders(parts, gpt2(), opt, torchrand.New(1)); err == nil ||
		!strings.Contains(err.Error(), "smaller batch") {
		t.Errorf("error %v", err)
	}
	parts.Test = nil
	if _, err := instruct.NewLoaders(parts, gpt2(), instruct.BookLoader(), torchrand.New(1)); err == nil ||
		!strings.Contains(err.Error(), "test data") {
		t.Errorf("error %v", err)
	}
}
