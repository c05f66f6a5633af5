package world

// open tells who the story is about and what the hero did that day, for which the plot has the beat "do". A third of
// all stories begin with "Once upon a time".
func (t *tale) open() {
	h := t.vars["h"].(*being)
	h.intro = nil
	way := t.sim.IntN(12)
	if t.short && way >= 4 {
		way = 4
	}
	out := t.flags["out"]
	if way < 6 || way >= 8 {
		t.flag("told") // the sentence about the day says what the weather is
	}
	switch {
	case way < 4:
		t.say("once")
		t.often(0.8, "trait")
		t.say("oneday")
	case way < 6:
		t.say("oneday.new")
		t.maybe(0.6, t.sky())
	case way < 8:
		t.say(t.sky())
		t.say("then.new")
	case way < 9:
		t.say("speech.new")
		t.say("then")
	default:
		t.say("who")
		t.often(0.8, "trait")
		t.say("oneday")
		t.maybe(0.4, t.sky())
	}
	if out && !t.weather.fair {
		t.say("dressed." + t.weather.name)
	}
	t.fact("who", "Who is the story about?", "{h}")
	if t.flags["animal"] {
		t.fact("kind", "What kind of animal was {h}?", h.kind)
		t.fact("home", "Where did {h} live?", "{home}")
	}
	t.fact("weather", "What was the weather like?", t.weather.name)
}
