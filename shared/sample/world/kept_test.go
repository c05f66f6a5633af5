package world_test

import (
	"testing"

	"llmfromscratch/shared/sample/world"
)

func TestSlipsAreFound(t *testing.T) {
	const beginning = "Mia had a blue kite. On a windy day she went to the orchard with her friend Tom."
	for _, c := range []struct {
		name, continuation string
		want               world.Kept
	}{
		{"all kept", "\n\nMia ran. Tom held the blue kite. They were happy.",
			world.Kept{true, true, true, true, true}},
		{"unfinished", "\n\nMia ran and", world.Kept{false, true, true, true, true}},
		{"another hero", "\n\nSuddenly Zoe ran home.", world.Kept{true, false, false, true, true}},
		{"another colour", "\n\nMia lost the red kite.", world.Kept{true, true, true, false, true}},
		{"another place", "\n\nMia ran about in the orchard, and then at the beach.",
			world.Kept{true, true, true, true, false}},
		{"somebody new", "\n\nThen Mia met a girl called Zoe. Zoe laughed.",
			world.Kept{true, true, true, true, true}},
		{"only she", "\n\nShe laughed.", world.Kept{true, true, true, true, true}},
	} {
		if got := world.Keeps("Mia", beginning, c.continuation); got != c.want {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
		}
	}
}

// The world's own continuations are what the checks are measured by.
func TestTheWorldKeepsItsOwnFacts(t *testing.T) {
	const stories = 1000
	var finished, hero, names, colours, places int
	for i := range stories {
		s := world.Tell(7, i)
		k := world.Keeps(s.Hero, s.Text[:s.Cut], s.Text[s.Cut:])
		for n, kept := range map[*int]bool{&finished: k.Finished, &hero: k.Hero, &names: k.Names, &colours: k.Colours,
			&places: k.Places} {
			if kept {
				*n++
			}
		}
	}
	if finished != stories || hero < 0.98*stories || names < 0.96*stories || colours < 0.99*stories ||
		places < 0.97*stories {
		t.Errorf("of %d stories %d are finished; hero, names, colours and places are kept in %d, %d, %d and %d",
			stories, finished, hero, names, colours, places)
	}
}
