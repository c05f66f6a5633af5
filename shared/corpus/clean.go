package corpus

import (
	"bytes"
	"errors"
	"io"
)

// Cleaning says how texts are cleaned. The zero value removes Project Gutenberg's headers and footers and refuses what
// is no UTF-8.
type Cleaning struct {
	KeepGutenberg  bool `json:"keep_gutenberg"`  // leave headers and footers where they are
	ReplaceInvalid bool `json:"replace_invalid"` // bytes that are no UTF-8 become U+FFFD, a run of them one
}

// Clean copies a text from r to w and cleans it on the way, in little memory however long it is:
//
//   - a byte order mark at the beginning goes, line ends "\r\n" and "\r" become "\n";
//   - what Project Gutenberg wrote before and behind a book goes;
//   - of several blank lines one stays, at the beginning and the end none, and the last line has no end.
//
// The error names the file and the byte: [ErrNotUTF8], or [ErrBinary] for a file with bytes of 0.
func Clean(w io.Writer, r io.Reader, name string, opt Cleaning) error {
	lines := newLineReader(r, name, opt.ReplaceInvalid)
	out := &body{w: w}
	write, end := out.write, func() error { return nil }
	if !opt.KeepGutenberg {
		g := newGutenberg(out)
		write, end = g.write, g.finish
	}
	for {
		line, more, err := lines.next()
		if errors.Is(err, io.EOF) {
			return end()
		}
		if err != nil {
			return err
		}
		if err := write(line, more); err != nil {
			return err
		}
	}
}

// body writes lines and joins runs of blank ones.
type body struct {
	w      io.Writer
	begun  bool // a line was written
	blank  bool // a blank line is to come before the next one
	inLine bool // the last line goes on
}

// write takes a line, or a part of one when more follows.
func (b *body) write(line []byte, more bool) error {
	if !b.inLine {
		if !more && len(bytes.TrimSpace(line)) == 0 {
			b.blank = true
			return nil
		}
		if err := b.newLine(); err != nil {
			return err
		}
	}
	b.inLine = more
	_, err := b.w.Write(line)
	return err
}

// newLine ends the line before, if there is one.
func (b *body) newLine() error {
	end := "\n"
	if b.blank {
		end = "\n\n"
	}
	first := !b.begun
	b.begun, b.blank = true, false
	if first {
		return nil
	}
	_, err := io.WriteString(b.w, end)
	return err
}

// paragraph sets what follows off from what is written.
func (b *body) paragraph() { b.blank, b.inLine = true, false }
