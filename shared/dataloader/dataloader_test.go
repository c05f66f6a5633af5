package dataloader_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"llmfromscratch/shared/dataloader"
	"llmfromscratch/shared/torchrand"
)

func indices(items []int) ([]int, error) { return slices.Clone(items), nil }

func newLoader(t *testing.T, n int, opt dataloader.Options) *dataloader.Loader[[]int] {
	t.Helper()
	l, err := dataloader.New(n, indices, opt)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func epoch(t *testing.T, l *dataloader.Loader[[]int]) (batches [][]int) {
	t.Helper()
	for b, err := range l.Epoch() {
		if err != nil {
			t.Fatal(err)
		}
		batches = append(batches, b)
	}
	return batches
}

func TestShuffledOrderIsPyTorchs(t *testing.T) {
	// torch.manual_seed(123); loader = DataLoader(range(9), batch_size=9, shuffle=True); two epochs.
	l := newLoader(t, 9, dataloader.Options{BatchSize: 9, Shuffle: true, RNG: torchrand.New(123)})
	for i, want := range [][]int{{0, 1, 3, 5, 4, 2, 8, 7, 6}, {0, 2, 3, 5, 1, 6, 8, 7, 4}} {
		if got := epoch(t, l); len(got) != 1 || !slices.Equal(got[0], want) {
			t.Errorf("epoch %d: %v, want %v", i+1, got, want)
		}
	}
}

func TestBatchesAreConsecutiveRunsOfTheOrder(t *testing.T) {
	for _, c := range []struct {
		drop bool
		want string
	}{{false, "[[0 1 3 5] [4 2 8 7] [6]]"}, {true, "[[0 1 3 5] [4 2 8 7]]"}} {
		l := newLoader(t, 9, dataloader.Options{BatchSize: 4, Shuffle: true, DropLast: c.drop, RNG: torchrand.New(123)})
		got := epoch(t, l)
		if fmt.Sprint(got) != c.want || len(got) != l.Len() {
			t.Errorf("drop last %v: %v, Len %d, want %s", c.drop, got, l.Len(), c.want)
		}
	}
}

func TestUnshuffledOrder(t *testing.T) {
	l := newLoader(t, 5, dataloader.Options{BatchSize: 2, RNG: torchrand.New(1)})
	if got := fmt.Sprint(epoch(t, l)); got != "[[0 1] [2 3] [4]]" {
		t.Error(got)
	}
}

func TestEpochDrawsTwoOrFourWords(t *testing.T) {
	for _, c := range []struct {
		shuffle bool
		leave   int // after so many batches
		words   int
	}{{false, 100, 2}, {false, 1, 2}, {true, 100, 4}, {true, 1, 4}} {
		rng := torchrand.New(123)
		l := newLoader(t, 50, dataloader.Options{BatchSize: 3, Shuffle: c.shuffle, RNG: rng})
		n := 0
		for range l.Epoch() {
			if n++; n == c.leave {
				break
			}
		}
		want := torchrand.New(123)
		for range c.words {
			want.Uint32()
		}
		if rng.Uint32() != want.Uint32() {
			t.Errorf("shuffle %v, left after %d: the stream does not go on after %d words", c.shuffle, c.leave, c.words)
		}
	}
}

func TestLeavingEarlyChangesNoLaterEpoch(t *testing.T) {
	opt := func() dataloader.Options {
		return dataloader.Options{BatchSize: 2, Shuffle: true, RNG: torchrand.New(7)}
	}
	whole, left := newLoader(t, 11, opt()), newLoader(t, 11, opt())
	epoch(t, whole)
	for range left.Epoch() {
		break
	}
	if a, b := fmt.Sprint(epoch(t, whole)), fmt.Sprint(epoch(t, left)); a != b {
		t.Errorf("second epoch %s, after leaving the first one early %s", a, b)
	}
}

func TestDropLastOfLessThanOneBatchGivesNone(t *testing.T) {
	l := newLoader(t, 3, dataloader.Options{BatchSize: 4, DropLast: true, RNG: torchrand.New(1)})
	if got := epoch(t, l); len(got) != 0 || l.Len() != 0 {
		t.Errorf("%v, Len %d, want nothing", got, l.Len())
	}
}

func TestNewRefuses(t *testing.T) {
	rng := torchrand.New(1)
	for _, c := range []struct {
		n    int
		opt  dataloader.Options
		says string
	}{
		{0, dataloader.Options{BatchSize: 1, RNG: rng}, "empty"},
		{-1, dataloader.Options{BatchSize: 1, RNG: rng}, "empty"},
		{3, dataloader.Options{BatchSize: 0, RNG: rng}, "batch size 0"},
		{3, dataloader.Options{BatchSize: -2, RNG: rng}, "batch size -2"},
		{3, dataloader.Options{BatchSize: 1, Shuffle: true}, "generator"},
	} {
		if l, err := dataloader.New(c.n, indices, c.opt); l != nil || err == nil ||
			!strings.Contains(err.Error(), c.says) {
			t.Errorf("%d items, %+v: error %v, want one that says %q", c.n, c.opt, err, c.says)
		}
	}
	if l, err := dataloader.New[int](3, nil, dataloader.Options{BatchSize: 1, RNG: rng}); l != nil || err == nil {
		t.Error("no collate function: no error")
	}
}

func TestCollateErrorsReachTheLoop(t *testing.T) {
	broken := errors.New("broken item")
	l, err := dataloader.New(4, func(items []int) (int, error) {
		if slices.Contains(items, 2) {
			return 0, broken
		}
		return len(items), nil
	}, dataloader.Options{BatchSize: 1, RNG: torchrand.New(1)})
	if err != nil {
		t.Fatal(err)
	}
	var failed []int
	n := 0
	for _, err := range l.Epoch() {
		if errors.Is(err, broken) {
			failed = append(failed, n)
		}
		n++
	}
	if n != 4 || !slices.Equal(failed, []int{2}) {
		t.Errorf("%d batches, errors at %v, want one at 2 of 4", n, failed)
	}
}

func ExampleLoader_Epoch() {
	items := []string{"a", "b", "c", "d", "e"}
	loader, err := dataloader.New(len(items), func(indices []int) (string, error) {
		batch := ""
		for _, i := range indices {
			batch += items[i]
		}
		return batch, nil
	}, dataloader.Options{BatchSize: 2, Shuffle: true, RNG: torchrand.New(123)})
	if err != nil {
		fmt.Println(err)
		return
	}
	for batch, err := range loader.Epoch() {
		fmt.Println(batch, err)
	}
	// Output:
	// db <nil>
	// ac <nil>
	// e <nil>
}
