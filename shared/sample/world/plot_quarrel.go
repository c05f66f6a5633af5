package world

// quarrel: two friends want the same or do each other wrong, part in anger, are lonely, and make up.
func quarrel(t *tale) {
	h := t.hero(true)
	t.pickCase()
	t.day(t.attr("where") == "out")
	f := t.friend("f")
	m := t.parent("m")
	t.feel("angry", "lonely", "happy", "sorry")
	t.set("colour", one(t, colours))
	p := t.anywhere()
	t.move(p, h, f, m)
	first, second := h, f
	if t.chance(0.5) {
		first, second = f, h
	}
	t.set("x", first)
	t.set("y", second)

	t.open()
	t.fact("friend", "Who was with {h}?", "{f}")
	t.say("start")
	t.fact("why", "What was the quarrel about?", "{about}")

	t.newParagraph()
	t.say("words")
	t.say("worse")
	t.say("part")
	t.fact("feeling", "How did {h} feel after the quarrel?", "{angry}")

	t.newParagraph()
	t.say("alone")
	if t.often(0.65, "advice") {
		t.fact("advice", "Who talked to {h} about it?", "{m}")
	}
	t.say("sorry")
	t.fact("who", "Who said sorry first?", "{x}")

	if t.ending(2) == 0 {
		t.say("end.turns")
	} else {
		t.say("end.together")
	}
	t.finish(0.4)
	t.sum("{h:n} and {f:n} quarrelled about {about}. Then {x:n} said sorry, and they were friends again.")
}
