package world

import "strings"

// thing is something that can be held, lost, broken and mended.
type thing struct {
	kind   string // "ball"
	look   string // "small red"
	colour string // "red", "" when the look has no colour
	many   bool   // "gloves"

	owner, holder *being
	spot          string // where it lies, "under the bench"
	broken, lost  bool
}

var (
	toys    = rows("toys.txt")
	colours = nameTable("colours.txt")
)

// toy makes {key}, something that a child loves, in the owner's hands.
func (t *tale) toy(key string, owner *being) *thing {
	row := one(t, toys)
	x := &thing{kind: row[0], look: one(t, fields(row[1], ",")), many: row[2] == "many", owner: owner, holder: owner}
	if strings.Contains(x.look, "colour") {
		x.colour = one(t, colours)
		x.look = strings.Replace(x.look, "colour", x.colour, 1)
	}
	if x.many {
		t.flag("many")
	} else {
		t.flag("single")
	}
	t.set(key, x)
	return x
}

func (x *thing) pick(single, many string) string {
	if x.many {
		return many
	}
	return single
}

// colourFact notes the colour of {key}, if it has one.
func (t *tale) colourFact(key string) {
	if x := t.vars[key].(*thing); x.colour != "" {
		t.fact("colour", "What colour {"+key+":was} {"+key+":the}?", x.colour)
	}
}
