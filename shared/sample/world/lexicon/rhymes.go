package lexicon

import (
	"slices"
	"strings"
	"sync"
)

// Rhyme is a sound that words end in.
type Rhyme struct {
	Sound string   // "ake", a name of it
	Words []string // "cake", "lake", …: at least three, each of which rhymes with every other
}

var rhymes = sync.OnceValue(func() []Rhyme {
	rows, _ := read("rhymes.txt")
	list := make([]Rhyme, len(rows))
	for i, r := range rows {
		sound, words, ok := strings.Cut(r.text, ":")
		if !ok {
			r.wrong(`want "sound: words"`)
		}
		list[i] = Rhyme{Sound: sound, Words: strings.Fields(words)}
	}
	return list
})

// Rhymes are the sounds. Words of two of them do not rhyme. The words must not be changed.
func Rhymes() []Rhyme { return slices.Clone(rhymes()) }
