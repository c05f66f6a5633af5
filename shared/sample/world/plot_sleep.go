package world

// sleep: the hero cannot sleep; one thing after another is tried; the last one works.
func sleep(t *tale) {
	t.hero(true)
	t.day(false, windy, windy, rain, storm, snow, frost, misty, warm, cool)
	t.rainy = t.weather != rain
	t.set("time", "evening")
	t.parent("m")
	t.set("why", t.aside(oneOf(t, "too excited about tomorrow", "not tired at all", "thinking of a dragon", "thirsty",
		"too warm", "missing {h:his} toy rabbit", "listening to the wind", "full of questions", "still hungry",
		"looking at the moon", "wondering where the stars go by day", "thinking of the next day")))
	order := t.sim.Perm(len(sleepTries))
	t.feel("tired", "happy")
	t.set("last", sleepTries[order[2]][1])

	t.open()
	t.say("awake")
	t.fact("why", "Why could {h} not sleep?", "{h:he} was {why}")
	t.say("call")
	t.fact("helper", "Who came to help {h} to sleep?", "{m}")

	t.newParagraph()
	t.say("try." + sleepTries[order[0]][0])
	t.fact("first", "What did they try first?", sleepTries[order[0]][1])
	t.say("no")
	if !t.short {
		t.say("try." + sleepTries[order[1]][0])
		t.say("no")
	}

	t.newParagraph()
	t.say("last")
	t.say("try." + sleepTries[order[2]][0])
	t.fact("what", "What helped in the end?", "{last}")

	if t.ending(2) == 0 {
		t.say("end.asleep")
	} else {
		t.say("end.both")
	}
	t.sum("{h:n} could not sleep, because {h:he} was {why}. {m:n} tried this and that, and in the end {last} helped.")
}

// sleepTries are the beats for what can be tried, with their names in facts.
var sleepTries = [][]string{
	{"milk", "warm milk"}, {"story", "a story"}, {"song", "a song"}, {"sheep", "counting sheep"},
	{"pillow", "turning the pillow"}, {"hand", "holding hands"}, {"stars", "looking at the stars"},
	{"breath", "breathing slowly"}, {"socks", "warm socks"}, {"list", "a list of good things"},
}
