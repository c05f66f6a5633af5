package world

// plantPlot: a seed is put into the earth; waiting is hard; something threatens it; it grows.
func plantPlot(t *tale) {
	t.hero(true)
	t.pickCase()
	t.day(true, sunny, warm, cool, cloud)
	t.rainy = false
	t.parent("m")
	t.set("spot", oneOf(t, "behind the shed", "beside the path", "in front of the window", "near the fence",
		"under the kitchen window", "next to the rain barrel", "in an old bathtub", "in a corner of the garden"))
	t.set("wait", oneOf(t, "three days", "five days", "one week", "two weeks", "ten days"))
	t.set("enemy", oneOf(t, "a snail", "a hungry hen", "a greedy crow", "a mole", "a rabbit", "the goat",
		"a fat pigeon", "a little mouse"))
	t.set("use", t.aside(one(t, fields(t.attr("uses"), ";"))))
	t.feel("happy", "proud", "sad", "keen")

	t.open()
	t.say("give")
	t.fact("what", "What did {h} plant?", "{seed}")
	t.say("dig")
	t.fact("where", "Where did {h} plant {seedit}?", "{spot}")

	t.newParagraph()
	t.say("look")
	t.maybe(0.8, "impatient")
	t.say("advice")
	t.fact("helper", "Who told {h} to be patient?", "{m}")
	t.say("sprout")
	t.fact("howlong", "When did the first green tip appear?", "after {wait}")

	t.newParagraph()
	t.say("danger")
	t.fact("danger", "Who wanted to eat the little plant?", "{enemy}")
	t.say("guard")
	t.say("grow")

	if t.ending(2) == 0 {
		t.say("end.harvest")
		t.fact("use", "What did they do with {fruit}?", "{use}")
	} else {
		t.say("end.seeds")
	}
	t.fact("feeling", "How did {h} feel at the end?", "{proud}")
	t.finish(0.4)
	t.sum("{h:n} planted {seed} {spot} and had to wait. {h:he} took good care of the plant, and it grew.")
}
