package dataloader_test

import (
	"fmt"
	"strings"
	"testing"

	"llmfromscratch/shared/dataloader"
	"llmfromscratch/shared/torchrand"
)

// An epoch that goes on in another process has the same batches from there on, and the generator goes on as it did.
func TestEpochGoesOnWhereItWas(t *testing.T) {
	for _, opt := range []dataloader.Options{
		{BatchSize: 4, Shuffle: true, RNG: torchrand.New(123)},
		{BatchSize: 4, RNG: torchrand.New(123)},
		{BatchSize: 4},
	} {
		for done := range 4 {
			var want [][]int
			var state dataloader.State
			var rng []byte
			epochs := newLoader(t, 9, opt).Epochs()
			for b, err := range epochs.Next() {
				if err != nil {
					t.Fatal(err)
				}
				epoch(t, newLoader(t, 9, opt)) // an evaluation in between, which draws
				if want = append(want, b); len(want) == done {
					state, rng = epochs.State(), position(opt.RNG)
				}
			}
			if done == 0 {
				continue // begins anew
			}
			after := position(opt.RNG)
			opt := opt
			if opt.RNG != nil {
				opt.RNG = torchrand.New(0)
				if err := opt.RNG.UnmarshalBinary(rng); err != nil {
					t.Fatal(err)
				}
			}
			resumed := newLoader(t, 9, opt).Epochs()
			if err := resumed.SetState(state); err != nil {
				t.Fatal(err)
			}
			got := want[:done:done]
			for b, err := range resumed.Next() {
				if err != nil {
					t.Fatal(err)
				}
				epoch(t, newLoader(t, 9, opt))
				got = append(got, b)
			}
			if fmt.Sprint(got) != fmt.Sprint(want) || string(position(opt.RNG)) != string(after) {
				t.Errorf("%+v after %d batches: %v, want %v", opt, done, got, want)
			}
		}
	}
}

func position(rng *torchrand.Generator) []byte {
	if rng == nil {
		return nil
	}
	b, err := rng.MarshalBinary()
	if err != nil {
		panic(err)
	}
	return b
}

func TestStateThatDoesNotFitIsRefused(t *testing.T) {
	epochs := newLoader(t, 9, dataloader.Options{BatchSize: 4, RNG: torchrand.New(1)}).Epochs()
	for _, n := range []int{-1, 4} {
		if err := epochs.SetState(dataloader.State{Batches: n}); err == nil || !strings.Contains(err.Error(), "has 3") {
			t.Errorf("after %d of 3 batches: error %v", n, err)
		}
	}
	if err := epochs.SetState(dataloader.State{EpochStart: []byte("no state"), Batches: 1}); err != nil {
		t.Fatal(err)
	}
	batches := 0
	for _, err := range epochs.Next() {
		if batches++; err == nil || !strings.Contains(err.Error(), "place in an epoch") {
			t.Errorf("a generator's state that is none: error %v", err)
		}
	}
	if batches != 1 {
		t.Errorf("%d batches", batches)
	}
}
