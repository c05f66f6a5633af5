package dataloader_test

import (
	"fmt"
	"slices"
	"testing"

	"llmfromscratch/shared/dataloader"
	"llmfromscratch/shared/torchrand"
)

func ExampleByLength() {
	lengths := []int{9, 1, 8, 2}
	arrange := dataloader.ByLength(2, 2, lengths)
	fmt.Println(arrange([]int{0, 1, 2, 3}))
	// Output:
	// [2 0 1 3]
}

func TestByLengthKeepsEveryItemAndSavesPadding(t *testing.T) {
	const items, batchSize = 1003, 8
	lengths := make([]int, items)
	for item := range lengths {
		lengths[item] = item * 7919 % 251
	}
	order := torchrand.New(123).Perm(items)
	arranged := dataloader.ByLength(batchSize, 16, lengths)(order)
	if !slices.Equal(slices.Sorted(slices.Values(arranged)), slices.Sorted(slices.Values(order))) {
		t.Fatal("items were lost or doubled")
	}
	if again := dataloader.ByLength(batchSize, 16, lengths)(order); !slices.Equal(again, arranged) {
		t.Error("the same order is arranged in another way")
	}
	padded := func(order []int) (n int) {
		for batch := range slices.Chunk(order, batchSize) {
			longest := 0
			for _, item := range batch {
				longest = max(longest, lengths[item])
			}
			n += longest * len(batch)
		}
		return n
	}
	if drawn, now := padded(order), padded(arranged); now > drawn*7/10 {
		t.Errorf("rows of %d in all, %d as drawn: hardly any padding is saved", now, drawn)
	}
	if slices.IsSortedFunc(arranged, func(a, b int) int { return lengths[a] - lengths[b] }) {
		t.Error("short items come before long ones in the whole epoch")
	}
}

func TestByLengthOfNothing(t *testing.T) {
	if got := dataloader.ByLength(0, 0, nil)(nil); len(got) != 0 {
		t.Errorf("%v", got)
	}
}

func TestAnArrangedEpochGoesOnWhereItWas(t *testing.T) {
	lengths := make([]int, 40)
	for item := range lengths {
		lengths[item] = item % 5
	}
	loader := func() *dataloader.Loader[[]int] {
		l, err := dataloader.New(len(lengths), func(indices []int) ([]int, error) { return slices.Clone(indices), nil },
			dataloader.Options{BatchSize: 4, Shuffle: true, RNG: torchrand.New(1),
				Arrange: dataloader.ByLength(4, 5, lengths)})
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
	var want [][]int
	for batch := range loader().Epochs().Next() {
		want = append(want, batch)
	}
	l := loader()
	epochs := l.Epochs()
	n := 0
	for range epochs.Next() {
		if n++; n == 3 {
			break
		}
	}
	rest := l.Epochs()
	if err := rest.SetState(epochs.State()); err != nil {
		t.Fatal(err)
	}
	var got [][]int
	for batch := range rest.Next() {
		got = append(got, batch)
	}
	if !slices.EqualFunc(got, want[3:], slices.Equal[[]int]) {
		t.Errorf("goes on with %v, want %v", got, want[3:])
	}
}
