package plain_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"llmfromscratch/ch04_gpt/plain"
)

// Texts that begin and end when they like have the logits that they have alone, to the bit.
func TestSlotsDoNotKnowOfEachOther(t *testing.T) {
	for _, cfg := range configs() {
		m, err := plain.New(newModel(t, 5, cfg))
		if err != nil {
			t.Fatal(err)
		}
		rng := rand.New(rand.NewPCG(1, 2))
		slots, alone := plain.NewSlots(m, 4), plain.NewPredictor(m)
		texts := make([][]int, 4)
		check := func(slot int, got []float32) {
			t.Helper()
			want, err := alone.NextLogits([][]int{texts[slot]})
			if err != nil || !slices.Equal(got, want[0]) {
				t.Fatalf("%+v, slot %d, %d tokens: other logits than alone, %v", cfg, slot, len(texts[slot]), err)
			}
		}
		for range 30 {
			fresh := rng.IntN(4)
			if texts[fresh] == nil || rng.IntN(3) == 0 {
				texts[fresh] = nil
				for range 1 + rng.IntN(5) {
					texts[fresh] = append(texts[fresh], rng.IntN(cfg.VocabSize))
				}
				logits, err := slots.Start(fresh, texts[fresh])
				if err != nil {
					t.Fatal(err)
				}
				check(fresh, logits)
			}
			var which, ids []int
			for _, slot := range rng.Perm(4) {
				if n := len(texts[slot]); n > 0 && n < cfg.ContextLength && rng.IntN(4) > 0 {
					which, ids = append(which, slot), append(ids, rng.IntN(cfg.VocabSize))
				}
			}
			logits, err := slots.Step(which, ids)
			if err != nil {
				t.Fatal(err)
			}
			for i, slot := range which {
				texts[slot] = append(texts[slot], ids[i])
				check(slot, logits[i])
			}
		}
	}
}

func TestSlotsRefuseWhatHasNoPlace(t *testing.T) {
	m, err := plain.New(newModel(t, 5, tiny()))
	if err != nil {
		t.Fatal(err)
	}
	slots := plain.NewSlots(m, 2)
	if _, err := slots.Step([]int{0}, []int{1}); err == nil {
		t.Error("a token after none")
	}
	if _, err := slots.Start(0, make([]int, 24)); err != nil {
		t.Fatal(err)
	}
	if _, err := slots.Step([]int{0}, []int{1}); err == nil {
		t.Error("a token beyond the context")
	}
	for _, ids := range [][]int{nil, make([]int, 25), {50}, {-1}} {
		if _, err := slots.Start(1, ids); err == nil {
			t.Errorf("a text of %v", ids)
		}
	}
	scores, err := slots.Score([]int{1, 2, 3})
	if err != nil || len(scores) != 3 {
		t.Fatalf("%d scores, %v", len(scores), err)
	}
	last, err := slots.Start(1, []int{1, 2, 3})
	if err != nil || !slices.Equal(last, scores[2]) {
		t.Errorf("the last score is none of the next token: %v", err)
	}
}
