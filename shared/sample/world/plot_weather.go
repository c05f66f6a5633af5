package world

// weatherPlot: a plan is spoilt by the weather, and something else turns out as good.
func weatherPlot(t *tale) {
	t.hero(true)
	t.pickCase()
	t.day(true, sunny, warm)
	t.set("time", "morning")
	t.rainy = false
	if t.chance(0.5) {
		t.friend("f")
	} else {
		t.parent("f")
	}
	t.set("plan", oneOf(t, "have a picnic on the hill", "go to the fair", "row on the lake", "go to the zoo",
		"eat ice cream by the river", "hunt for treasure in the dunes", "climb the old tower", "fly a kite",
		"go fishing",
		"pick cherries", "ride on the little steam train", "sleep in a tent"))
	t.set("packed", oneOf(t, "a flask of tea and a bag of buns", "sandwiches, apples and a rug",
		"boiled eggs and a cake",
		"a rope, a map and two pears", "a basket full of good things", "six sausages and a bottle of juice"))
	t.feel("sad", "happy", "keen")
	t.set("fun", one(t, fields(t.attr("funs"), ";")))

	t.open()
	t.fact("plan", "What did they want to do?", "{plan}")
	t.maybe(0.7, "pack")

	t.newParagraph()
	t.say("turn")
	t.fact("weather", "What spoilt the plan?", "{spoiler}")
	t.often(0.7, "watch")
	t.say("felt")
	t.fact("feeling", "How did {h} feel about it?", "{sad}")

	t.newParagraph()
	t.say("idea")
	t.fact("who", "Who had the idea?", "{f}")
	t.say("instead")
	t.fact("what", "What did they do instead?", "{fun}")
	t.maybe(0.7, "detail")

	if t.ending(2) == 0 {
		t.say("end.better")
	} else {
		t.say("end.clear")
	}
	t.finish(0.4)
	t.sum("{h:n} and {f:n} wanted to {plan}, but {spoiler} spoilt the plan. Instead they {fun}.")
}
