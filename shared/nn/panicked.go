package nn

import (
	"fmt"
	"runtime"
)

// mostCallers is how many calls of a graph function's panic are kept: a block of a model of blocks is some 30 deep.
const mostCallers = 128

// panicked is what a graph function panicked about, and where.
type panicked struct {
	cause   error
	callers []uintptr
}

func (p *panicked) Error() string { return p.cause.Error() }

func (p *panicked) Unwrap() error { return p.cause }

// Callers are the calls that led to the panic, innermost first, as [runtime.CallersFrames] takes them.
func (p *panicked) Callers() []uintptr { return p.callers }

// panicWithError turns a panic of any kind into one with an error, the only kind that GoMLX gives back from Call. Any
// other kind would leave the executor locked, and freeing it would wait forever. It runs deferred, while the calls that
// led to the panic are still there to be noted.
func panicWithError() {
	r := recover()
	if r == nil {
		return
	}
	err, ok := r.(error)
	if !ok {
		err = fmt.Errorf("%v", r)
	}
	callers := make([]uintptr, mostCallers)
	panic(&panicked{err, callers[:runtime.Callers(2, callers)]})
}
