package world

// place is where something happens.
type place struct {
	name, in, to string
	outdoors     bool
	spots        []string // "under the bench"
	sights       []string // sentences
}

var places = readPlaces()

func readPlaces() []*place {
	var all []*place
	for _, row := range rows("places.txt") {
		all = append(all, &place{row[0], row[1], row[2], row[3] == "out", fields(row[4], ";"), fields(row[5], ";")})
	}
	return all
}

// form writes {p} the park, {p:in} in the park, {p:to} to the park.
func (p *place) form(form string) string {
	switch form {
	case "in":
		return p.in
	case "to":
		return p.to
	case "k":
		return p.name
	}
	return "the " + p.name
}

// outside draws a place outdoors, {p}; anywhere draws one outdoors or indoors.
func (t *tale) outside() *place  { return t.placeWhere(func(p *place) bool { return p.outdoors }) }
func (t *tale) anywhere() *place { return t.placeWhere(func(*place) bool { return true }) }

func (t *tale) placeWhere(fits func(*place) bool) *place {
	for {
		if p := one(t, places); fits(p) {
			t.set("p", p)
			return p
		}
	}
}

// placeNamed takes the place of the name as {p}.
func (t *tale) placeNamed(name string) *place {
	return t.placeWhere(func(p *place) bool { return p.name == name })
}

// sight tells what can be seen at the place, with the given chance.
func (t *tale) sight(chance float64, p *place) {
	if t.r.Float64() >= chance || t.brief {
		return
	}
	s := p.sights[t.r.IntN(len(p.sights))]
	if t.sentences[s] {
		return
	}
	t.sentences[s] = true
	if t.now.Len() > 0 {
		t.now.WriteByte(' ')
	}
	t.now.WriteString(s)
	t.forget()
}
