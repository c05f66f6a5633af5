package tasks

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"sync"
)

// family is a kind of task.
type family struct {
	name   string
	weight int // how many of its entries a round has, about
	form   *form

	// draw makes an item at random. Its key decides the part: by itself when whole is set, otherwise together with the
	// way to ask. An item without key is for no part.
	draw  func(d *drawer) item
	whole bool
	split string // the name by which the part is decided, where families share it; otherwise their own
	free  bool   // there are other right answers
}

// item is what is asked about.
type item struct {
	key    string
	values values
	wrong  values // what differs in a wrong answer
}

// tries is how often an entry is drawn until one is of the wanted part and new; storyTries for those about stories,
// which take more time and hardly ever fail.
const tries, storyTries = 2000, 1500

// task is an entry with the item that it asks about.
type task struct {
	Entry
	item item
	fam  *family
}

// entry draws an entry of a part, false when none is found.
func (f *family) entry(d *drawer) (task, bool) {
	most := tries
	if f.split != "" {
		most = storyTries
	}
	for range most {
		it := f.draw(d)
		if it.key == "" || f.whole && partOf(cmp.Or(f.split, f.name), it.key) != d.part {
			continue
		}
		w := f.way(d, it.key)
		e := Entry{
			Instruction: it.values.fill(w.instruction),
			Input:       it.values.fill(w.input),
			Output:      it.values.fill(f.form.answer),
			Family:      f.name,
		}
		if d.isNew(e) {
			return task{Entry: e, item: it, fam: f}, true
		}
	}
	return task{}, false
}

// way chooses how to ask.
func (f *family) way(d *drawer, key string) way {
	if extra := f.form.training; d.part == Train && len(extra) > 0 && d.r.IntN(4) == 0 {
		return extra[d.r.IntN(len(extra))]
	}
	if f.whole {
		return pick(d.r, f.form.ways)
	}
	return f.form.ways[pick(d.r, waysFor(d.part, f.name, key, len(f.form.ways)))]
}

// pick draws one of a list.
func pick[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }

// some draws n different ones of a list.
func some[T any](r *rand.Rand, list []T, n int) []T {
	order := r.Perm(len(list))[:n]
	chosen := make([]T, n)
	for i, at := range order {
		chosen[i] = list[at]
	}
	return chosen
}

var families = sync.OnceValue(func() []*family {
	return slices.Concat(storyFamilies(), wordFamilies(), choiceFamilies(), numberFamilies(), talkFamilies())
})

// Families are the names of the families, such as "opposite".
func Families() []string {
	var names []string
	for _, f := range families() {
		names = append(names, f.name)
	}
	return names
}

// OneAnswer tells whether tasks of a family have one right answer: a plural has, a story about a dog has not.
func OneAnswer(name string) bool {
	return slices.ContainsFunc(families(), func(f *family) bool { return f.name == name && !f.free })
}

// generic are the instructions that name nothing.
var generic = sync.OnceValue(func() map[string]bool {
	all := map[string]bool{}
	for _, f := range families() {
		for _, w := range f.form.training {
			all[w.instruction] = true
		}
	}
	return all
})
