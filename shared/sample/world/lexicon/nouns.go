package lexicon

import (
	"slices"
	"strings"
	"sync"
)

// Noun is a noun.
type Noun struct {
	Word string // "mouse"
	// "mice"; empty for one that has none ("bread"), the word itself for one that is plural only ("jeans")
	Plural string
	Kind   string // "animal": the name of a [Kind]
	Shared bool   // it belongs to other kinds as well: an orange is also a colour
	Varies bool   // another plural is in use too: octopuses, octopi
}

// Countable tells whether there can be one and two of it: a cat, but not bread and not jeans.
func (n Noun) Countable() bool { return n.Plural != "" && !n.PluralOnly() }

// PluralOnly is so for jeans and scissors. A sheep is countable though its plural is the word itself.
func (n Noun) PluralOnly() bool { return n.Plural == n.Word && strings.HasSuffix(n.Word, "s") }

// Kind is what nouns are.
type Kind struct {
	Name    string // "vehicle"
	One     string // "a vehicle": what one of them is
	Several string // "vehicles"
}

var nouns = sync.OnceValue(func() []Noun {
	words, _ := readWords("nouns.txt")
	list := make([]Noun, len(words))
	for i, w := range words {
		marks := "=~*"
		mass := strings.HasSuffix(strings.TrimRight(w.text, marks), "/-")
		parts, marked := w.forms(marks)
		n := Noun{Word: parts[0], Kind: w.heading, Shared: marked['*'], Varies: marked['~']}
		switch {
		case mass:
		case marked['=']:
			n.Plural = n.Word
		default:
			n.Plural = part(parts, 1, plusS(n.Word))
		}
		list[i] = n
	}
	return list
})

var kinds = sync.OnceValue(func() []Kind {
	_, headings := read("nouns.txt")
	list := make([]Kind, len(headings))
	for i, h := range headings {
		cells := h.cells(2)
		list[i] = Kind{Name: h.heading, One: cells[0], Several: cells[1]}
	}
	return list
})

// Nouns are all nouns, those of one kind together.
func Nouns() []Noun { return slices.Clone(nouns()) }

// Kinds are the kinds of nouns. The last, "thing", is for all that is of no other.
func Kinds() []Kind { return slices.Clone(kinds()) }

// Of are the nouns of a kind: Of("animal") begins with the cat.
func Of(kind string) []Noun {
	var list []Noun
	for _, n := range nouns() {
		if n.Kind == kind {
			list = append(list, n)
		}
	}
	return list
}

// near are kinds of which a word of one might pass for a word of the other: a toy train, a fruit on a plant.
var near = [][]string{
	{"toy", "vehicle", "instrument", "thing", "animal"},
	{"food", "plant", "drink", "kitchen", "animal"},
	{"room", "building", "place", "thing"},
	{"tool", "kitchen", "thing", "weather"},
	{"furniture", "room", "kitchen", "thing"},
	{"clothes", "thing"},
	{"body", "thing"},
	{"plant", "place", "thing"},
	{"shape", "thing", "toy"},
	{"person", "thing"},
	{"weather", "thing", "drink"},
	{"instrument", "kitchen", "tool", "thing"},
	{"vehicle", "thing", "animal"},
}

// Apart tells whether no word of one kind could be taken for one of the other: of animals and clothes it is so, of toys
// and vehicles not.
func Apart(kind, other string) bool {
	if kind == other {
		return false
	}
	return !slices.ContainsFunc(near, func(group []string) bool {
		return slices.Contains(group, kind) && slices.Contains(group, other)
	})
}
