package world

import (
	"math/rand/v2"
	"slices"
	"strings"
)

// tale is a story while it is told: the world as it is now, and the words so far.
type tale struct {
	origin
	variant variant
	plot    *plot
	silent  bool   // the last event was left out
	brief   bool   // less is told than could be
	which   string // the plot's case, such as "kitten" of the rescues

	sim  *rand.Rand // decides what happens
	r    *rand.Rand // decides how it is said; begins anew with every paragraph
	from *rand.PCG  // what r draws from

	vars  map[string]any // what the phrases' {names} stand for: *being, *thing, *place or string
	flags map[string]bool

	paragraphs []string
	now        strings.Builder // the paragraph that is being told
	used       map[*line]bool
	sentences  map[string]bool

	voice
	out     []byte // the phrase that is being written
	facts   []Fact
	summary string
	rainy   bool // the story goes with rain as well
	endings int  // how many ways the last paragraph can go
	weather *weather
	faults  []string // what contradicts the state of the world; none, which a test sees to
}

func newTale(o origin, v variant) *tale {
	from := o.source(1)
	return &tale{
		origin:    o,
		variant:   v,
		sim:       rand.New(o.source(0)),
		from:      from,
		r:         rand.New(from),
		vars:      make(map[string]any, 16),
		flags:     make(map[string]bool, 8),
		used:      make(map[*line]bool, 32),
		sentences: make(map[string]bool, 32),
		voice:     voice{capital: true},
	}
}

func (t *tale) begin(p *plot) {
	t.plot = p
	t.reseed(t.from, 2)
}

func (t *tale) text() string { return strings.Join(t.paragraphs, "\n\n") }

// say tells one event: a phrasing of the beat that this story has not used yet. The beat's phrasings are the case's,
// the plot's or the common ones, in this order.
//
// A short story leaves out what its plot can spare, and the facts that follow it.
func (t *tale) say(beat string) {
	if t.silent = t.short && slices.Contains(strings.Fields(t.plot.spare), beat); t.silent {
		return
	}
	s := t.section(beat)
	if s == nil {
		t.fault("no phrasing for " + t.plot.name + "." + t.which + "." + beat)
		return
	}
	for range 8 {
		mark := t.voice
		said := t.phrase(t.choose(s))
		if t.sentences[said] {
			t.voice = mark
			continue
		}
		t.sentences[said] = true
		if t.now.Len() > 0 {
			t.now.WriteByte(' ')
		}
		t.now.WriteString(said)
		t.stopSentence()
		return
	}
}

// maybe says the beat with the given chance, and never in a brief story.
func (t *tale) maybe(chance float64, beat string) bool {
	yes := t.r.Float64() < chance
	if yes && !t.brief {
		t.say(beat)
		return true
	}
	return false
}

// often says the beat with the given chance, in brief stories with half of it.
func (t *tale) often(chance float64, beat string) bool {
	if t.brief {
		chance /= 2
	}
	if t.short {
		chance /= 3
	}
	if t.r.Float64() < chance {
		t.say(beat)
		return true
	}
	return false
}

// newParagraph ends the paragraph and begins the next, whose words are drawn independently of what was said before.
func (t *tale) newParagraph() {
	t.endParagraph()
	t.reseed(t.from, uint64(3+len(t.paragraphs)))
	t.quoted = false
	t.now.Grow(400)
	t.forget()
}

func (t *tale) endParagraph() {
	if t.now.Len() > 0 {
		t.paragraphs = append(t.paragraphs, t.now.String())
		t.now.Reset()
	}
}

// ending chooses how the story ends, one of n ways; told again for the other ending, the next way.
func (t *tale) ending(n int) int {
	t.endings = n
	way := t.sim.IntN(n)
	if t.variant == otherEnding {
		way = (way + 1) % n
	}
	t.newParagraph()
	return way
}

// finish adds what the story teaches, with the given chance, or something about the end of the day, or neither.
func (t *tale) finish(moral float64) {
	switch x := t.r.Float64(); {
	case x < moral*0.75:
		t.often(1, "moral")
	case x < moral*0.75+0.25:
		t.maybe(1, "closing")
	case x < moral*0.75+0.3 && !t.brief:
		t.say("closing")
		t.say("moral")
	}
}

// set says what a name in the phrases stands for.
func (t *tale) set(name string, v any) { t.vars[name] = v }

// flag opens the phrasings that are marked with it.
func (t *tale) flag(names ...string) {
	for _, n := range names {
		t.flags[n] = true
	}
}

func (t *tale) chance(p float64) bool { return t.sim.Float64() < p }

// one draws one of the values, in the simulation.
func one[T any](t *tale, values []T) T { return values[t.sim.IntN(len(values))] }

// oneOf is one for a few values.
func oneOf[T any](t *tale, values ...T) T { return one(t, values) }
