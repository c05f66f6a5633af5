package tasks

import (
	"iter"
	"math/rand/v2"
	"slices"

	"llmfromscratch/shared/sample/world"
)

// Entry is a task with its answer. As JSON it is an entry of chapter 7's data (section 7.2), which has no family and
// passes over it.
type Entry struct {
	Instruction string `json:"instruction"`
	Input       string `json:"input"` // what the instruction is about; often empty
	Output      string `json:"output"`
	Family      string `json:"family"` // the kind of task, such as "opposite"
}

// Parts are entries for training, for watching the training and for the test.
type Parts struct{ Train, Validation, Test []Entry }

// Make draws as many entries for each part as are wanted. The same seed gives the same entries, and more of them the
// same ones and others behind.
func Make(seed uint64, train, validation, test int) Parts {
	return Parts{
		Train:      first(train, Draw(seed, Train)),
		Validation: first(validation, Draw(seed, Validation)),
		Test:       first(test, Draw(seed, Test)),
	}
}

// Draw draws entries of a part without end. They come in rounds, in each of which every family has its share. No two
// ask the same; the few that name nothing, such as "Tell me a story.", are in the training alone and come again, each
// time with another answer. When all that can be asked about words has been asked, the stories go on.
func Draw(seed uint64, part Part) iter.Seq[Entry] {
	return func(yield func(Entry) bool) {
		for t := range newDrawer(seed, part).tasks(families(), usual) {
			if !yield(t.Entry) {
				return
			}
		}
	}
}

// drawer draws tasks.
type drawer struct {
	seed  uint64
	part  Part
	r     *rand.Rand
	again bool                // what was asked may be asked again
	seen  map[uint64]struct{} // hashes of what was asked
	pool  []world.Story       // of the part
}

func newDrawer(seed uint64, part Part) *drawer {
	return &drawer{seed: seed, part: part, r: rand.New(rand.NewPCG(seed, uint64(part))), seen: map[uint64]struct{}{}}
}

// usual is the share that a family has in a round.
func usual(f *family) int { return f.weight }

// tasks are drawn in rounds, of which each family has its share. One that has nothing new to ask stays away from then
// on.
func (d *drawer) tasks(all []*family, share func(*family) int) iter.Seq[task] {
	return func(yield func(task) bool) {
		var round []*family
		for _, f := range all {
			round = append(round, slices.Repeat([]*family{f}, share(f))...)
		}
		exhausted := map[*family]bool{}
		for len(round) > 0 {
			d.r.Shuffle(len(round), func(i, j int) { round[i], round[j] = round[j], round[i] })
			for _, f := range round {
				t, ok := f.entry(d)
				if !ok {
					exhausted[f] = true
					continue
				}
				if !yield(t) {
					return
				}
			}
			round = slices.DeleteFunc(round, func(f *family) bool { return exhausted[f] })
		}
	}
}

// isNew tells whether an entry may be asked, which is whether nothing asked it before, and notes it. In training one
// that names nothing is new when its answer is.
func (d *drawer) isNew(e Entry) bool {
	h := hash(e.Instruction, e.Input)
	if d.part == Train && generic()[e.Instruction] {
		h = hash(e.Instruction, e.Input, e.Output)
	}
	_, old := d.seen[h]
	d.seen[h] = struct{}{}
	return !old || d.again
}

// first are the first n of a sequence.
func first[T any](n int, seq iter.Seq[T]) []T {
	if n <= 0 {
		return nil
	}
	list := make([]T, 0, min(n, 1<<16))
	for e := range seq {
		if list = append(list, e); len(list) == n {
			break
		}
	}
	return list
}
