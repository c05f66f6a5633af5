package instruct_test

import (
	"reflect"
	"slices"
	"testing"

	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/ch07_instruct"
	"llmfromscratch/shared/torchrand"
)

const ignore = pretrain.IgnoreIndex

func TestPackedRows(t *testing.T) {
	items := []instruct.Item{{IDs: []int{5, 6}, Prompt: 1}, {IDs: []int{7, 8, 9}, Prompt: 2}}
	for _, tc := range []struct {
		name            string
		head            []int
		width           int
		mask            bool
		inputs, targets [][]int
		leftOut         int
	}{
		{"one row", []int{1}, 8, false, [][]int{{1, 5, 6, 0, 7, 8, 9, 0}},
			[][]int{{5, 6, 0, 7, 8, 9, 0, ignore}}, 0},
		{"no target is the last input", nil, 6, false, [][]int{{5, 6, 0, 7, 8, 9}}, [][]int{{6, 0, 7, 8, 9, 0}}, 0},
		{"a row each", []int{1}, 5, false, [][]int{{1, 5, 6, 0, 0}, {1, 7, 8, 9, 0}},
			[][]int{{5, 6, 0, ignore, ignore}, {7, 8, 9, 0, ignore}}, 0},
		{"prompts masked", []int{1}, 8, true, [][]int{{1, 5, 6, 0, 7, 8, 9, 0}},
			[][]int{{ignore, 6, 0, ignore, ignore, 9, 0, ignore}}, 0},
		{"too long", []int{1}, 3, false, [][]int{{1, 5, 6}}, [][]int{{5, 6, 0}}, 1},
		{"all too long", []int{1}, 2, false, nil, nil, 2},
	} {
		rows, leftOut := instruct.Pack(items, tc.head,
			instruct.Packing{Width: tc.width, Pad: 0, Ignore: ignore, MaskPrompt: tc.mask})
		if !reflect.DeepEqual(rows.Inputs, tc.inputs) || !reflect.DeepEqual(rows.Targets, tc.targets) ||
			leftOut != tc.leftOut {
			t.Errorf("%s: inputs %v, targets %v, %d left out", tc.name, rows.Inputs, rows.Targets, leftOut)
		}
	}
}

// A head of 2 ids and 1,000 items of 1 to 14: each item stands in one row, whole and once, and hardly a place is empty.
func TestPackedRowsHoldEachItemOnce(t *testing.T) {
	var items []instruct.Item
	want := map[int]int{}
	for i := range 1000 {
		n := 1 + i*7%14
		items = append(items, instruct.Item{IDs: slices.Repeat([]int{i + 1}, n)})
		want[i+1] = n
	}
	const pad, head = 0, -7
	rows, leftOut := instruct.Pack(items, []int{head, head}, instruct.Packing{Width: 32, Pad: pad, Ignore: ignore})
	used := 0
	for i, row := range rows.Inputs {
		if len(row) != 32 || len(rows.Targets[i]) != 32 || row[0] != head || row[1] != head {
			t.Fatalf("row %d: %v", i, row)
		}
		for k, id := range row {
			if id > 0 {
				want[id]--
				used++
			}
			if next := rows.Targets[i][k]; k+1 < len(row) && next != ignore && next != row[k+1] {
				t.Fatalf("row %d: %d is followed by %d, its target is %d", i, id, row[k+1], next)
			}
		}
	}
	cut := 0 // an id at a row's end may be a target alone
	for _, missing := range want {
		cut += max(missing, -missing)
	}
	if places := 32 * len(rows.Inputs); leftOut != 0 || cut > len(rows.Inputs) || used+1000 < places*85/100 {
		t.Errorf("%d ids in %d places, %d cut, %d left out", used, places, cut, leftOut)
	}
}

// What is packed is the entries' texts, each behind the other's end, the introduction once.
func TestPackedLoaders(t *testing.T) {
	parts := must(instruct.Split(bookEntries(t), instruct.BookTrain, instruct.BookTest))
	opt := instruct.BookLoader()
	opt.Packed, opt.BatchSize = 256, 2
	loaders := must(instruct.NewPackedLoaders(parts, gpt2(), opt, torchrand.New(123)))
	plain := must(instruct.NewLoaders(parts, gpt2(), opt, torchrand.New(123)))
	if got, all := loaders.TrainTokens, plain.TrainTokens; got > all || got < all/2 {
		t.Errorf("%d tokens in packed rows, %d in all entries", got, all)
	}
	first := batches(loaders.Validation)[0].Inputs[0]
	text := must(gpt2().Decode(first))
	head := len(must(gpt2().Encode(opt.Style.Head)))
	want := opt.Style.Text(parts.Validation[0])
	if len(text) < len(want) || text[:len(want)] != want || head == 0 {
		t.Errorf("the first row begins with %.300q, want %q", text, want)
	}
	opt.Packed = 20
	if _, err := instruct.NewPackedLoaders(parts, gpt2(), opt, torchrand.New(123)); err == nil {
		t.Error("rows of 20 tokens hold no entry: want an error")
	}
}
