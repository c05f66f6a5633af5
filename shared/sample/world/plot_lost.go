package world

// lost: something dear is gone, is looked for where it may be, and is found where it is.
func lost(t *tale) {
	h := t.hero(true)
	t.day(true)
	p := t.outside()
	b := t.toy("b", h)
	t.set("giver", oneOf(t, "grandmother", "grandfather", "aunt", "uncle", "big sister", "big brother", "godmother"))
	t.feel("sad", "happy")
	spots := t.spots(p, 3)
	t.move(p, h)

	t.open()
	t.maybe(0.7, "dear")
	t.sight(0.35, p)
	t.fact("where", "Where did {h} go?", p.to)
	t.colourFact("b")

	t.newParagraph()
	t.lose(h, b, spots[2])
	t.set("play", oneOf(t, "played", "ran about", "looked around", "climbed about", "skipped and sang"))
	t.say("gone")
	t.say("felt")
	t.fact("what", "What did {h} lose?", h.pron.his+" {b:adj}")
	t.fact("feeling", "How did {h} feel when {b:the} {b:was} gone?", "{sad}")
	helper := lostHelper(t, p)

	t.newParagraph()
	t.set("spot", spots[0])
	t.set("odd", one(t, oddThings))
	t.say("look1")
	t.fact("first", "Where did {h} look first?", spots[0])
	if t.often(0.75, "think") {
		t.fact("helper", "Who helped {h} to look?", "{f}")
	}
	t.set("spot", spots[1])
	t.set("odd2", one(t, oddThings))
	t.often(0.7, "look2")
	t.set("spot", spots[2])
	finder := h
	if t.chance(0.5) {
		finder = helper
	}
	t.set("finder", finder)
	t.find(finder, b)
	t.say("found")
	if finder != h {
		t.give(finder, h, b)
		t.say("back")
	}
	t.fact("where", "Where {b:was} {b:the}?", spots[2])
	t.fact("who", "Who found {b:the}?", finder.name)

	if t.ending(2) == 0 {
		t.say("end.careful")
	} else {
		t.say("end.play")
	}
	t.finish(0.4)
	t.sum("{h:n} lost {h:his} {b:adj} {p:in}. With the help of {f:n}, {h:he} found {b:it} again {spot}.")
}

// spots draws n different spots of a place.
func (t *tale) spots(p *place, n int) []string {
	var all []string
	for _, i := range t.sim.Perm(len(p.spots))[:n] {
		all = append(all, p.spots[i])
	}
	return all
}

var oddThings = []string{
	"a snail", "an old shoe", "a rusty spoon", "a sleepy beetle", "a bird's feather", "three acorns", "a broken cup",
	"a lost glove", "a bottle top", "a fat worm", "an empty snail shell", "a nut", "a piece of string", "a spider",
	"a hairpin", "a penny", "a ladybird", "a hazelnut", "a dry leaf", "a wet sock", "a bent nail",
	"a toad with golden eyes", "half a biscuit", "a bus ticket", "an earwig", "a walnut", "a cork", "a paper hat",
}

// lostHelper makes {f}, who helps to look.
func lostHelper(t *tale, p *place) *being {
	var f *being
	switch t.sim.IntN(3) {
	case 0:
		f = t.parent("f")
	case 1:
		f = t.neighbour("f")
	default:
		f = t.friend("f")
	}
	if f.grown {
		t.flag("grown")
	}
	t.move(p, f)
	t.say("comes")
	return f
}
