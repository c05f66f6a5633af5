package lexicon

import (
	"slices"
	"sync"
)

// Verb is a verb with its forms.
type Verb struct {
	Word       string // "go"
	Third      string // he, she or it "goes"
	Past       string // "went"
	Participle string // has "gone"
	Ing        string // is "going"
	Kind       string // "move", "speak", "hands", "home", "mind", "happen" or "animal"
	Varies     bool   // another past tense is in use too: learnt, learned
}

var verbs = sync.OnceValue(func() []Verb {
	words, _ := readWords("verbs.txt")
	list := make([]Verb, len(words))
	for i, w := range words {
		parts, marked := w.forms("~")
		v := Verb{Word: parts[0], Third: third(parts[0]), Kind: w.heading, Varies: marked['~']}
		v.Past = part(parts, 1, plusEd(v.Word))
		v.Participle = part(parts, 2, v.Past)
		v.Ing = part(parts, 3, plusIng(v.Word))
		list[i] = v
	}
	return list
})

// Verbs are all verbs, those of one kind together.
func Verbs() []Verb { return slices.Clone(verbs()) }

// third is the form for he, she and it.
func third(word string) string {
	switch {
	case word == "have":
		return "has"
	case endsIn(word, "o"):
		return word + "es"
	}
	return plusS(word)
}

// plusEd is the regular past tense: walked, chased, carried.
func plusEd(word string) string {
	switch {
	case endsIn(word, "e"):
		return word + "d"
	case endsInConsonantY(word):
		return word[:len(word)-1] + "ied"
	}
	return word + "ed"
}

// plusIng is the regular form with -ing: walking, chasing, seeing, dying.
func plusIng(word string) string {
	switch {
	case endsIn(word, "ie"):
		return word[:len(word)-2] + "ying"
	case endsIn(word, "e") && !endsIn(word, "ee"):
		return word[:len(word)-1] + "ing"
	}
	return word + "ing"
}
