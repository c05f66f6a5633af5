package world

import "strings"

// errand: the hero is sent for three things, forgets one on the way, and remembers or finds a way.
func errand(t *tale) {
	h := t.hero(false)
	t.pickCase()
	t.day(true)
	t.parent("m")
	t.keeper()
	goods := fields(t.attr("goods"), ",")
	at := t.sim.Perm(len(goods))
	a, b, c := goods[at[0]], goods[at[1]], goods[at[2]]
	t.set("a", a)
	t.set("b", b)
	t.set("c", c)
	t.set("three", list([]string{a, b, c}))
	t.set("lost", word(c))
	t.set("met", oneOf(t, "a band was marching by", "a puppy wanted to be stroked", "two men were carrying a piano",
		"a clown was juggling with five balls", "a street sweeper sang a song", "a crane lifted a whole roof",
		"a kitten was chasing its tail", "a man was painting a picture of the church"))
	t.set("extra", oneOf(t, "a gingerbread heart", "a boiled sweet", "a slice of sausage", "an apricot",
		"a red balloon",
		"a sunflower", "a liquorice stick", "a handful of nuts"))
	t.feel("proud", "worry", "happy")

	t.open()
	t.say("send")
	t.fact("what", "What was {h} to buy?", "{three}")
	t.fact("who", "Who sent {h}?", "{m}")
	t.say("rhyme")

	t.newParagraph()
	t.say("walk")
	t.fact("saw", "What did {h} see on the way?", "{met}")
	t.say("arrive")
	t.say("two")
	t.say("forgot")
	t.fact("forgot", "What did {h} forget at first?", "{c}")
	t.fact("feeling", "How did {h} feel then?", "{worry}")

	t.newParagraph()
	t.say("help")
	t.fact("helper", "Who helped {h} to remember?", "{s}")
	t.say("remember")
	if t.ending(2) == 0 {
		t.say("end.extra")
		t.fact("extra", "What did {h} get as a present?", "{extra}")
	} else {
		t.say("end.home")
	}
	t.finish(0.3)
	t.sum("{m:n} sent {h:n} to {shop} for {three}. {h:n} forgot " + word(c) + " at first, but {s:n} helped " +
		h.pron.him + " to remember.")
}

// keeper makes {s}, who sells things.
func (t *tale) keeper() {
	s := &being{kind: "shopkeeper", pron: feminine, grown: true}
	s.name = "Mrs " + t.free(surnames)
	if t.chance(0.5) {
		s.name, s.pron = "Mr "+t.free(surnames), masculine
	}
	s.intro = literal(t.attr("keeper") + " " + s.name)
	t.set("s", s)
}

// word is what of "a pound of plums" must be remembered: "the plums".
func word(goods string) string {
	if _, after, ok := strings.Cut(goods, " of "); ok {
		goods = after
	}
	for _, p := range []string{"a ", "an ", "two ", "three ", "four ", "six ", "ten ", "some ", "a dozen "} {
		if after, ok := strings.CutPrefix(goods, p); ok {
			goods = after
			break
		}
	}
	return "the " + goods
}
