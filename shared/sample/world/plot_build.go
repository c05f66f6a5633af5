package world

// build: something is built together; it comes down or lacks something; it is built again, better.
func build(t *tale) {
	t.hero(true)
	t.pickCase()
	if t.attr("weather") == "snow" {
		t.day(true, snow)
	} else {
		t.day(t.attr("where") == "out")
		t.rainy = false
	}
	t.friend("f")
	t.feel("happy", "proud", "sad", "keen")
	t.set("colour", one(t, colours))
	t.set("name", oneOf(t, "Fort Biscuit", "The Lion's Den", "Castle Crumb", "The Palace of Mud", "Villa Sunshine",
		"Number One", "The Brave Snail", "Grand Hotel Hedgehog", "Peppermint Hall", "The Flying Pudding"))

	t.open()
	t.fact("what", "What did {h} and {f} want to build?", "{work}")
	t.say("need")
	t.fact("things", "What did they build it with?", "{stuff}")
	t.say("step1")
	t.say("step2")

	t.newParagraph()
	t.say("disaster")
	t.fact("why", "What spoilt their work?", "{culprit}")
	t.say("felt")
	t.fact("feeling", "How did they feel when it fell down?", "{sad}")
	t.maybe(0.5, "give up")
	t.say("again")

	t.newParagraph()
	t.say("better")
	t.say("done")
	t.fact("feeling", "How did they feel when it was finished?", "{proud}")
	if t.ending(2) == 0 {
		t.say("end.name")
		t.fact("name", "What did they call it?", "{name}")
	} else {
		t.say("end.guests")
	}
	t.finish(0.35)
	t.sum("{h:n} and {f:n} built {work}, but {culprit} spoilt it. They built it again, and the second one was better.")
}
