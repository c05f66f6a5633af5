package world

// gift: the hero makes a present in secret; it is nearly found out, or nearly spoiled; then it is given.
func gift(t *tale) {
	h := t.hero(true)
	t.pickCase()
	t.day(false)
	var f *being
	if t.chance(0.5) {
		f = t.parent("f")
	} else {
		f = t.friend("f")
	}
	p := t.placeNamed(oneOf(t, "bedroom", "attic", "living room", "kitchen"))
	t.move(p, h)
	t.set("colour", one(t, colours))
	t.feel("happy", "keen", "worry")
	spot := t.spots(p, 1)[0]
	t.set("spot", spot)
	x := &thing{kind: "present", look: "secret", owner: h, holder: h}

	t.open()
	t.say("reason")
	t.fact("for", "For whom was the present?", "{f}")

	t.newParagraph()
	t.say("idea")
	t.fact("what", "What did {h} make?", "{gift}")
	t.say("make1")
	t.say("make2")
	t.say("make3")

	t.newParagraph()
	t.say("steps")
	t.say("hide")
	t.lose(h, x, spot)
	t.fact("where", "Where did {h} hide the present?", "{spot}")
	t.maybe(0.5, "ask")
	t.find(h, x)
	t.move(p, f)
	t.say("give")
	t.give(h, f, x)
	t.fact("feeling", "How did {f} feel about the present?", "{happy}")

	if t.ending(2) == 0 {
		t.say("end.use")
	} else {
		t.say("end.back")
	}
	t.finish(0.4)
	t.sum("{h:n} secretly made {gift} for {f:n} and hid it {spot}. When {f:n} got the present, {f:he} was {happy}.")
}
