package learn

import (
	"fmt"
	"reflect"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"time"
)

// notYet begins what a stub panics with.
const notYet = "not written yet"

// Limits of one call of an answer.
const (
	timeLimit   = 5 * time.Second
	memoryLimit = 1 << 30 // bytes, beyond what was there before
	stackLimit  = 1 << 26 // bytes likewise; Go itself ends the whole program at a gigabyte
)

// guard stands around an answer while it is tried: it knows which call is running, gives every call arguments of its
// own, and looks whether they were changed.
type guard struct {
	mu      sync.Mutex
	calls   int
	running bool
	since   time.Time
	args    []any // of the last call, as they were before it
}

// stop is what the guard panics with to end the checks: a finding.
type stop struct{ says, input string }

// around is a function of the same type that calls the answer under guard.
func (g *guard) around(p *Part, answer any) any {
	function := reflect.ValueOf(answer)
	return reflect.MakeFunc(function.Type(), func(args []reflect.Value) []reflect.Value {
		var given, before []any
		in := make([]reflect.Value, len(args))
		for i, a := range args {
			in[i] = deepCopy(a)
			given, before = append(given, in[i].Interface()), append(before, deepCopy(a).Interface())
		}
		g.enter(before)
		results := function.Call(in)
		g.leave()
		for i := range given {
			if !nearAll(given[i:i+1], before[i:i+1], 0) {
				panic(stop{says: fmt.Sprintf("The function changes its argument %s. Whoever calls it still needs "+
					"that: make a new slice and write into it.", p.parameters()[i]), input: p.arguments(before)})
			}
		}
		return results
	}).Interface()
}

func (g *guard) enter(args []any) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.calls++
	g.running, g.since, g.args = true, time.Now(), args
}

func (g *guard) leave() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.running = false
}

// now is what runs, and for how long.
func (g *guard) now() (running bool, took time.Duration, args []any) {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.running, time.Since(g.since), g.args
}

// watch waits for done, but no longer than a call may take or than memory lasts; then it says what is wrong.
func (g *guard) watch(p *Part, done <-chan Verdict, limit time.Duration) Verdict {
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	heap, stacks := memory.HeapAlloc, memory.StackInuse
	for {
		select {
		case v := <-done:
			return v
		case <-time.After(20 * time.Millisecond):
		}
		running, took, args := g.now()
		if !running {
			continue
		}
		runtime.ReadMemStats(&memory)
		if memory.StackInuse > stacks+stackLimit {
			return p.failed(endlessCalls).on(p.arguments(args))
		}
		if took > limit {
			return p.failed(fmt.Sprintf("The function has not come back after %v: a loop in it does not end. Look "+
				"at what changes from one round to the next, and at the condition that ends "+
				"it.", limit)).on(p.arguments(args))
		}
		if memory.HeapAlloc > heap+memoryLimit {
			return p.failed("The function takes more and more memory: a loop that appends does not end.").
				on(p.arguments(args))
		}
	}
}

const endlessCalls = "The function calls itself again and again without an end."

var (
	indexPanic = regexp.MustCompile(`index out of range \[(-?\d+)\](?: with length (\d+))?`)
	slicePanic = regexp.MustCompile(`slice bounds out of range \[([^\]]*)\]`)
)

// Panicked puts a panic of an answer into a sentence.
func Panicked(value any) string {
	text := fmt.Sprint(value)
	if m := indexPanic.FindStringSubmatch(text); m != nil {
		if strings.HasPrefix(m[1], "-") || m[2] == "" {
			return fmt.Sprintf("The function asks for element %s of a slice; there is nothing before element 0.", m[1])
		}
		return fmt.Sprintf("The function asks for element %s of a slice that has %s: the last one is "+
			"%s-1.", m[1], m[2],
			m[2])
	}
	switch {
	case slicePanic.MatchString(text):
		return "The function cuts a slice beyond its ends (" + slicePanic.FindString(text) + ")."
	case strings.Contains(text, "nil map"):
		return "The function writes into a map that was never made: begin with m := map[…]…{} or make."
	case strings.Contains(text, "divide by zero"):
		return "The function divides a whole number by zero."
	case strings.Contains(text, "nil pointer"):
		return "The function uses a pointer or a function that is nil."
	case strings.Contains(text, "makeslice"):
		return "The function makes a slice of a length that cannot be."
	}
	return "The function panics: " + text + "."
}
