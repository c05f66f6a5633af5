package pretrain

import (
	"io"
	"strings"
)

// StopWriter passes a text on until the first of some stop strings is complete, and nothing of that or after it. A
// stop string may cross tokens: with the stop string "\n###" and the tokens "Yes." "\n" "##" "# Next", "Yes." is passed
// on at once, the next two are held back, as they may be the beginning of a stop string, and the last one makes it
// complete. Had " 2" come in its place, "\n## 2" would have been passed on.
type StopWriter struct {
	out   io.Writer
	stops []string
	held  string // the end of the text so far that a stop string may begin with
	found string
}

// NewStopWriter writes to out. Empty stop strings stop nothing.
func NewStopWriter(out io.Writer, stops ...string) *StopWriter {
	return &StopWriter{out: out, stops: stops}
}

// Found is the stop string that has ended the text, "" while none has.
func (w *StopWriter) Found() string { return w.found }

// Write takes the next piece of the text. How a text is cut into pieces does not change what is passed on.
func (w *StopWriter) Write(piece []byte) (int, error) {
	if w.found != "" {
		return len(piece), nil
	}
	text := w.held + string(piece)
	end := len(text)
	if start, stop := firstComplete(text, w.stops); stop != "" {
		w.found, end = stop, start
		text = text[:end]
	} else {
		end -= longestBeginning(text, w.stops)
	}
	w.held = text[end:]
	if _, err := io.WriteString(w.out, text[:end]); err != nil {
		return 0, err
	}
	return len(piece), nil
}

// Flush passes on what was held back: the text has ended, so no stop string will be complete.
func (w *StopWriter) Flush() error {
	held := w.held
	w.held = ""
	_, err := io.WriteString(w.out, held)
	return err
}

// firstComplete finds the stop string that is complete first, reading from the left, and where it starts: in "abcd" it
// is "bc" of "bc" and "abcd". Of two that are complete at the same place it is the longer one.
func firstComplete(text string, stops []string) (start int, stop string) {
	end := len(text) + 1
	for _, s := range stops {
		at := strings.Index(text, s)
		if s == "" || at < 0 {
			continue
		}
		if at+len(s) < end || at+len(s) == end && at < start {
			start, end, stop = at, at+len(s), s
		}
	}
	return start, stop
}

// longestBeginning is the length of the longest end of a text that a stop string begins with: of "so\n#" with the stop
// string "\n###" it is 2.
func longestBeginning(text string, stops []string) int {
	longest := 0
	for _, s := range stops {
		for n := min(len(s)-1, len(text)); n > longest; n-- {
			if strings.HasSuffix(text, s[:n]) {
				longest = n
			}
		}
	}
	return longest
}
