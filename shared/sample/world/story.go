package world

import (
	"math/rand/v2"
	"strings"
)

// Story is a tale with what is true in it.
type Story struct {
	Plot string // name of the plot, such as "lost"
	Text string // paragraphs separated by "\n\n", no end-of-text token

	// Facts are in the order of the telling; each can be read in Text.
	Facts []Fact

	// Summary retells the story in two true sentences.
	Summary string

	// Cut is where Text can be cut for somebody to go on: Text[:Cut] ends a paragraph, Text[Cut:] begins the next.
	Cut int

	// Opening is the first paragraph. Rain is the same paragraph on a rainy day, "" where rain would spoil the story.
	Opening, Rain string

	// Ending is the last paragraph. OtherEnding is a last paragraph for the same events that ends differently, ""
	// where the plot has one ending only.
	Ending, OtherEnding string

	// Hero is the name of whom the story is about, such as "Mia". Kind is what the hero is, such as "girl" or "fox".
	Hero, Kind string
}

// Fact is one thing that a story tells, which exactly one answer fits.
type Fact struct {
	Kind     string // who, where, colour, why, what, feeling, weather, helper, number, ...
	Question string // such as "What colour was the ball?"
	Answer   string // such as "Red."; its words stand in the story's text in this order
}

// Words of a story: Tell keeps within [minWords, maxWords], TellShort within [minShort, maxShort].
const (
	minWords, maxWords = 60, 180
	minShort, maxShort = 40, 90
)

// Tell returns story number i of the world with the seed. Every (seed, i) is a story of its own, so any part of the
// world can be made alone and in any order, by any number of goroutines.
func Tell(seed uint64, i int) Story {
	return tell(seed, uint64(i), false)
}

// TellShort is Tell for stories of at most 90 words, short enough to stand beside a question about them.
func TellShort(seed uint64, i int) Story {
	return tell(seed, uint64(i), true)
}

func tell(seed, i uint64, short bool) Story {
	at, t := tellPlain(seed, i, short)
	s := t.story()
	if t.rainy {
		s.Rain = at.tell(inRain).paragraphs[0]
		if s.Rain == s.Opening {
			s.Rain = ""
		}
	}
	if t.endings > 1 {
		other := at.tell(otherEnding)
		s.OtherEnding = other.paragraphs[len(other.paragraphs)-1]
	}
	return s
}

// tellPlain tries until the story is neither too short nor too long. Most long stories are right at once; short ones
// take several tries, which do without facts.
func tellPlain(seed, i uint64, short bool) (origin, *tale) {
	first, least, most := plain, minWords, maxWords
	if short {
		first, least, most = onlyText, minShort, maxShort
	}
	for try := uint64(0); ; try++ {
		at := origin{seed: seed, story: i, try: try, short: short}
		t := at.tell(first)
		if n := len(strings.Fields(t.text())); n < least || n > most {
			continue
		}
		if first != plain {
			t = at.tell(plain)
		}
		return at, t
	}
}

// variant is what is changed in a story that is told again.
type variant int

const (
	plain       variant = iota
	inRain              // the weather is rain
	otherEnding         // the last paragraph takes the other way
	onlyText            // nothing is changed; facts and summary are left out
)

// origin is all that a telling depends on, with the variant.
type origin struct {
	seed, story, try uint64
	short            bool
}

// tell simulates and tells the story once.
func (o origin) tell(v variant) *tale {
	t := newTale(o, v)
	t.begin(choosePlot(o))
	t.brief = o.short || t.chance(0.35)
	if o.short {
		t.flag("short")
	}
	t.plot.run(t)
	t.endParagraph()
	return t
}

// source returns the generator for one purpose of this story. Purposes do not disturb each other: another weather
// changes the words about the weather and leaves the rest alone.
func (o origin) source(purpose uint64) *rand.PCG {
	p := new(rand.PCG)
	o.reseed(p, purpose)
	return p
}

func (o origin) reseed(p *rand.PCG, purpose uint64) {
	short := uint64(0)
	if o.short {
		short = 1
	}
	p.Seed(mix(o.seed+2*purpose+short), mix(o.story)^mix(o.try*0x9e3779b97f4a7c15+purpose))
}

// mix is the finalizer of SplitMix64: neighbouring numbers give unrelated ones.
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

func (t *tale) story() Story {
	s := Story{
		Plot:    t.plot.name,
		Text:    t.text(),
		Summary: t.summary,
		Opening: t.paragraphs[0],
		Ending:  t.paragraphs[len(t.paragraphs)-1],
	}
	if h, ok := t.vars["h"].(*being); ok {
		s.Hero, s.Kind = h.name, h.kind
	}
	s.Facts = t.factsIn(s.Text)
	half := (len(t.paragraphs) + 1) / 2
	for i, p := range t.paragraphs[:half] {
		s.Cut += len(p)
		if i < len(t.paragraphs)-1 {
			s.Cut += len("\n\n")
		}
	}
	return s
}
