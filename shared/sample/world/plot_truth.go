package world

// truth: the hero breaks or spoils something, is tempted to hide it, and tells the truth.
func truth(t *tale) {
	t.hero(true)
	t.pickCase()
	t.day(t.attr("where") == "out")
	m := t.parent("m")
	t.set("colour", one(t, colours))
	x := &thing{kind: t.attr("thing"), owner: m}
	t.feel("sorry", "worry", "happy", "angry")
	t.set("blame", oneOf(t, "the cat", "the wind", "the dog", "a mouse", "a bird", "the neighbours"))
	t.set("hidden", oneOf(t, "under the rug", "behind the curtain", "at the bottom of the basket",
		"behind the cupboard",
		"in a drawer", "under a cushion"))

	t.open()
	t.say("rule")
	t.say("accident")
	t.breaks(x)
	t.fact("what", "What happened to {thing}?", "{broke}")

	t.newParagraph()
	t.say("alarm")
	if t.attr("hides") != "" && t.chance(0.7) {
		t.say("hide")
		t.fact("where", "Where did {h} hide the pieces?", "{hidden}")
	}
	t.say("tempt")
	t.fact("blame", "Whom did {h} think of blaming?", "{blame}")
	t.often(0.8, "stomach")

	t.newParagraph()
	t.say("comes")
	t.say("tell")
	t.fact("who", "To whom did {h} tell the truth?", "{m}")
	t.say("answer")
	t.mend(x)
	t.say("mend")
	t.fact("mend", "How did they mend it?", "{mended}")

	if t.ending(2) == 0 {
		t.say("end.relief")
	} else {
		t.say("end.mark")
	}
	t.finish(0.45)
	t.sum("Something happened to {thing}, and {h:n} was to blame. {h:he} told {m:n} the truth, and together they put " +
		"it right.")
}
