package tasks

import (
	"slices"
	"testing"
)

// Every word and every way to ask is in the training, but not every pair of the two.
func TestEveryWordAndEveryWayToAskIsTrained(t *testing.T) {
	for _, table := range []string{"words.txt", "choices.txt", "stories.txt", "talk.txt"} {
		for name, f := range forms(table) {
			if n := len(f.ways); n < 10 || n > 25 {
				t.Errorf("%s has %d ways to ask, want 10 to 25", name, n)
			}
			if twice := len(slices.Compact(slices.SortedFunc(slices.Values(f.ways), func(a, b way) int {
				return int(hash(a.instruction, a.input)>>1) - int(hash(b.instruction, b.input)>>1)
			}))); twice != len(f.ways) {
				t.Errorf("%s: a way to ask stands there twice", name)
			}
			for _, word := range plainWords(4) {
				var all []int
				for _, part := range []Part{Train, Validation, Test} {
					all = append(all, waysFor(part, name, word, len(f.ways))...)
				}
				slices.Sort(all)
				if len(all) != len(f.ways) || len(slices.Compact(all)) != len(f.ways) {
					t.Errorf("%s, %s: ways %v", name, word, all)
				}
			}
		}
	}
}

func TestEveryTextCanBeFilled(t *testing.T) {
	d := newDrawer(1, Train)
	for _, f := range append(families(), kindness()) {
		it := f.draw(d)
		for range tries {
			if it.key != "" {
				break
			}
			it = f.draw(d)
		}
		if it.key == "" {
			t.Errorf("%s: nothing drawn", f.name)
			continue
		}
		for _, w := range append(slices.Clone(f.form.ways), f.form.training...) {
			it.values.fill(w.instruction + w.input)
		}
		it.values.with(it.wrong).fill(f.form.answer)
	}
}
