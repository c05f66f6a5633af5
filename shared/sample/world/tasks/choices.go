package tasks

import (
	"slices"
	"strings"

	"llmfromscratch/shared/sample/world/lexicon"
)

// choiceFamilies ask about lists of words.
func choiceFamilies() []*family {
	all := forms("choices.txt")
	ask := func(name string, weight int, draw func(d *drawer) item) *family {
		return &family{name: name, weight: weight, form: all[name], whole: true, draw: draw}
	}
	words := plainWords(shortWord)
	return []*family{
		ask("rhyme", 3, drawRhyme),
		ask("odd", 3, oddOneOut()),
		ask("sort", 2, func(d *drawer) item { return sorted(d, words) }),
		ask("size", 1, drawSizes),
		ask("bigger", 1, drawBigger),
		ask("smaller", 1, drawBigger),
		ask("count", 1, func(d *drawer) item { return counted(d, words) }),
		ask("count-kind", 1, countedKind()),
		ask("passive", 3, passive()),
	}
}

const comma = ", "

// shuffled are words in another order.
func shuffled(d *drawer, words ...string) []string {
	words = slices.Clone(words)
	d.r.Shuffle(len(words), func(i, j int) { words[i], words[j] = words[j], words[i] })
	return words
}

// keyOf is the same for the same words in any order.
func keyOf(words ...string) string { return strings.Join(slices.Sorted(slices.Values(words)), comma) }

// drawRhyme draws two words that rhyme and hides one of them among two or three that do not.
func drawRhyme(d *drawer) item {
	sounds := some(d.r, lexicon.Rhymes(), 3+d.r.IntN(2))
	pair := some(d.r, sounds[0].Words, 2)
	x, y := pair[0], pair[1]
	list := []string{y}
	for _, other := range sounds[1:] {
		list = append(list, pick(d.r, other.Words))
	}
	return item{
		key:    keyOf(x, y),
		values: values{"x": x, "y": y, "list": strings.Join(shuffled(d, list...), comma)},
		wrong:  values{"y": list[1]},
	}
}

// oddOneOut draws three words of a kind and one of another that is apart from it.
func oddOneOut() func(d *drawer) item {
	var kinds []lexicon.Kind
	words := map[string][]string{}
	for _, k := range lexicon.Kinds() {
		if k.Name == "thing" || k.Name == "place" {
			continue
		}
		kinds = append(kinds, k)
		for _, n := range lexicon.Of(k.Name) {
			if !n.Shared && !n.PluralOnly() {
				words[k.Name] = append(words[k.Name], n.Word)
			}
		}
	}
	return func(d *drawer) item {
		k, other := pick(d.r, kinds), pick(d.r, kinds)
		if !lexicon.Apart(k.Name, other.Name) {
			return item{}
		}
		three, odd := some(d.r, words[k.Name], 3), pick(d.r, words[other.Name])
		return item{
			key: odd + " among " + k.Several,
			values: values{
				"y": odd, "several": k.Several, "list": strings.Join(shuffled(d, append(three, odd)...), comma),
			},
			wrong: values{"y": three[0]},
		}
	}
}

// sorted draws three to five words that begin with different letters.
func sorted(d *drawer, words []string) item {
	list := some(d.r, words, 3+d.r.IntN(3))
	letters := map[byte]bool{}
	for _, w := range list {
		letters[w[0]] = true
	}
	if len(letters) < len(list) {
		return item{}
	}
	return inOrder(d, list, slices.Sorted(slices.Values(list)))
}

// drawSizes draws three things of different sizes.
func drawSizes(d *drawer) item {
	sizes := lexicon.Sizes()
	places := d.r.Perm(len(sizes))[:3]
	slices.Sort(places)
	var order []string
	for _, place := range places {
		order = append(order, pick(d.r, sizes[place]))
	}
	return inOrder(d, order, order)
}

// inOrder asks for a list's order. A wrong answer has two neighbours the other way round.
func inOrder(d *drawer, list, order []string) item {
	wrong := slices.Clone(order)
	i := d.r.IntN(len(wrong) - 1)
	wrong[i], wrong[i+1] = wrong[i+1], wrong[i]
	return item{
		key: keyOf(list...),
		values: values{
			"list": strings.Join(shuffled(d, list...), comma), "y": strings.Join(order, comma),
		},
		wrong: values{"y": strings.Join(wrong, comma)},
	}
}

// drawBigger draws two things of different sizes.
func drawBigger(d *drawer) item {
	sizes := lexicon.Sizes()
	i := d.r.IntN(len(sizes) - 1)
	j := i + 1 + d.r.IntN(len(sizes)-i-1)
	x, y := pick(d.r, sizes[i]), pick(d.r, sizes[j])
	asked := shuffled(d, x, y)
	v := values{
		"p": asked[0], "q": asked[1], "ap": lexicon.A(asked[0]), "aq": lexicon.A(asked[1]),
		"ax": lexicon.A(x), "ay": lexicon.A(y),
	}
	return item{key: keyOf(x, y), values: v, wrong: values{"ax": v["ay"], "ay": v["ax"]}}
}
