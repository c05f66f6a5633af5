package world

// wayhome: the hero goes too far, does not know the way, and finds it by what was passed, or by somebody's help.
func wayhome(t *tale) {
	h := t.hero(true)
	t.day(true)
	p := t.placeNamed(oneOf(t, "forest", "market square", "meadow", "river bank", "beach"))
	t.move(p, h)
	m := t.parent("m")
	at := t.sim.Perm(len(landmarks))
	t.set("one", landmarks[at[0]])
	t.set("two", landmarks[at[1]])
	t.set("three", landmarks[at[2]])
	t.set("lure", one(t, lures))
	t.set("rule", oneOf(t, "stay where you can see me", "do not go further than the gate", "be back before supper",
		"stay on the path", "always look where you are going"))
	t.feel("afraid", "happy", "sorry")

	t.open()
	t.say("rule")
	t.fact("rule", "Who told {h} to be careful?", "{m}")
	t.say("lure")
	t.fact("why", "What did {h} run after?", "{lure}")

	t.newParagraph()
	t.say("lost")
	t.say("felt")
	t.fact("feeling", "How did {h} feel?", "{afraid}")
	t.say("calm")

	t.newParagraph()
	if t.chance(0.5) {
		t.say("remember")
		t.fact("marks", "What was the first thing that {h} remembered?", "{three}")
		t.say("back")
	} else {
		t.neighbour("f")
		t.flag("asked")
		t.say("ask")
		t.fact("helper", "Who showed {h} the way?", "{f}")
		t.say("together")
	}
	t.move(p, m)
	if t.ending(2) == 0 {
		t.say("end.hug")
	} else {
		t.say("end.map")
	}
	t.fact("feeling", "How did {h} feel at home?", "{happy}")
	t.finish(0.45)
	t.sum("{h:n} ran after {lure} and lost the way. {h:he} stayed calm, and in the end {h:he} was safe with {m:n} " +
		"again.")
}

var landmarks = []string{
	"a crooked signpost", "a tree with two trunks", "a stone like a sleeping cow", "a yellow letter box",
	"a broken cart",
	"a well with a green lid", "a house with a blue roof", "a hedge full of roses", "a bridge with one rail",
	"a scarecrow in a red coat", "a statue of a horse", "a row of beehives", "a shed without a door",
	"a field of poppies",
	"a windmill with three arms", "a bench with a heart carved in it", "an iron gate", "a white fence",
	"a tall chimney",
}

var lures = []string{
	"a blue butterfly", "a rolling hoop", "a brass band", "a hare", "a red balloon", "a dragonfly", "a little dog",
	"a kite without a string", "a grasshopper", "a man with a barrel organ", "a squirrel with a nut", "a paper lantern",
	"a peacock feather in the wind", "a lost lamb", "a white pigeon",
}
