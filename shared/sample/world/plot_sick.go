package world

// sick: the hero or a friend is ill; visits and small kindnesses help; health comes back.
func sick(t *tale) {
	t.hero(true)
	t.day(false)
	f := t.playmate("f")
	t.parent("m")
	ill := oneOf(t, "a bad cold", "the measles", "a sore throat", "a fever", "a bad cough",
		"red spots all over", "a sprained ankle", "a tummy ache", "an earache", "the mumps")
	t.set("ill", ill)
	t.set("days", oneOf(t, "three days", "a week", "four days", "ten days", "two weeks"))
	t.set("present", oneOf(t, "a bunch of grapes", "a picture book", "a pot of soup", "a get-well card",
		"a bag of oranges",
		"a tame beetle in a box", "a jar of honey", "a puzzle of a castle", "a bunch of violets", "a paper bird",
		"a snow globe", "a new riddle"))
	t.set("play", oneOf(t, "played cards on the blanket", "made a zoo out of folded paper", "told each other riddles",
		"played that the bed was a ship", "read the funniest pages twice", "drew faces on all the plasters",
		"made up a story about a flying bed", "guessed animals by their noises", "built a castle of pillows"))
	t.feel("bored", "happy", "worry", "lonely")

	t.open()
	t.say("news")
	t.fact("who", "Who was ill?", "{f}")
	t.fact("what", "What was wrong with {f}?", "{ill}")
	t.say("worry")

	t.newParagraph()
	t.say("idea")
	t.fact("present", "What did {h} take to {f}?", "{present}")
	t.maybe(0.6, "way")
	t.say("visit")
	t.fact("feeling", "How did {f} feel in bed?", "{bored}")

	t.newParagraph()
	t.say("give")
	t.say("play")
	t.fact("play", "What did they do?", "{play}")
	t.maybe(0.6, "laugh")
	t.say("well")
	t.fact("howlong", "When was {f} well again?", "after {days}")

	if t.ending(2) == 0 {
		t.say("end.turn")
	} else {
		t.say("end.out")
	}
	t.finish(0.35)
	t.sum("{f:n} had {ill}, so {h:n} visited " + f.pron.him + " with {present}. They {play}, and that did {f:n} good.")
}
