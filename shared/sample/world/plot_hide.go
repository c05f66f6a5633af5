package world

import (
	"slices"
	"strings"
)

// hide: hide-and-seek; one hides so well that nobody finds them, and something gives the place away.
func hide(t *tale) {
	h := t.hero(true)
	p := t.placeWhere(func(p *place) bool { return len(hideouts(p)) >= 3 })
	t.day(p.outdoors)
	f := t.friend("f")
	t.move(p, h, f)
	spots := hideouts(p)
	t.sim.Shuffle(len(spots), func(i, j int) { spots[i], spots[j] = spots[j], spots[i] })
	t.set("spot1", spots[0])
	t.set("spot2", spots[1])
	t.set("spot3", spots[2])
	t.set("count", oneOf(t, "ten", "twenty", "fifteen", "thirty", "twelve"))
	t.set("noise", oneOf(t, "a sneeze", "a giggle", "a cough", "a hiccup", "a squeak", "a snore"))
	t.set("odd", one(t, oddThings))
	t.set("treasure", oneOf(t, "an old coin", "a picture of a ship", "a box with a tiny lock",
		"a marble with a star in it",
		"a tin soldier", "a brooch like a beetle", "a letter in a bottle", "a toy lion with one eye", "a brass bell"))
	t.feel("happy")
	x, y := h, f // who seeks, and who hides
	if t.chance(0.5) {
		x, y = f, h
	}
	t.set("x", x)
	t.set("y", y)

	t.open()
	t.sight(0.5, p)
	t.say("count")
	t.fact("seeker", "Who had to seek?", x.name)
	t.fact("number", "How far did "+x.name+" count?", "to {count}")

	t.newParagraph()
	t.say("hides")
	t.fact("where", "Where did "+y.name+" hide?", "{spot3}")
	t.say("seek1")
	t.fact("first", "Where did "+x.name+" look first?", "{spot1}")
	t.often(0.7, "seek2")
	t.say("wait")

	t.newParagraph()
	t.say("noise")
	t.fact("noise", "What gave "+y.name+" away?", "{noise}")
	t.say("found")
	if t.ending(2) == 0 {
		t.say("end.again")
	} else {
		t.say("end.treasure")
	}
	t.fact("feeling", "How did they feel at the end?", "{happy}")
	t.finish(0.3)
	t.sum("{h:n} and {f:n} played hide-and-seek. " + y.name + " hid {spot3}, and {noise} gave " + y.pron.him + " away.")
}

// hideouts are the spots of a place where a child has room.
func hideouts(p *place) []string {
	var all []string
	for _, s := range p.spots {
		switch {
		case slices.Contains(narrow, s):
		case strings.HasPrefix(s, "behind "), strings.HasPrefix(s, "beside "), strings.HasPrefix(s, "next to "),
			strings.HasPrefix(s, "under the "), strings.HasPrefix(s, "at the back "):
			all = append(all, s)
		}
	}
	return all
}

// narrow are spots that are too small for anybody.
var narrow = []string{
	"under the pillow", "under the dish towel", "behind the bread bin", "behind the flour jar", "beside a molehill",
	"behind a flat stone", "behind the atlas", "beside the milk cans", "beside the water tap",
	"under the striped towel",
	"beside a patch of mushrooms", "next to the brook", "beside the little stream", "under the hay",
}
