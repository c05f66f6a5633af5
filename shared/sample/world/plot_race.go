package world

// race: a contest between the hero and a rival; somebody falls, or is too sure, and how one wins matters.
func race(t *tale) {
	h := t.hero(true)
	t.pickCase()
	t.day(true)
	t.rainy = false
	f := t.friend("f")
	t.placeNamed(oneOf(t, "meadow", "park", "farm", "beach", "forest"))
	t.set("start", oneOf(t, "the old gate", "the big stone", "the crooked tree", "the wooden bench", "the red post"))
	t.set("goal", oneOf(t, "the oak tree", "the bridge", "the wall", "the flagpole", "the haystack", "the well",
		"the white fence", "the signpost"))
	if end := t.attr("end"); end != "" {
		t.set("goal", end)
	}
	t.set("prize", oneOf(t, "a ribbon", "a paper medal", "a bun", "a bunch of dandelions", "the biggest plum",
		"a crown of leaves", "a cup made of tin foil", "a toffee apple"))
	t.feel("proud", "happy", "sad", "keen")
	x, y := h, f
	if t.chance(0.5) {
		x, y = f, h
	}
	t.set("x", x) // who is faster at first
	t.set("y", y)

	t.open()
	t.fact("where", "What did they start from?", "{start}")
	t.fact("rival", "Against whom did {h} race?", "{f}")
	t.say("course")
	t.fact("goal", "What did they have to reach?", "{goal}")
	t.maybe(0.6, "prize")

	t.newParagraph()
	t.say("go")
	t.say("lead")
	t.fact("first", "Who was in front at first?", x.name)
	t.maybe(0.7, "sure")
	t.say("turn")

	t.newParagraph()
	if t.chance(0.5) {
		t.say("help")
		t.fact("helper", "Who stopped to help?", y.name)
		t.say("both")
	} else {
		t.say("pass")
		t.fact("winner", "Who won the race?", y.name)
		t.say("won")
	}

	if t.ending(2) == 0 {
		t.say("end.prize")
	} else {
		t.say("end.more")
	}
	t.finish(0.5)
	t.sum("{h:n} and {f:n} had a race from {start} to {goal}. {x:n} was in front at first, but then " + y.name +
		" caught up.")
}
