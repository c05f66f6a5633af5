// Package progress shows how far long work is, how it goes, and how long it still takes: as a bar that moves in a
// terminal and in a notebook, as a line now and then where output goes to a file. It writes to standard error, so
// standard output holds results only.
//
// The bar of a terminal is schollz/progressbar's. Weighed: vbauerster/mpb shows many bars at a time, and there is
// never more than one here.
package progress

import (
	"context"
	"fmt"
	"os"
	"sync"
	"time"

	"github.com/janpfeifer/gonb/gonbui"
	"golang.org/x/term"
)

// Bar is the progress of one piece of work. Its methods may be called from several goroutines, and on a nil Bar, which
// shows nothing.
type Bar struct {
	ctx   context.Context
	total int
	label string
	start time.Time
	now   func() time.Time
	view  view

	mu     sync.Mutex
	done   int
	note   string
	shown  time.Time
	closed bool
}

// view is a place where progress is shown: a terminal, a notebook, a stream of lines.
type view interface {
	every() time.Duration // shortest time between two updates
	show(s state)         // s.over on the last one
}

// state is what a view shows.
type state struct {
	label       string
	done, total int
	note        string
	elapsed     time.Duration
	left        time.Duration // estimate; 0 while unknown
	over        bool
}

// Start begins the progress of work of total steps: in a notebook when GoNB runs the program, as a moving bar when
// standard error is a terminal, else as a line every half minute. When ctx is cancelled, [Bar.Add] says so.
func Start(ctx context.Context, total int, label string) *Bar {
	var v view
	switch {
	case gonbui.IsNotebook:
		v = &page{id: "progress-" + gonbui.UniqueId()}
	case term.IsTerminal(int(os.Stderr.Fd())):
		v = newTerminal(os.Stderr, total, label)
	default:
		return start(ctx, total, label, &lines{w: os.Stderr}, time.Now)
	}
	b := start(ctx, total, label, v, time.Now)
	b.view.show(state{label: label, total: total}) // the first step may take long
	return b
}

func start(ctx context.Context, total int, label string, v view, now func() time.Time) *Bar {
	b := &Bar{ctx: ctx, total: total, label: label, now: now, view: v, start: now()}
	b.shown = b.start
	return b
}

// Add reports n more steps as done. It returns the context's error when the work was interrupted, so that a loop can
// stop: if err := bar.Add(1); err != nil { return err }.
func (b *Bar) Add(n int) error {
	if b == nil {
		return nil
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.done += n
	b.update(false)
	return context.Cause(b.ctx)
}

// Note sets the text beside the bar, such as "loss 4.213".
func (b *Bar) Note(format string, args ...any) {
	if b == nil {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.note = fmt.Sprintf(format, args...)
	b.update(false)
}

// Done shows the last state and ends the bar, full or not. More calls do nothing.
func (b *Bar) Done() {
	if b == nil {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.update(true)
	b.closed = true
}

// update shows the state when enough time has passed, or when it is the last one.
func (b *Bar) update(over bool) {
	now := b.now()
	if b.closed || (!over && now.Sub(b.shown) < b.view.every()) {
		return
	}
	b.shown = now
	s := state{label: b.label, done: b.done, total: b.total, note: b.note, elapsed: now.Sub(b.start), over: over}
	if b.done > 0 && b.done < b.total {
		s.left = time.Duration(float64(s.elapsed) / float64(b.done) * float64(b.total-b.done))
	}
	b.view.show(s)
}
