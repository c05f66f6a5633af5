package world

// neighbourPlot: somebody in the neighbourhood has too much to do; the hero helps, in a small way that counts.
func neighbourPlot(t *tale) {
	t.hero(true)
	t.pickCase()
	if t.attr("weather") == "snow" {
		t.day(true, snow)
	} else {
		t.day(true)
	}
	f := t.neighbour("f")
	t.feel("happy", "worry", "tired", "bored")
	t.set("reward", oneOf(t, "a jar of plum jam", "a big red apple", "a slice of warm cake", "a bag of cherries",
		"a shiny penny", "a pot of honey", "an old brass compass", "a bunch of sweet peas", "a ride in the wheelbarrow",
		"a seat in the best armchair and a long story", "six brown eggs", "a cup of hot chocolate"))

	t.open()
	t.say("meet")
	t.fact("who", "Who needed help?", "{f}")
	t.say("trouble")
	t.fact("why", "What was the trouble?", "{wrong}")

	t.newParagraph()
	t.say("offer")
	t.often(0.7, "doubt")
	t.say("work1")
	t.say("work2")
	t.maybe(0.6, "hard")
	t.fact("what", "What did {h} do?", "{deed}")

	t.newParagraph()
	t.say("done")
	t.fact("feeling", "How did {f} feel in the end?", "{happy}")

	if t.ending(2) == 0 {
		t.say("end.reward")
		t.fact("reward", "What did {h} get?", "{reward}")
	} else {
		t.say("end.again")
	}
	t.finish(0.35)
	t.sum("{f:n} needed help, because {wrong}. {h:n} {deed}, and that made " + f.pron.him + " {happy}.")
}
