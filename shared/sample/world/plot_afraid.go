package world

// afraid: the hero fears something, somebody explains or goes along, and the fear grows small.
func afraid(t *tale) {
	t.hero(true)
	t.pickCase()
	where := t.attr("where") == "out"
	if t.attr("weather") == "storm" {
		t.day(false, storm)
	} else {
		t.day(where)
	}
	if t.attr("helper") == "friend" {
		t.friend("f")
	} else {
		t.parent("f")
	}
	t.feel("afraid", "proud", "happy")

	t.open()
	t.say("meet")
	t.say("felt")
	t.fact("fear", "What was {h} afraid of?", "{fear}")

	t.newParagraph()
	t.maybe(0.6, "shy")
	t.say("asked")
	t.say("comfort")
	t.fact("helper", "Who comforted {h}?", "{f}")
	t.maybe(0.4, "me")
	t.say("plan")
	t.fact("how", "What helped against the fear?", "{help}")

	t.newParagraph()
	t.say("try")
	t.say("works")

	if t.ending(2) == 0 {
		t.say("end.brave")
	} else {
		t.say("end.small")
	}
	t.fact("feeling", "How did {h} feel at the end?", "{proud}")
	t.finish(0.4)
	t.sum("{h:n} was afraid of {fear}. {f:n} helped {h:him} with {help}, and in the end {h:he} was brave.")
}
