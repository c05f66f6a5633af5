package own

import (
	"errors"
	"fmt"
	"reflect"
	"runtime"
	"sync"
	"time"

	"llmfromscratch/shared/learn"
)

// Limits of one call of a part of yours, on inputs that are larger than those of the checks.
const (
	timeLimit   = 20 * time.Second
	memoryLimit = 2 << 30 // bytes, beyond what was there before
)

// PartError is the error for a part of yours that fails inside the model.
type PartError struct {
	Part *learn.Part
	Says string // one sentence
}

func (e *PartError) Error() string {
	return fmt.Sprintf("your part %s passed its checks, but not the model's larger inputs: %s", e.Part, e.Says)
}

// guard knows which of your parts is running.
type guard struct {
	mu      sync.Mutex
	running []*learn.Part // the innermost is the last one
	last    *learn.Part   // to come back
	since   time.Time     // of the last change
}

// around is a function of the same type that says when it runs.
func (g *guard) around(part *learn.Part, own any) any {
	function := reflect.ValueOf(own)
	return reflect.MakeFunc(function.Type(), func(args []reflect.Value) []reflect.Value {
		g.enter(part)
		results := function.Call(args)
		g.leave()
		return results
	}).Interface()
}

func (g *guard) enter(part *learn.Part) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.running, g.since = append(g.running, part), time.Now()
}

func (g *guard) leave() {
	g.mu.Lock()
	defer g.mu.Unlock()
	end := len(g.running) - 1
	g.last, g.running, g.since = g.running[end], g.running[:end], time.Now()
}

// now is the part that runs, nil when none of yours does, and for how long nothing has changed.
func (g *guard) now() (part *learn.Part, took time.Duration) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.running) == 0 {
		return nil, 0
	}
	return g.running[len(g.running)-1], time.Since(g.since)
}

// Try lets the model do something. When a part of yours panics, does not end or takes all memory, the error is a
// [PartError] that names it; one that does not end goes on in the background.
func (p *Parts) Try(do func()) error { return p.try(do, timeLimit) }

func (p *Parts) try(do func(), limit time.Duration) error {
	g := p.guard
	g.mu.Lock()
	g.running, g.last = nil, nil
	g.mu.Unlock()
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	heap := memory.HeapAlloc
	done := make(chan error, 1)
	go func() {
		err := errors.New("a part ends its goroutine instead of coming back")
		defer func() {
			if r := recover(); r != nil {
				err = g.panicked(r)
			}
			done <- err
		}()
		do()
		err = nil
	}()
	for {
		select {
		case err := <-done:
			return err
		case <-time.After(20 * time.Millisecond):
		}
		part, took := g.now()
		if part == nil {
			continue
		}
		if took > limit {
			return &PartError{part, fmt.Sprintf("It has not come back after %v, so a loop in it does not end.", limit)}
		}
		if runtime.ReadMemStats(&memory); memory.HeapAlloc > heap+memoryLimit {
			return &PartError{part, "It takes more and more memory, so a loop that appends does not end."}
		}
	}
}

// panicked is the error for a panic.
func (g *guard) panicked(value any) error {
	if part, _ := g.now(); part != nil {
		return &PartError{part, learn.Panicked(value)}
	}
	if g.last != nil { // nothing of yours runs: what came of it may be at fault
		return &PartError{g.last, "It was the last of yours to come back, and what follows cannot work with that. " +
			"Has its result the right shape there?"}
	}
	return fmt.Errorf("the model cannot do that: %v", value)
}
