package world

// dream: the hero travels in a dream, or in a game, to a strange land, meets somebody there, and comes back.
func dream(t *tale) {
	t.hero(true)
	t.pickCase()
	t.day(false, windy, windy, rain, storm, snow, frost, misty, warm, cool)
	t.rainy = t.weather != rain
	t.set("time", "evening")
	m := t.parent("m")
	t.set("guide", one(t, fields(t.attr("guides"), ";")))
	t.set("theguide", definite(t.vars["guide"].(string)))
	t.set("food", one(t, fields(t.attr("foods"), ";")))
	t.set("token", one(t, fields(t.attr("tokens"), ";")))
	t.set("name", oneOf(t, "Humdrum", "Pimpernel", "Tuppence", "Zebedee", "Old Grumble", "Silverbell", "Marmaduke",
		"Nightcap", "Twirl", "Pomegranate", "Quick", "Jingle", "Whistledown", "Crumpet", "Mistral"))
	t.feel("keen", "happy", "sad")

	t.open()
	t.say("go")
	t.fact("how", "How did {h} get there?", "{vehicle}")
	t.fact("where", "Where did {h} travel?", "{land}")

	t.newParagraph()
	t.say("see")
	t.say("meet")
	t.fact("who", "Whom did {h} meet there?", "{guide}")
	t.fact("name", "What was the name of {theguide}?", "{name}")
	t.say("eat")
	t.fact("food", "What did they eat?", "{food}")
	t.maybe(0.6, "play")

	t.newParagraph()
	t.say("homeward")
	t.say("gift")
	t.fact("gift", "What did {h} get as a present?", "{token}")
	t.say("wake")
	if t.ending(2) == 0 {
		t.say("end.token")
	} else {
		t.say("end.only")
	}
	t.fact("told", "Whom did {h} tell about it?", m.name)
	t.sum("In a dream {h:n} travelled {land} and met {guide}. {h:he} got {token}, and then {h:he} woke up.")
}
