package lexicon

import (
	"slices"
	"strings"
	"sync"
)

// Adjective is an adjective with its degrees.
type Adjective struct {
	Word        string // "big"
	Comparative string // "bigger", "more careful"; empty for one without degrees ("dead")
	Superlative string // "biggest", "most careful"
	Kind        string // "size", "colour", "touch", "taste", "sound", "mood", "character", "look", "state" or "weather"
	Varies      bool   // other degrees are in use too: cleverer, more clever
}

var adjectives = sync.OnceValue(func() []Adjective {
	words, _ := readWords("adjectives.txt")
	list := make([]Adjective, len(words))
	for i, w := range words {
		parts, marked := w.forms("-+~")
		a := Adjective{Word: parts[0], Kind: w.heading, Varies: marked['~']}
		switch {
		case marked['-']:
		case marked['+']:
			a.Comparative, a.Superlative = "more "+a.Word, "most "+a.Word
		default:
			a.Comparative = part(parts, 1, plusEr(a.Word))
			a.Superlative = part(parts, 2, strings.TrimSuffix(a.Comparative, "r")+"st")
		}
		list[i] = a
	}
	return list
})

// Adjectives are all adjectives, those of one kind together.
func Adjectives() []Adjective { return slices.Clone(adjectives()) }

// plusEr is the regular comparative: colder, larger, happier.
func plusEr(word string) string {
	switch {
	case endsIn(word, "e"):
		return word + "r"
	case endsInConsonantY(word):
		return word[:len(word)-1] + "ier"
	}
	return word + "er"
}

// Opposite is a word that has one opposite.
type Opposite struct {
	Word     string // "hot"
	Opposite string // "cold"
	Kind     string // "adjective", "adverb", "verb" or "noun"
}

var opposites = sync.OnceValue(func() []Opposite {
	rows, _ := read("opposites.txt")
	var list []Opposite
	for _, r := range rows {
		words := strings.Fields(r.text)
		if len(words) != 3 || words[1] != "=" && words[1] != ">" {
			r.wrong(`want "word = opposite" or "word > opposite"`)
		}
		list = append(list, Opposite{Word: words[0], Opposite: words[2], Kind: r.heading})
		if words[1] == "=" {
			list = append(list, Opposite{Word: words[2], Opposite: words[0], Kind: r.heading})
		}
	}
	return list
})

// Opposites are the words that have one opposite only. Hot and cold are both among them; young is, whose opposite is
// old, but old is not, for it is that of new as well.
func Opposites() []Opposite { return slices.Clone(opposites()) }
