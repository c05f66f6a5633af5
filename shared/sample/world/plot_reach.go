package world

// reach: something is where the hero cannot get at it; two tries fail, the third way works.
func reach(t *tale) {
	t.hero(true)
	t.pickCase()
	t.day(t.attr("where") == "out")
	t.feel("sad", "happy", "worry")
	t.set("first", oneOf(t, "stood on tiptoe", "jumped as high as {h:he} could"))
	switch t.attr("helper") {
	case "any":
		if t.chance(0.5) {
			t.neighbour("f")
		} else {
			t.parent("f")
		}
	default:
		t.friend("f")
	}
	colour := one(t, colours)
	t.set("colour", colour)

	t.open()
	t.say("want")
	t.fact("what", "What did {h} want?", "{goal}")
	if t.attr("it") == "it" {
		t.fact("where", "Where was {goal}?", "{at}")
	}
	if t.attr("coloured") != "" {
		t.fact("colour", "What colour was {goal}?", colour)
	}

	t.newParagraph()
	t.say("try1")
	t.often(0.7, "try2")
	t.say("felt")
	t.fact("feeling", "How did {h} feel when it did not work?", "{sad}")

	t.newParagraph()
	t.say("helper")
	t.say("solve")
	t.fact("helper", "Who helped {h}?", "{f}")
	t.fact("how", "What did they use?", "{tool}")

	if t.ending(2) == 0 {
		t.say("end.thanks")
	} else {
		t.say("end.clever")
	}
	t.say("after")
	t.finish(0.35)
	t.sum("{h:n} wanted {goal}, but {h:he} could not reach {it}. Then {f:n} helped {h:him} with {tool}.")
}
