package instruct_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"llmfromscratch/ch07_instruct"
	"llmfromscratch/shared/backend/backendtest"
	"llmfromscratch/shared/torchrand"
)

// numbered are n short entries with some long ones among them, by their places: a question of so many words.
func numbered(n int, long map[int]int) []instruct.Entry {
	entries := make([]instruct.Entry, n)
	for i := range entries {
		entries[i] = instruct.Entry{Instruction: "repeat", Input: fmt.Sprint(i), Output: fmt.Sprint(i)}
		if words := long[i]; words > 0 {
			entries[i].Input = strings.Repeat(" a", words)
		}
	}
	return entries
}

func TestEntriesWithoutRoomAreLeftOut(t *testing.T) {
	for _, c := range []struct {
		name   string
		n      int
		long   map[int]int
		masked bool
		left   []int
		says   string // of the error
	}{
		{"none", 40, nil, true, nil, ""},
		{"one of the test", 40, map[int]int{36: 60}, false, []int{36}, ""},
		{"one to train on, whose prompt counts", 40, map[int]int{12: 60}, false, nil, ""},
		{"one to train on, whose prompt does not", 40, map[int]int{12: 60}, true, []int{12}, ""},
		{"the first", 40, map[int]int{0: 60}, true, []int{0}, ""},
		{"one of each part", 40, map[int]int{3: 60, 35: 60, 39: 60}, true, []int{3, 35, 39}, ""},
		{"validation, whose prompt counts", 40, map[int]int{39: 60}, false, nil, ""},
		{"a quarter", 40, map[int]int{0: 60, 1: 60, 2: 60, 3: 60, 4: 60, 5: 60, 6: 60, 7: 60, 8: 60, 34: 60}, true,
			[]int{0, 1, 2, 3, 4, 5, 6, 7, 8, 34}, ""},
		{"too many", 12, map[int]int{0: 60, 1: 60, 2: 60, 3: 60}, true, []int{0, 1, 2, 3},
			"too many of the 12 entries, 4,"},
		{"all of the test", 40, map[int]int{34: 60, 35: 60, 36: 60, 37: 60}, false, []int{34, 35, 36, 37},
			"no entry is left to test: entries 34, 35, 36 and 37"},
	} {
		entries := numbered(c.n, c.long)
		a := smallAssistant(1, instruct.Phi3(), entries...)
		r := instruct.BookRecipe()
		r.Data.Collate.MaskPrompt = c.masked
		parts := must(instruct.Split(entries, instruct.BookTrain, instruct.BookTest))
		kept, left, err := a.WithRoom(parts, r)
		if !slices.Equal(left.Places, c.left) {
			t.Errorf("%s: left out %v, want %v", c.name, left.Places, c.left)
		}
		if c.says != "" {
			if err == nil || !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), "context of 32") {
				t.Errorf("%s: error %v, want %q", c.name, err, c.says)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		var want []instruct.Entry
		for i, e := range entries {
			if !slices.Contains(c.left, i) {
				want = append(want, e)
			}
		}
		if got := slices.Concat(kept.Train, kept.Test, kept.Validation); !slices.Equal(got, want) {
			t.Errorf("%s: %d entries are kept, want %d", c.name, len(got), len(want))
		}
		if !slices.Equal(slices.Concat(parts.Train, parts.Test, parts.Validation), entries) {
			t.Errorf("%s: the parts that were given have changed", c.name)
		}
	}
}

// An entry has room as long as one token of its answer is a target.
func TestRoomEndsWhereNoTargetIsLeft(t *testing.T) {
	entries := numbered(40, nil)
	for words := 1; words < 40; words++ {
		entries[36].Input = strings.Repeat(" a", words)
		a := smallAssistant(1, instruct.Phi3(), entries...)
		parts := must(instruct.Split(entries, instruct.BookTrain, instruct.BookTest))
		_, left, err := a.WithRoom(parts, instruct.BookRecipe())
		if err != nil {
			t.Fatal(err)
		}
		l := must(a.Likelihood(backendtest.Open()))
		_, err = l.Of(t.Context(), entries[36:37])
		l.Finalize()
		if (err == nil) != (left.Len() == 0) {
			t.Errorf("a question of %d words is left out: %v, its likelihood: %v", words, left.Places, err)
		}
	}
}

func TestLeftOutNamesTheFirstTen(t *testing.T) {
	for n, want := range map[int]string{
		1: "entry 0: the question", 2: "entries 0 and 1: the", 10: "entries 0, 1, 2, 3, 4, 5, 6, 7, 8 and 9: the",
		13: "entries 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 and 3 more: the",
	} {
		left := instruct.LeftOut{Context: 64}
		for i := range n {
			left.Places = append(left.Places, i)
		}
		if got := left.String(); !strings.HasPrefix(got, want) || !strings.Contains(got, "context of 64 tokens") {
			t.Errorf("%d: %q, want %q", n, got, want)
		}
	}
}

// With masked prompts, a batch of an entry without room alone would have no target at all.
func TestMaskedTrainingGoesOnWithoutThem(t *testing.T) {
	entries := numbered(40, map[int]int{5: 60, 20: 45, 39: 60})
	a := smallAssistant(1, instruct.Phi3(), entries...)
	r := instruct.BookRecipe()
	r.Data.Style, r.Data.BatchSize, r.Data.Collate.MaskPrompt = instruct.Phi3(), 1, true
	r.Options.Epochs, r.Options.SampleTokens = 1, 0
	parts, left, err := a.WithRoom(must(instruct.Split(entries, instruct.BookTrain, instruct.BookTest)), r)
	if err != nil || left.Len() != 3 {
		t.Fatalf("%v, %v", left.Places, err)
	}
	loaders := must(a.Loaders(parts, r, torchrand.New(1)))
	if _, err := a.Train(t.Context(), backendtest.Open(), parts, loaders, r); err != nil {
		t.Error(err)
	}
	if _, _, err := a.Evaluate(t.Context(), backendtest.Open(), parts, loaders, nil); err != nil {
		t.Error(err)
	}
}

func TestPairsThatDoNotFitAreLeftOut(t *testing.T) {
	long := strings.Repeat("hello ", 50)
	train := slices.Insert(slices.Clone(manners[:4]), 2,
		instruct.Preference{Instruction: "greet", Chosen: "hello", Rejected: long})
	h, log, err := mannered(t, t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	withLong, longLog, err := manneredOn(t, train, func(o *instruct.DPOOptions) {
		o.Validate = append(slices.Repeat(manners[4:5], 3),
			instruct.Preference{Instruction: long, Chosen: "a", Rejected: "b"})
	})
	if err != nil || !slices.Equal(withLong.TrainLeftOut, []int{2}) ||
		!slices.Equal(withLong.ValidationLeftOut, []int{3}) {
		t.Fatalf("%+v, %v", withLong, err)
	}
	if !slices.Equal(h.StepLosses, withLong.StepLosses) || !slices.Equal(h.Train, withLong.Train) {
		t.Error("the training is another one than without the pair")
	}
	if !strings.Contains(longLog[0], "2 of 9 pairs left out") || strings.Contains(log[0], "left out") {
		t.Errorf("log %q, without long pairs %q", longLog[0], log[0])
	}
	many := []instruct.Preference{manners[0], {Instruction: long, Chosen: "a", Rejected: "b"}, manners[1],
		{Instruction: "greet", Chosen: long, Rejected: "b"}}
	if _, _, err := manneredOn(t, many, nil); err == nil || !strings.Contains(err.Error(), "pairs 1 and 3") {
		t.Errorf("half of the pairs: %v", err)
	}
}
