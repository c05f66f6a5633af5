package progress

import (
	"fmt"
	"html"
	"io"
	"time"

	"github.com/janpfeifer/gonb/gonbui"
	"github.com/schollz/progressbar/v3"
)

// String is the state in one line: "training 120/400, loss 4.213, 35s, 1m22s left".
func (s state) String() string {
	line := fmt.Sprintf("%s %d/%d", s.label, s.done, s.total)
	if s.note != "" {
		line += ", " + s.note
	}
	line += ", " + s.elapsed.Round(time.Second).String()
	if s.left > 0 && !s.over {
		line += ", " + s.left.Round(time.Second).String() + " left"
	}
	return line
}

// lines writes a line now and then, and nothing at all for work that is over before the first.
type lines struct {
	w     io.Writer
	wrote bool
}

func (l *lines) every() time.Duration { return 30 * time.Second }

func (l *lines) show(s state) {
	if s.over && !l.wrote {
		return
	}
	l.wrote = true
	fmt.Fprintln(l.w, s)
}

// page is one output of a notebook cell that is replaced by each update; what stays is the last state. That one shows
// no times, so that running a notebook again does not change it.
type page struct{ id string }

func (p *page) every() time.Duration { return 400 * time.Millisecond }

func (p *page) show(s state) {
	text := s.String()
	if s.over {
		s.elapsed, s.left = 0, 0
		text = fmt.Sprintf("%s %d/%d", s.label, s.done, s.total)
		if s.note != "" {
			text += ", " + s.note
		}
	}
	gonbui.UpdateHTML(p.id, fmt.Sprintf(`<progress max="%d" value="%d"></progress> %s`, max(1, s.total), s.done,
		html.EscapeString(text)))
	if s.over {
		gonbui.Sync()
	}
}

// terminal is a bar that moves.
type terminal struct {
	bar *progressbar.ProgressBar
	w   io.Writer
}

func newTerminal(w io.Writer, total int, label string) *terminal {
	return &terminal{w: w, bar: progressbar.NewOptions(total,
		progressbar.OptionSetWriter(w), progressbar.OptionSetDescription(label), progressbar.OptionShowCount(),
		progressbar.OptionSetPredictTime(true), progressbar.OptionFullWidth(),
		progressbar.OptionShowElapsedTimeOnFinish())}
}

func (t *terminal) every() time.Duration { return 100 * time.Millisecond }

// show draws the bar. Its errors are those of writing to the terminal; progress is not worth ending work for them.
func (t *terminal) show(s state) {
	if s.note != "" {
		t.bar.Describe(s.label + " " + s.note)
	}
	_ = t.bar.Set(s.done)
	if s.over {
		_ = t.bar.Exit()
		fmt.Fprintln(t.w)
	}
}
