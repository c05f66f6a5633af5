package world

// swap: the hero trades one thing for the next, each time with somebody who needs it, up to what was wished for.
func swap(t *tale) {
	h := t.hero(true)
	t.day(true)
	p := t.placeNamed(oneOf(t, "village street", "market square", "park", "meadow", "farm"))
	t.move(p, h)
	at := t.sim.Perm(len(trades))
	first := one(t, firstTrades)
	t.swapped(first)
	holder := h
	has := &thing{kind: first, owner: h, holder: h}

	t.feel("happy", "proud", "keen")
	t.open()
	t.say("start")
	t.fact("first", "What did {h} have at first?", "{a}")

	t.newParagraph()
	rounds := 3
	if t.brief {
		rounds = 2
	}
	for i := range rounds {
		trade := trades[at[i]]
		t.set("who", trade[0])
		t.set("why", trade[1])
		t.set("b", trade[2])
		if i == rounds-1 {
			t.newParagraph()
		}
		t.say([]string{"meet1", "meet2", "meet3"}[i])
		other := &being{name: trade[0], at: p}
		next := &thing{kind: trade[2], owner: other, holder: other}
		t.give(holder, other, has)
		t.give(other, h, next)
		t.fact("swap", "What did {h} get for {tha}?", "{b}")
		has = next
		t.say("swap")
		t.swapped(trade[2])
	}
	if t.ending(2) == 0 {
		t.say("end.keep")
	} else {
		t.parent("m")
		t.say("end.give")
	}
	t.fact("last", "What did {h} have in the end?", "{a}")
	t.finish(0.5)
	t.sum("{h:n} set out with " + first + " and helped everybody by swapping. In the end {h:he} had {a}.")
}

// swapped makes something {a}, and {tha} when it has been told of.
func (t *tale) swapped(what string) {
	t.set("a", what)
	t.set("tha", definite(what))
}

var firstTrades = []string{
	"a piece of string", "a bent nail", "a smooth stone", "an old cork", "a safety pin", "a wooden spoon",
	"a pine cone",
	"an empty jar", "a bit of chalk", "a rusty key", "a goose feather", "a brass button", "a paper bag",
	"half a candle",
}

// trades are who is met, why they need what the hero has, and what they give for it. What is needed is anything.
var trades = [][]string{
	{"a fisherman", "had been looking for one all morning", "a silver fish"},
	{"a woman with a pram", "wanted to make her baby laugh with it", "a rattle"},
	{"a boy with a scooter", "collected such things in a tin", "a bicycle bell"},
	{"a girl on a wall", "had always wanted one", "a bag of marbles"},
	{"an old man with a beard", "had had one just like it as a child", "a pocket watch that ticked backwards"},
	{"a tailor", "had lost his own that very day", "a reel of golden thread"},
	{"a cook", "had been searching for it in every drawer", "a warm apple pie"},
	{"a painter", "wanted to paint a picture of it", "a box of paints"},
	{"a travelling musician", "needed it for his show", "a mouth organ"},
	{"a gardener", "had just the right use for it", "a pot of red geraniums"},
	{"a clown", "wanted to juggle with it", "a bunch of balloons"},
	{"a sailor", "thought that it would bring him luck", "a map of an island"},
	{"a shepherd", "could mend his gate with it", "a woolly blanket"},
	{"a carpenter", "had broken his own", "a little stool"},
	{"a woman at a stall", "liked the look of it", "a basket of apricots"},
	{"a postman", "wanted to give it to his daughter", "a stamp from a far country"},
	{"a magpie", "loved such things more than anything", "a glittering ring"},
	{"a magician", "wanted to make it vanish", "a pack of cards"},
}
