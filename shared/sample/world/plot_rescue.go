package world

// rescue: an animal is in trouble; the hero hears it, cannot help alone, and gets help.
func rescue(t *tale) {
	t.hero(false)
	t.pickCase()
	t.day(true)
	f := t.parent("f")
	if t.chance(0.5) {
		delete(t.vars, "f")
		f = t.neighbour("f")
	}
	t.set("pet", t.petName(f))
	t.feel("happy", "afraid", "worry")
	t.set("calls", oneOf(t, "twice", "three times", "again and again"))

	t.open()
	t.say("hear")
	t.say("see")
	t.fact("what", "What animal was in trouble?", "{an}")
	t.fact("where", "Where was the {animal}?", "{at}")

	t.newParagraph()
	t.say("fear")
	t.fact("feeling", "How did the {animal} look?", "{afraid}")
	t.often(0.8, "speak")
	t.say("alone")
	t.say("fetch")
	t.fact("helper", "Who came to help?", "{f}")

	t.newParagraph()
	t.say("solve")
	t.fact("how", "What did they need?", "{tool}")
	t.say("safe")

	if t.ending(2) == 0 {
		t.say("end.free")
	} else {
		t.say("end.keep")
		t.fact("name", "What name did the {animal} get?", "{pet}")
	}
	t.finish(0.35)
	t.sum("{h:n} found {an} {at}. {h:he} fetched {f:n}, and together they saved the {animal} with {tool}.")
}

// petName draws a name for an animal that has none.
func (t *tale) petName(*being) string {
	if t.chance(0.5) {
		return t.free(animalShe)
	}
	return t.free(animalHes)
}
