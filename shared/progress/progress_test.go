package progress

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"
)

// clock is a time that tests move.
type clock struct{ t time.Time }

func (c *clock) now() time.Time { return c.t }

func newTestBar(ctx context.Context, total int) (*Bar, *bytes.Buffer, *clock) {
	var out bytes.Buffer
	c := &clock{time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)}
	return start(ctx, total, "training", &lines{w: &out}, c.now), &out, c
}

func TestLinesComeNowAndThenWithNoteAndTimeLeft(t *testing.T) {
	bar, out, c := newTestBar(t.Context(), 400)
	for i := range 400 {
		c.t = c.t.Add(200 * time.Millisecond) // 80 s in all
		bar.Note("loss %.1f", float64(400-i)/100)
		if err := bar.Add(1); err != nil {
			t.Fatal(err)
		}
	}
	bar.Done()
	bar.Done() // no second line
	want := "training 149/400, loss 2.5, 30s, 51s left\n" +
		"training 299/400, loss 1.0, 1m0s, 20s left\n" +
		"training 400/400, loss 0.0, 1m20s\n"
	if got := out.String(); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

func TestShortWorkPrintsNothingWhereOutputIsAFile(t *testing.T) {
	bar, out, c := newTestBar(t.Context(), 10)
	for range 10 {
		c.t = c.t.Add(time.Second)
		if err := bar.Add(1); err != nil {
			t.Fatal(err)
		}
	}
	bar.Done()
	if out.Len() > 0 {
		t.Errorf("printed %q", out)
	}
}

func TestAddSaysThatTheWorkWasInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	bar, _, _ := newTestBar(ctx, 10)
	if err := bar.Add(1); err != nil {
		t.Fatal(err)
	}
	cancel()
	if err := bar.Add(1); !errors.Is(err, context.Canceled) {
		t.Errorf("Add after the interruption = %v", err)
	}
	bar.Done()
}

func TestNilBarShowsNothing(t *testing.T) {
	var bar *Bar
	bar.Note("loss %d", 1)
	if err := bar.Add(1); err != nil {
		t.Error(err)
	}
	bar.Done()
}

func TestBarMayBeUsedFromSeveralGoroutines(t *testing.T) {
	bar, out, c := newTestBar(t.Context(), 1000)
	var wg sync.WaitGroup
	for range 10 {
		wg.Go(func() {
			for range 100 {
				if err := bar.Add(1); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	c.t = c.t.Add(time.Minute)
	bar.Note("all there")
	bar.Done()
	if !strings.Contains(out.String(), "1000/1000, all there") {
		t.Errorf("printed %q", out)
	}
}

func TestTerminalShowsLabelNoteAndCount(t *testing.T) {
	var out bytes.Buffer
	c := &clock{time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)}
	bar := start(t.Context(), 4, "training", newTerminal(&out, 4, "training"), c.now)
	for range 4 {
		c.t = c.t.Add(time.Second)
		bar.Note("loss 4.2")
		if err := bar.Add(1); err != nil {
			t.Fatal(err)
		}
	}
	bar.Done()
	for _, want := range []string{"training loss 4.2", "(4/4", "\n"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the bar lacks %q: %q", want, out.String())
		}
	}
}
