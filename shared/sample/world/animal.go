package world

import "strings"

// species is a kind of animal that heroes can be.
type species struct {
	kind         string
	looks, homes []string
}

var (
	zoo       = readZoo()
	animalHes = animalNames("m")
	animalShe = animalNames("f")
)

func readZoo() []species {
	var all []species
	for _, row := range rows("animals.txt") {
		all = append(all, species{row[0], fields(row[1], ","), fields(row[2], ",")})
	}
	return all
}

func fields(s, sep string) []string {
	all := strings.Split(s, sep)
	for i := range all {
		all[i] = strings.TrimSpace(all[i])
	}
	return all
}

func animalNames(sex string) []string {
	var names []string
	for _, row := range rows("animalnames.txt") {
		if words := strings.Fields(row[0]); words[0] == sex {
			names = append(names, words[1:]...)
		}
	}
	return names
}

func (t *tale) animal() *being {
	return t.animalOf(one(t, zoo))
}

func (t *tale) animalOf(s species) *being {
	if t.chance(0.5) {
		return &being{name: t.free(animalShe), kind: s.kind, pron: feminine}
	}
	return &being{name: t.free(animalHes), kind: s.kind, pron: masculine}
}

func (t *tale) animalHero() *being {
	s := one(t, zoo)
	h := t.animalOf(s)
	t.flag("animal", h.kind)
	t.set("h", h)
	t.set("hk", one(t, s.looks)+" "+h.kind)
	t.set("home", one(t, s.homes))
	return h
}

// elder makes a wise old animal.
func (t *tale) elder() *being {
	h := t.vars["h"].(*being)
	kind := h.kind
	for kind == h.kind {
		kind = oneOf(t, "owl", "badger", "tortoise", "goose", "toad", "raven", "goat", "heron", "donkey", "stork",
			"bear",
			"horse", "crow", "beaver", "elephant", "hare")
	}
	b := &being{name: "the old " + kind, kind: kind, pron: masculine, grown: true}
	if t.chance(0.5) {
		b.pron = feminine
	}
	b.intro = literal(oneOf(t, "the old "+kind, "the wise old "+kind, "the kind old "+kind))
	return b
}
