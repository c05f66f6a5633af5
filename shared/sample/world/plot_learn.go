package world

// learn: the hero wants to be able to do something, fails, is shown how, practises, and can do it.
func learn(t *tale) {
	h := t.hero(true)
	t.pickCase()
	if t.attr("weather") == "frost" {
		t.day(true, frost)
	} else {
		t.day(t.attr("where") == "out")
	}
	if t.chance(0.5) {
		t.parent("f")
	} else {
		t.friend("f")
	}
	t.feel("sad", "proud", "keen", "tired")
	t.set("times", oneOf(t, "three", "four", "five", "six", "seven", "ten"))
	t.set("days", oneOf(t, "three days", "a week", "four days", "two weeks", "five days"))

	t.open()
	t.say("wish")
	t.fact("what", "What did {h} want to learn?", "{skill}")
	t.say("because")

	t.newParagraph()
	t.say("fail")
	t.often(0.6, "again")
	t.say("felt")
	t.fact("feeling", "How did {h} feel when it did not work?", "{sad}")
	t.say("teach")
	t.say("tip")
	t.fact("helper", "Who showed {h} how to do it?", "{f}")

	t.newParagraph()
	t.say("practise")
	t.fact("howlong", "How long did {h} practise?", "{days}")
	t.say("works")

	if t.ending(2) == 0 {
		t.say("end.show")
	} else {
		t.say("end.pass")
	}
	t.fact("feeling", "How did {h} feel at the end?", "{proud}")
	t.finish(0.4)
	t.sum("{h:n} wanted to learn {skill}. {f:n} showed " + h.pron.him + " how, and after {days} it worked.")
}
