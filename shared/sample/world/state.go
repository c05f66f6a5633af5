package world

// The events below change the world. Each checks that it can happen as the world is; what cannot is a fault of the
// plot, which a test sees to.

func (t *tale) fault(what string) { t.faults = append(t.faults, what) }

func (t *tale) need(ok bool, what string) {
	if !ok {
		t.fault(t.plot.name + ": " + what)
	}
}

// move takes everybody named to the place.
func (t *tale) move(p *place, who ...*being) {
	for _, b := range who {
		b.at = p
	}
}

// lose leaves what b holds at a spot where b does not see it.
func (t *tale) lose(b *being, x *thing, spot string) {
	t.need(x.holder == b && !x.lost, "lost what was not held")
	x.holder, x.spot, x.lost = nil, spot, true
}

// find puts what lay at a spot into b's hands.
func (t *tale) find(b *being, x *thing) {
	t.need(x.holder == nil && x.spot != "", "found what somebody holds")
	x.holder, x.spot, x.lost = b, "", false
}

// give hands a thing over.
func (t *tale) give(from, to *being, x *thing) {
	t.need(x.holder == from, "gave what was not held")
	t.need(from.at == to.at, "gave to somebody who is not there")
	x.holder = to
}

// breaks breaks a thing, mend mends it.
func (t *tale) breaks(x *thing) {
	t.need(!x.broken, "broke what is broken")
	x.broken = true
}

func (t *tale) mend(x *thing) {
	t.need(x.broken, "mended what is whole")
	x.broken = false
}
