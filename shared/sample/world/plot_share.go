package world

// share: the hero has something good and keeps it for itself at first, or shares it at once; sharing brings something
// back.
func share(t *tale) {
	h := t.hero(true)
	t.day(true)
	p := t.outside()
	f := t.friend("f")
	t.move(p, h, f)
	food := oneOf(t, "a bag of cherries|cherries|them", "a big gingerbread man|gingerbread man|it",
		"a bag of sugared almonds|almonds|them", "six strawberries|strawberries|them", "a slice of plum cake|cake|it",
		"a bag of toffees|toffees|them", "a juicy pear|pear|it", "a bar of chocolate|chocolate|it",
		"a box of raisins|raisins|them", "a warm pretzel|pretzel|it", "a basket of peaches|peaches|them",
		"a slice of melon|melon|it", "a bag of popcorn|popcorn|it", "a currant bun|bun|it", "a stick of rock|rock|it",
		"a pancake with sugar|pancake|it", "a bunch of grapes|grapes|them", "a bag of hazelnuts|hazelnuts|them",
		"a cheese sandwich|sandwich|it", "a honey cake|cake|it")
	parts := fields(food, "|")
	t.set("afood", parts[0])
	t.set("food", parts[1])
	t.set("it", parts[2])
	t.set("trouble", oneOf(t, "had dropped {f:his} own lunch in the mud", "had forgotten {f:his} lunch at home",
		"had had no breakfast", "had lost {f:his} sandwich to a seagull", "had given {f:his} bread to the ducks"))
	t.set("trouble", t.aside(t.vars["trouble"].(string)))
	t.set("later", oneOf(t, "a bag of peanuts", "a paper boat", "a lucky stone", "an orange", "a bunch of daisies",
		"a whole tin of biscuits", "a blue marble", "a drawing of the two of them"))
	t.feel("sad", "happy", "sorry", "lonely")

	t.open()
	t.sight(0.4, p)
	t.fact("what", "What did {h} have?", "{afood}")
	t.fact("where", "Where did {h} go?", p.to)

	t.newParagraph()
	t.say("comes")
	t.say("hungry")
	t.fact("why", "Why was {f} hungry?", "{f:he} {trouble}")
	refuses := t.chance(0.6)
	if refuses {
		t.say("refuse")
		t.say("alone")
		t.newParagraph()
		t.say("think")
	} else {
		t.maybe(0.6, "pause")
		t.newParagraph()
	}
	t.say("split")
	t.say("eat")
	t.fact("feeling", "How did {f} feel after eating?", "{happy}")

	if t.ending(2) == 0 {
		t.say("end.back")
		t.fact("gift", "What did {f} give {h} later?", "{later}")
	} else {
		t.say("end.game")
	}
	t.finish(0.5)
	t.sum("{h:n} had {afood}, and {f:n} was hungry. {h:n} shared the {food} with {f:n}, and {f:he} was {happy}.")
}
