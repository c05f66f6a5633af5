package world

import "llmfromscratch/shared/sample/world/lexicon"

// The words of package lexicon that school lessons ask about: those with one right answer.
var (
	oppositeWords = oppositesAtSchool()
	pluralWords   = pluralsAtSchool()
	pastWords     = pastAtSchool()
	shortWords    = shortAtSchool()
	rhymes        = lexicon.Rhymes()

	sortKinds, sortWords = kindsAtSchool()
)

func oppositesAtSchool() []lexicon.Opposite { return lexicon.Opposites() }

func pluralsAtSchool() []lexicon.Noun {
	var all []lexicon.Noun
	for _, n := range lexicon.Nouns() {
		if n.Countable() && !n.Varies && n.Plural != n.Word {
			all = append(all, n)
		}
	}
	return all
}

func pastAtSchool() []lexicon.Verb {
	var all []lexicon.Verb
	for _, v := range lexicon.Verbs() {
		if !v.Varies && v.Past != v.Word && v.Kind != "happen" && v.Kind != "animal" {
			all = append(all, v)
		}
	}
	return all
}

// shortAtSchool are the words to spell, of three to five letters.
func shortAtSchool() []string {
	var all []string
	for _, n := range lexicon.Nouns() {
		if len(n.Word) >= 3 && len(n.Word) <= 5 {
			all = append(all, n.Word)
		}
	}
	return all
}

// kindsAtSchool are the kinds of which there are enough words to sort.
func kindsAtSchool() (kinds []lexicon.Kind, words map[string][]string) {
	words = map[string][]string{}
	all := lexicon.Kinds()
	for _, k := range all[:len(all)-1] {
		for _, n := range lexicon.Of(k.Name) {
			if n.Countable() && !n.Shared {
				words[k.Name] = append(words[k.Name], n.Word)
			}
		}
		if len(words[k.Name]) >= 6 {
			kinds = append(kinds, k)
		}
	}
	return kinds, words
}
