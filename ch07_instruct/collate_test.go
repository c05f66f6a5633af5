package instruct_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/ch07_instruct"
)

// both are a batch as the figures have it.
func both(b text.Batch) map[string]any {
	return map[string]any{"inputs": b.Inputs, "targets": b.Targets}
}

// items wraps ids.
func items(ids [][]int) []instruct.Item {
	list := make([]instruct.Item, len(ids))
	for i := range ids {
		list[i] = instruct.Item{IDs: ids[i], Prompt: 1}
	}
	return list
}

func TestCollateDraftsAreTheBooks(t *testing.T) {
	batch := input[[][]int](t, "ch07.collate.draft1", "batch")
	check(t, "ch07.collate.draft1", instruct.PadInputs(batch, text.EndOfTextID))
	check(t, "ch07.collate.draft2", both(instruct.PadBatch(batch, text.EndOfTextID)))
}

func TestCollateIsTheBooks(t *testing.T) {
	opt := instruct.BookCollate()
	check(t, "ch07.collate.final", both(must(instruct.Collate(items(input[[][]int](t, "ch07.collate.final", "batch")),
		opt))))
	check(t, "ch07.collate.single", both(must(instruct.Collate(items(input[[][]int](t, "ch07.collate.single", "batch")),
		opt))))
	opt.MaxLength = input[int](t, "ch07.collate.truncated", "allowed_max_length")
	check(t, "ch07.collate.truncated", both(must(instruct.Collate(items(input[[][]int](t, "ch07.collate.truncated",
		"batch")), opt))))
	opt = instruct.BookCollate()
	opt.Ignore = input[int](t, "ch07.collate.inner_pad", "ignore_index")
	check(t, "ch07.collate.inner_pad", both(must(instruct.Collate(items(input[[][]int](t, "ch07.collate.inner_pad",
		"batch")), opt))))
}

func TestPadTokenIsEndOfText(t *testing.T) {
	check(t, "ch07.pad_token", must(gpt2().Encode(text.EndOfText)))
	if ids := must(gpt2().Encode(text.EndOfText)); !slices.Equal(ids, []int{text.EndOfTextID}) {
		t.Errorf("<|endoftext|> is %v", ids)
	}
}

func TestPromptIsMaskedAsInExercise72(t *testing.T) {
	entries := input[[]instruct.Entry](t, "ch07.ex2.masked_all", "entries")
	ds := must(instruct.NewDataset(entries, instruct.Alpaca(), gpt2()))
	lengths := input[[]int](t, "ch07.ex2.masked_all", "instruction_lengths")
	var all []instruct.Item
	for i := range ds.Len() {
		if got := ds.At(i).Prompt; got != lengths[i] {
			t.Errorf("entry %d has a prompt of %d tokens, want %d", i, got, lengths[i])
		}
		all = append(all, ds.At(i))
	}
	opt := instruct.BookCollate()
	opt.MaskPrompt = true
	b := must(instruct.Collate(all, opt))
	check(t, "ch07.ex2.shape", []int{len(b.Inputs), len(b.Inputs[0])})
	check(t, "ch07.ex2.masked", map[string]any{"inputs": b.Inputs[1], "targets": b.Targets[1]})
	check(t, "ch07.ex2.masked_all", both(b))
	check(t, "ch07.ex2.decoded_inputs", must(gpt2().Decode(b.Inputs[1])))
	counted := slices.DeleteFunc(slices.Clone(b.Targets[1]), func(id int) bool { return id == pretrain.IgnoreIndex })
	check(t, "ch07.ex2.decoded_targets", must(gpt2().Decode(counted)))
}

func TestCollateLeavesItemsAlone(t *testing.T) {
	ids := [][]int{{1, 2, 3}, {4}}
	if _, err := instruct.Collate(items(ids), instruct.CollateOptions{Pad: 0, Ignore: -100, MaxLength: 2,
		MaskPrompt: true}); err != nil {
		t.Fatal(err)
	}
	if fmt.Sprint(ids) != "[[1 2 3] [4]]" {
		t.Errorf("the items are %v now", ids)
	}
}

func TestCollateRefusesWhatHasNoTokens(t *testing.T) {
	for name, list := range map[string][]instruct.Item{"no items": nil,
		"an empty item": {{IDs: []int{1}, Prompt: 1}, {}}} {
		if _, err := instruct.Collate(list, instruct.BookCollate()); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	opt := instruct.BookCollate()
	opt.MaskPrompt = true
	for _, prompt := range []int{0, 3} {
		if _, err := instruct.Collate([]instruct.Item{{IDs: []int{1, 2}, Prompt: prompt}}, opt); err == nil {
			t.Errorf("a prompt of %d tokens in an item of 2: no error", prompt)
		}
	}
}

// TestAllTargetsIgnoredIsAnError: a row that is cut within its prompt has nothing to learn from.
func TestAllTargetsIgnoredIsAnError(t *testing.T) {
	opt := instruct.BookCollate()
	opt.MaskPrompt, opt.MaxLength = true, 3
	b := must(instruct.Collate([]instruct.Item{{IDs: []int{1, 2, 3, 4, 5, 6}, Prompt: 5}}, opt))
	if _, _, err := pretrain.BatchTensors(b, 50257); err == nil ||
		!strings.Contains(err.Error(), pretrain.ErrAllIgnored.Error()) {
		t.Errorf("error %v", err)
	}
}

func FuzzCollate(f *testing.F) {
	f.Add([]byte{1, 2, 3}, []byte{4}, 2, 4)
	f.Add([]byte{0, 0}, []byte{0, 9, 0, 1}, 0, 0)
	f.Fuzz(func(t *testing.T, a, b []byte, maxLength, multiple int) {
		if len(a) == 0 || len(b) == 0 || maxLength < 0 || maxLength > 1000 || multiple < 0 || multiple > 100 {
			t.Skip()
		}
		rows := [][]int{widen(a), widen(b)}
		batch, err := instruct.Collate(items(rows),
			instruct.CollateOptions{Pad: 0, Ignore: -100, MaxLength: maxLength, Multiple: multiple})
		if err != nil {
			t.Fatal(err)
		}
		for i, row := range rows {
			inputs, targets := batch.Inputs[i], batch.Targets[i]
			if len(inputs) != len(batch.Inputs[0]) || len(targets) != len(inputs) || maxLength > 0 &&
				len(inputs) > maxLength {
				t.Fatalf("row %d has %d inputs and %d targets", i, len(inputs), len(targets))
			}
			pads := 0
			for p := range inputs {
				if p < len(row) && inputs[p] != row[p] || p >= len(row) && inputs[p] != 0 {
					t.Fatalf("row %d %v became %v", i, row, inputs)
				}
				if targets[p] != -100 && p+1 < len(row) && targets[p] != row[p+1] {
					t.Fatalf("row %d %v has targets %v", i, row, targets)
				}
				if targets[p] == 0 {
					pads++
				}
			}
			if pads > 1 {
				t.Fatalf("row %d %v has %d pads among its targets %v", i, row, pads, targets)
			}
		}
	})
}

func widen(b []byte) []int {
	ids := make([]int, len(b))
	for i := range b {
		ids[i] = int(b[i])
	}
	return ids
}

func ExampleCollate() {
	b, err := instruct.Collate([]instruct.Item{
		{IDs: []int{0, 1, 2, 3, 4}}, {IDs: []int{5, 6}}, {IDs: []int{7, 8, 9}},
	}, instruct.BookCollate())
	if err != nil {
		fmt.Println(err)
		return
	}
	for i := range b.Inputs {
		fmt.Println(b.Inputs[i], b.Targets[i])
	}
	// Output:
	// [0 1 2 3 4] [1 2 3 4 50256]
	// [5 6 50256 50256 50256] [6 50256 -100 -100 -100]
	// [7 8 9 50256 50256] [8 9 50256 -100 -100]
}
