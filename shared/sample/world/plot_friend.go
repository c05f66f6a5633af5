package world

// friendPlot: the hero is lonely and wishes for a friend; a stranger comes; both are shy; something brings them
// together.
func friendPlot(t *tale) {
	h := t.hero(true)
	t.pickCase()
	if t.attr("weather") == "snow" {
		t.day(true, snow)
	} else {
		t.day(t.attr("where") == "out")
	}
	f := t.newcomer(h)
	t.parent("m")
	t.feel("lonely", "happy")
	t.set("colour", one(t, colours))

	t.open()
	t.say("alone")
	t.fact("feeling", "How did {h} feel at first?", "{lonely}")
	t.maybe(0.6, "comfort")

	t.newParagraph()
	t.say("meet")
	t.fact("where", "Where did {h} meet {f}?", "{at}")
	t.say("shy")
	t.say("ice")
	t.fact("how", "What brought them together?", "{bridge}")
	f.known = true
	t.say("names")

	t.newParagraph()
	t.say("play")
	t.fact("play", "What did they do together?", "{game}")
	t.maybe(0.5, "like")
	if t.ending(2) == 0 {
		t.say("end.home")
	} else {
		t.say("end.always")
	}
	t.finish(0.4)
	t.sum("{h:n} was {lonely} until {h:he} met " + f.name + " {at}. They {game} and became friends.")
}

// newcomer makes {f}, whom the hero does not know: {who} is what the hero sees.
func (t *tale) newcomer(h *being) *being {
	var f *being
	if t.flags["animal"] {
		for f = t.animal(); f.kind == h.kind; {
			f = t.animal()
		}
		t.set("who", oneOf(t, "a shy ", "a strange ", "a small ", "a friendly ", "a dusty ")+f.kind)
	} else {
		f = t.child()
		t.set("who", oneOf(t, "a ", "a small ", "a new ", "a strange ")+f.kind+oneOf(t, "", " with freckles",
			" with a red cap", " in a yellow coat", " with long plaits", " with curly hair", " in striped socks"))
		if f.kind == "boy" {
			t.set("who", oneOf(t, "a ", "a small ", "a strange ")+f.kind+oneOf(t, "", " with freckles",
				" with a red cap",
				" in a green jumper", " with curly hair", " in striped socks", " with big ears"))
		}
	}
	t.set("f", f)
	return f
}
