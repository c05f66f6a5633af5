package world

// cook: something good is made, something goes wrong and is put right or turns out well.
func cook(t *tale) {
	h := t.hero(true)
	t.pickCase()
	t.day(false)
	m := t.parent("m")
	p := t.placeNamed("kitchen")
	t.move(p, h, m)
	t.feel("happy", "proud", "sad")
	t.set("eater", oneOf(t, "neighbours", "family", "whole family", "children next door", "cousins"))
	t.set("spilled", oneOf(t, "a puddle of milk on the floor", "flour on everything", "egg on {h:p} sleeve",
		"a white cloud of flour in the air"))

	t.open()
	t.say("reason")
	t.fact("what", "What did {h} and {m} make?", "{dish}")
	t.fact("why", "Why did they make {dish}?", "{because}")

	t.newParagraph()
	t.say("need")
	t.fact("things", "What did they need?", "{needs}")
	t.sight(0.3, p)
	t.say("step1")
	t.say("step2")
	t.say("step3")

	t.newParagraph()
	t.say("trouble")
	t.fact("trouble", "What went wrong?", "{wrong}")
	t.say("felt")
	t.say("repair")

	if t.ending(2) == 0 {
		t.say("end.eat")
	} else {
		t.say("end.funny")
	}
	t.fact("feeling", "How did {h} feel at the end?", "{proud}")
	t.finish(0.4)
	t.sum("{h:n} and {m:n} made {dish} {because}. At first something went wrong, but in the end it tasted very good.")
}
