package tasks

import (
	"strings"

	"llmfromscratch/shared/sample/world/lexicon"
)

// wordFamilies ask about one word each.
func wordFamilies() []*family {
	all := forms("words.txt")
	ask := func(name string, weight int, list []values) *family {
		return about(name, weight, all[name], list)
	}
	return []*family{
		ask("opposite", 3, opposites()),
		ask("plural", 2, plurals()),
		ask("past", 2, pasts()),
		ask("comparative", 1, degrees(func(a lexicon.Adjective) string { return a.Comparative })),
		ask("superlative", 1, degrees(func(a lexicon.Adjective) string { return a.Superlative })),
		ask("spell", 2, spellings()),
		ask("letters", 1, lengths()),
		ask("letter", 1, firstLetters()),
		ask("article", 1, articles()),
		ask("kind", 2, kinds()),
		ask("sound", 1, animals(func(a lexicon.Animal) string { return a.Sound })),
		ask("young", 1, animals(func(a lexicon.Animal) string { return a.Young })),
		ask("home", 1, animals(func(a lexicon.Animal) string { return a.Home })),
		ask("legs", 1, animals(func(a lexicon.Animal) string { return a.Legs })),
		ask("colour", 1, colours()),
		ask("use", 1, uses()),
		ask("after", 1, neighbours(true)),
		ask("before", 1, neighbours(false)),
	}
}

// about is a family of questions about x with the answer y. A wrong answer has another one's y.
func about(name string, weight int, f *form, list []values) *family {
	return &family{name: name, weight: weight, form: f, draw: func(d *drawer) item {
		v := pick(d.r, list)
		it := item{key: v["x"], values: v}
		for range tries {
			if other := pick(d.r, list); other["y"] != v["y"] {
				it.wrong = values{"y": other["y"], "b": other["b"]}
				break
			}
		}
		return it
	}}
}

func opposites() (list []values) {
	for _, o := range lexicon.Opposites() {
		list = append(list, values{"x": o.Word, "y": o.Opposite})
	}
	return list
}

func plurals() (list []values) {
	for _, n := range lexicon.Nouns() {
		if n.Countable() && !n.Varies {
			list = append(list, values{"x": n.Word, "y": n.Plural})
		}
	}
	return list
}

func pasts() (list []values) {
	for _, v := range lexicon.Verbs() {
		if !v.Varies {
			list = append(list, values{"x": v.Word, "y": v.Past})
		}
	}
	return list
}

func degrees(degree func(lexicon.Adjective) string) (list []values) {
	for _, a := range lexicon.Adjectives() {
		if y := degree(a); y != "" && !a.Varies && a.Kind != "colour" {
			list = append(list, values{"x": a.Word, "y": y})
		}
	}
	return list
}

// shortWord is how many letters a word has at most whose letters are asked for: a child learns to spell short ones.
const shortWord = 5

// plainWords are nouns, verbs and adjectives of three to most letters, each once.
func plainWords(most int) []string {
	var words []string
	seen := map[string]bool{}
	add := func(word string) {
		if len(word) >= 3 && len(word) <= most && !seen[word] && !strings.Contains(word, "-") {
			seen[word] = true
			words = append(words, word)
		}
	}
	for _, n := range lexicon.Nouns() {
		add(n.Word)
	}
	for _, v := range lexicon.Verbs() {
		add(v.Word)
	}
	for _, a := range lexicon.Adjectives() {
		add(a.Word)
	}
	return words
}

// spelt is a word with a hyphen between its letters: "c-a-t".
func spelt(word string) string { return strings.Join(strings.Split(word, ""), "-") }

func spellings() (list []values) {
	for _, w := range plainWords(shortWord) {
		list = append(list, values{"x": w, "y": spelt(w)})
	}
	return list
}

func lengths() (list []values) {
	for _, w := range plainWords(shortWord) {
		list = append(list, values{"x": w, "y": lexicon.Number(len(w))})
	}
	return list
}

func firstLetters() (list []values) {
	for _, w := range plainWords(shortWord) {
		list = append(list, values{"x": w, "y": w[:1]})
	}
	return list
}

func articles() (list []values) {
	for _, n := range lexicon.Nouns() {
		if n.Countable() {
			list = append(list, values{"x": n.Word, "y": n.Word, "a": lexicon.A(n.Word)})
		}
	}
	return list
}

// named is a noun as a sentence needs it: "a cat", but "bread" and "jeans".
func named(n lexicon.Noun) string {
	if n.Countable() {
		return lexicon.A(n.Word)
	}
	return n.Word
}

// kinds are nouns of one kind, with what they are. All kinds but "thing" say something.
func kinds() (list []values) {
	for _, k := range lexicon.Kinds() {
		for _, n := range lexicon.Of(k.Name) {
			if !n.Shared && !n.PluralOnly() && k.Name != "thing" {
				list = append(list, values{"x": n.Word, "y": k.One, "a": named(n)})
			}
		}
	}
	return list
}

func animals(what func(lexicon.Animal) string) (list []values) {
	for _, a := range lexicon.Animals() {
		if y := what(a); y != "" {
			list = append(list, values{"x": a.Word, "y": y, "a": lexicon.A(a.Word), "b": lexicon.A(y)})
		}
	}
	return list
}

func colours() (list []values) {
	for _, c := range lexicon.Colours() {
		list = append(list, values{"x": c.Thing, "y": c.Colour})
	}
	return list
}

func uses() (list []values) {
	mass := map[string]bool{}
	for _, n := range lexicon.Nouns() {
		mass[n.Word] = !n.Countable()
	}
	for _, u := range lexicon.Uses() {
		a := lexicon.A(u.Thing)
		if mass[u.Thing] {
			a = u.Thing
		}
		list = append(list, values{"x": u.Thing, "y": u.Deed, "a": a})
	}
	return list
}

// neighbours are days, months and numbers with the one that comes after them, or before.
func neighbours(after bool) (list []values) {
	add := func(names []string, round bool) {
		for i, name := range names {
			next := names[(i+1)%len(names)]
			if i+1 == len(names) && !round {
				continue
			}
			if after {
				list = append(list, values{"x": name, "y": next})
			} else {
				list = append(list, values{"x": next, "y": name})
			}
		}
	}
	var numbers []string
	for n := range 31 {
		numbers = append(numbers, lexicon.Number(n))
	}
	add(lexicon.Days(), true)
	add(lexicon.Months(), true)
	add(numbers, false)
	return list
}
