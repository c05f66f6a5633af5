package tasks

import (
	"cmp"
	"iter"
)

// practice is how many times as many tasks of a family [Practice] has as [Draw] has in the same round; others have as
// many. What goes by letters, by sound, by classes of words or by numbers has to be met many times, and so has each
// word; a plural is learnt from few.
var practice = map[string]int{
	"rhyme": 4, "odd": 4, "sort": 4, "spell": 4, "letter": 3, "letters": 3, "article": 3,
	"add": 4, "take-away": 4, "after": 4, "before": 4, "count-kind": 4,
	"plural": 2, "past": 2, "kind": 2, "tidy": 3,
	"story-detail": 2, "story-feeling": 2, "story-weather": 3, "story-what": 2, "story-first": 2,
}

// Practice draws as [Draw] does, for training in other shares: more of what takes long to learn. What can be asked in
// few ways, such as what comes after Friday, is asked again and again.
func Practice(seed uint64, part Part) iter.Seq[Entry] {
	if part != Train {
		return Draw(seed, part)
	}
	return func(yield func(Entry) bool) {
		more := func(f *family) int { return f.weight * cmp.Or(practice[f.name], 1) }
		d := newDrawer(seed, Train)
		d.again = true
		for t := range d.tasks(families(), more) {
			if !yield(t.Entry) {
				return
			}
		}
	}
}
