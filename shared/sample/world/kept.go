package world

import (
	"slices"
	"strings"
	"sync"
	"unicode"
)

// Kept says which facts of a story's beginning somebody who went on with it has kept.
type Kept struct {
	Finished bool // the last sentence has its end
	Hero     bool // the hero is called by name, or by nothing else than he, she or it
	Names    bool // all names are known ones, or are brought in as a new person's
	Colours  bool // what had a colour has it still
	Places   bool // nobody is suddenly in another place of the world than those that were named
}

// All tells whether everything was kept.
func (k Kept) All() bool { return k.Finished && k.Hero && k.Names && k.Colours && k.Places }

// Keeps compares a continuation with the beginning that it continues. What it finds are slips that words show: "the red
// kite" that was blue, Mia who is now Mina, an orchard that has become a beach. That a story is otherwise true to
// itself it cannot tell.
func Keeps(hero, beginning, continuation string) Kept {
	return Kept{
		Finished: finished(continuation),
		Hero:     heroKept(hero, beginning, continuation),
		Names:    namesKept(beginning, continuation),
		Colours:  coloursKept(beginning, continuation),
		Places:   placesKept(beginning, continuation),
	}
}

func finished(text string) bool {
	text = strings.TrimRight(text, " \n")
	return text != "" && strings.ContainsRune(".!?\"", rune(text[len(text)-1]))
}

// heroKept tells whether the hero of the beginning comes, or no name at all.
func heroKept(hero, beginning, continuation string) bool {
	names := namesOf(continuation)
	if slices.Contains(names, hero) || len(names) == 0 {
		return true
	}
	for _, name := range names { // a friend that the beginning tells of may be on the stage alone
		if !slices.Contains(namesOf(beginning), name) {
			return false
		}
	}
	return true
}

// namesKept tells whether every name was told before, or is brought in: after "named", "called" or a comma, as a
// neighbour with a title, or as somebody's own.
func namesKept(beginning, continuation string) bool {
	known := namesOf(beginning)
	words := strings.Fields(continuation)
	for i, word := range words {
		name := bareName(word)
		if !givenNames()[name] || slices.Contains(known, name) {
			continue
		}
		if i == 0 || !introduces(words[i-1]) {
			return false
		}
		known = append(known, name)
	}
	return true
}

// introduces tells whether a name may follow a word for the first time.
func introduces(word string) bool {
	switch strings.ToLower(strings.Trim(word, `"`)) {
	case "named", "called", "friend", "cousin", "brother", "sister", "mr", "mrs", "neighbour", "is", "and", "aunt",
		"uncle":
		return true
	}
	return strings.HasSuffix(word, ",") || strings.HasSuffix(word, `."`) || word[0] >= 'a' && word[0] <= 'z' &&
		strings.HasSuffix(word, "er")
}

// coloursKept tells whether no thing that had a colour has another one.
func coloursKept(beginning, continuation string) bool {
	had := coloured(beginning)
	for thing, now := range coloured(continuation) {
		before := had[thing]
		for _, colour := range now {
			if len(before) > 0 && !slices.Contains(before, colour) {
				return false
			}
		}
	}
	return true
}

// coloured are the colours of things: of "a blue kite" kite and blue.
func coloured(text string) map[string][]string {
	words := strings.Fields(bare(text))
	all := map[string][]string{}
	for i, word := range words {
		if i+1 < len(words) && slices.Contains(colours, word) && !slices.Contains(colours, words[i+1]) {
			all[words[i+1]] = append(all[words[i+1]], word)
		}
	}
	return all
}

// placesKept tells whether no place comes that the beginning has not, unless it has none.
func placesKept(beginning, continuation string) bool {
	before := placesOf(beginning)
	if len(before) == 0 {
		return true
	}
	for _, p := range placesOf(continuation) {
		if !slices.Contains(before, p) {
			return false
		}
	}
	return true
}

// placesOf are the places out of doors that somebody is in or goes to.
func placesOf(text string) []string {
	plain := bare(text)
	var names []string
	for _, p := range places {
		if p.outdoors && (strings.Contains(plain, bare(p.in)) || strings.Contains(plain, bare(p.to))) {
			names = append(names, p.name)
		}
	}
	return names
}

// givenNames are all first names of the world.
var givenNames = sync.OnceValue(func() map[string]bool {
	all := map[string]bool{}
	for _, list := range [][]string{girls, boys, animalShe, animalHes} {
		for _, name := range list {
			all[name] = true
		}
	}
	return all
})

// namesOf are the first names in a text, each once.
func namesOf(text string) []string {
	var names []string
	for _, word := range strings.Fields(text) {
		if name := bareName(word); givenNames()[name] && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// bareName is a word without marks and without the s of an owner: Mia of "Mia's,".
func bareName(word string) string {
	word = strings.TrimFunc(word, func(r rune) bool { return !unicode.IsLetter(r) })
	word, _, _ = strings.Cut(word, "'")
	return word
}
