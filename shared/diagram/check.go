package diagram

import (
	"errors"
	"fmt"
)

// segment is a piece of a line.
type segment struct{ from, to Point }

// check is an error for every text that leaves the picture, touches another one or is crossed by a line.
func (d *Drawing) check() error {
	var errs []error
	page := Rect{0, 0, Width, d.height()}
	for i, t := range d.texts {
		if r := t.room; r.X < page.X || r.Y < page.Y || r.Right() > page.Right() || r.Bottom() > page.Bottom() {
			errs = append(errs, fmt.Errorf("%q leaves the picture: it goes from %.0f to %.0f", t.text, r.X, r.Right()))
		}
		for _, o := range d.texts[:i] {
			if t.room.Inset(0.5).Overlaps(o.room.Inset(0.5)) {
				errs = append(errs, fmt.Errorf("%q lies over %q", t.text, o.text))
			}
		}
		for _, s := range d.lines {
			if s.crosses(t.room.Inset(1)) {
				errs = append(errs, fmt.Errorf("a line from (%.0f, %.0f) to (%.0f, %.0f) crosses %q",
					s.from.X, s.from.Y, s.to.X, s.to.Y, t.text))
			}
		}
	}
	for _, s := range d.lines {
		if min(s.from.X, s.to.X) < 0 || max(s.from.X, s.to.X) > Width || min(s.from.Y, s.to.Y) < 0 {
			errs = append(errs, fmt.Errorf("a line from (%.0f, %.0f) to (%.0f, %.0f) leaves the picture", s.from.X,
				s.from.Y, s.to.X, s.to.Y))
		}
	}
	return errors.Join(errs...)
}

// crosses says whether a part of the segment lies in a rectangle: the part of it between the left and the right edge
// (Liang and Barsky's clipping) is cut further by the other two until nothing is left.
func (s segment) crosses(r Rect) bool {
	if r.W <= 0 || r.H <= 0 {
		return false
	}
	from, to := 0.0, 1.0
	dx, dy := s.to.X-s.from.X, s.to.Y-s.from.Y
	for _, side := range [4][2]float64{
		{-dx, s.from.X - r.X}, {dx, r.Right() - s.from.X}, {-dy, s.from.Y - r.Y}, {dy, r.Bottom() - s.from.Y},
	} {
		move, room := side[0], side[1]
		switch {
		case move == 0 && room <= 0:
			return false
		case move < 0:
			from = max(from, room/move)
		case move > 0:
			to = min(to, room/move)
		}
	}
	return from < to
}
