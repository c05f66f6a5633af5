package world

import "strings"

// being is somebody: a person or an animal.
type being struct {
	name  string // "Mia", "Mum", "the old owl"
	kind  string // "girl", "mother", "fox"
	pron  *pronoun
	intro []node // what the narrator says at first instead of the name; nil for the name alone
	known bool   // the narrator has said who this is
	grown bool
	at    *place
}

// literal and owned are introductions: "the baker Mr Hill", and "her friend Tom", who belongs to the hero.
func literal(text string) []node { return []node{{text: text}} }
func owned(text string) []node   { return []node{{key: "h", form: "p"}, {text: " " + text}} }

var (
	girls    = nameTable("girls.txt")
	boys     = nameTable("boys.txt")
	surnames = nameTable("surnames.txt")
	people   = rows("people.txt")
)

func nameTable(file string) []string {
	var names []string
	for _, row := range rows(file) {
		names = append(names, strings.Fields(row[0])...)
	}
	return names
}

// free draws a name that nobody in the story has and that does not begin like one: two names that look alike
// confuse small readers.
func (t *tale) free(names []string) string {
next:
	for range 100 {
		n := one(t, names)
		for _, v := range t.vars {
			if b, ok := v.(*being); ok && (b.name[0] == n[0] || strings.HasSuffix(b.name, n)) {
				continue next
			}
		}
		return n
	}
	return one(t, names)
}

// child makes a boy or a girl.
func (t *tale) child() *being {
	if t.chance(0.5) {
		return &being{name: t.free(girls), kind: "girl", pron: feminine}
	}
	return &being{name: t.free(boys), kind: "boy", pron: masculine}
}

// hero makes whom the story is about, {h}, with {hk}: what the hero is, as in "a {hk} called {h}".
func (t *tale) hero(animals bool) *being {
	if animals && t.chance(0.3) {
		return t.animalHero()
	}
	h := t.child()
	t.flag("child", h.kind)
	t.set("h", h)
	t.set("hk", oneOf(t, "little ", "little ", "little ", "small ", "young ", "cheerful ", "curious ", "kind ",
		"quiet ",
		"lively ", "clever ", "brave ", "shy ", "", "", "polite ", "dreamy ", "busy ", "merry ", "thoughtful ")+h.kind)
	t.set("age", oneOf(t, "three", "four", "five", "six"))
	return h
}

// friend makes {key}, a friend, brother, sister or cousin of the hero, or a friend among the animals.
func (t *tale) friend(key string) *being {
	return t.friendOf(key, "friend", "friend", "best friend", "good friend", "cousin", "sibling", "sibling",
		"little sibling")
}

// playmate makes {key}, a friend who lives in another house.
func (t *tale) playmate(key string) *being {
	return t.friendOf(key, "friend", "best friend", "good friend", "cousin")
}

func (t *tale) friendOf(key string, kins ...string) *being {
	h := t.vars["h"].(*being)
	if t.flags["animal"] {
		f := t.animal()
		for f.kind == h.kind {
			f = t.animal()
		}
		f.intro = owned(oneOf(t, "friend ", "good friend ", "neighbour ", "best friend ") + f.name + " the " + f.kind)
		t.set(key, f)
		return f
	}
	f := t.child()
	sibling := map[string]string{"girl": "sister", "boy": "brother"}[f.kind]
	kin := strings.Replace(one(t, kins), "sibling", sibling, 1)
	f.intro = owned(kin + " " + f.name)
	t.set(key, f)
	return f
}

// parent makes {key}, a grown-up of the hero's family.
func (t *tale) parent(key string) *being {
	type kin struct {
		name, word string
		pron       *pronoun
	}
	k := oneOf(t, kin{"Mum", "mum", feminine}, kin{"Mum", "mum", feminine}, kin{"Dad", "dad", masculine},
		kin{"Dad", "dad", masculine}, kin{"Grandma", "grandma", feminine}, kin{"Grandpa", "grandpa", masculine},
		kin{"Granny", "granny", feminine}, kin{"Grandad", "grandad", masculine})
	if t.flags["animal"] {
		k = oneOf(t, kin{"Mother", "mother", feminine}, kin{"Father", "father", masculine},
			kin{"Grandmother", "grandmother", feminine}, kin{"Grandfather", "grandfather", masculine})
	} else if t.chance(0.1) {
		k.name, k.pron = "Aunt "+t.free(girls), feminine
		if t.chance(0.5) {
			k.name, k.pron = "Uncle "+t.free(boys), masculine
		}
		k.word = strings.ToLower(k.name[:1]) + k.name[1:]
	}
	m := &being{name: k.name, kind: strings.Fields(k.word)[0], pron: k.pron, grown: true}
	m.intro = owned(k.word)
	t.set(key, m)
	return m
}

// neighbour makes {key}, a grown-up of the village.
func (t *tale) neighbour(key string) *being {
	row := one(t, people)
	b := &being{name: row[0] + " " + t.free(surnames), kind: "neighbour", pron: masculine, grown: true}
	if row[0] == "Mrs" {
		b.pron = feminine
	}
	if t.flags["animal"] {
		b = t.elder()
		t.set(key, b)
		return b
	}
	who := row[1]
	switch {
	case strings.HasPrefix(who, "who"):
		b.intro = literal(b.name + " from next door")
	case strings.HasPrefix(who, "the old"):
		b.intro = literal(who[:len("the old sailor")] + " " + b.name)
		b.kind = "sailor"
	case strings.HasPrefix(who, "the"):
		b.intro = literal(who + " " + b.name)
		if t.chance(0.7) {
			b.intro = literal(b.name + " " + who)
		}
		b.kind = who[len("the "):]
	default:
		b.intro = literal(b.name + " " + who)
	}
	t.set(key, b)
	return b
}
