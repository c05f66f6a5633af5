package lexicon

import (
	"slices"
	"strings"
	"sync"
)

// Animal is what a child knows of an animal. A text is empty where there is no single answer.
type Animal struct {
	Word  string // "bee"
	Sound string // "buzz": what it says
	Young string // "kitten": what a young one is called
	Home  string // "in a hive": where it lives
	Legs  string // "six", "no"
}

var animals = sync.OnceValue(func() []Animal {
	rows, _ := read("animals.txt")
	list := make([]Animal, len(rows))
	for i, r := range rows {
		c := r.cells(5)
		list[i] = Animal{Word: c[0], Sound: c[1], Young: c[2], Home: c[3], Legs: c[4]}
	}
	return list
})

// Animals are the animals of which more is known than their name.
func Animals() []Animal { return slices.Clone(animals()) }

// Use is what a thing is for: you "cut bread" with a "knife".
type Use struct{ Thing, Deed string }

var uses = sync.OnceValue(func() []Use {
	rows, _ := read("uses.txt")
	list := make([]Use, len(rows))
	for i, r := range rows {
		c := r.cells(2)
		list[i] = Use{Thing: c[0], Deed: c[1]}
	}
	return list
})

// Uses are things with what they are for. No two are for the same.
func Uses() []Use { return slices.Clone(uses()) }

// Coloured is a thing that has one colour wherever it is met.
type Coloured struct {
	Thing  string // "snow", "a lemon", "the sea"
	Colour string // "white"
}

var coloured = sync.OnceValue(func() []Coloured {
	rows, _ := read("colours.txt")
	var list []Coloured
	for _, r := range rows {
		c := r.cells(2)
		for thing := range strings.SplitSeq(c[1], ", ") {
			list = append(list, Coloured{Thing: thing, Colour: c[0]})
		}
	}
	return list
})

// Colours are things with their colours.
func Colours() []Coloured { return slices.Clone(coloured()) }

var sizes = sync.OnceValue(func() [][]string {
	rows, _ := read("sizes.txt")
	list := make([][]string, len(rows))
	for i, r := range rows {
		list[i] = strings.Fields(r.text)
	}
	return list
})

// Sizes are things from the smallest to the biggest. Those of one list are of about one size, each of a later list is
// clearly bigger than all of the lists before it. The words must not be changed.
func Sizes() [][]string { return slices.Clone(sizes()) }
