// Package problems collects what is wrong with something and tells the first few: a file of another model differs from
// the wanted one in hundreds of places, of which a few say enough.
package problems

import (
	"errors"
	"fmt"
)

// most is how many problems are told in full.
const most = 3

// List is a list of problems; its zero value is empty.
type List struct {
	first []error
	more  int
}

// Add adds a problem, as fmt.Errorf makes one.
func (l *List) Add(format string, args ...any) {
	if len(l.first) < most {
		l.first = append(l.first, fmt.Errorf(format, args...))
	} else {
		l.more++
	}
}

// Err is nil for an empty list, else the first three problems, each on a line of its own, and the number of the others:
// "… and 5 more differences".
func (l *List) Err() error {
	errs := l.first
	switch {
	case l.more == 1:
		errs = append(errs[:most:most], errors.New("… and 1 more difference"))
	case l.more > 1:
		errs = append(errs[:most:most], fmt.Errorf("… and %d more differences", l.more))
	}
	return errors.Join(errs...)
}
