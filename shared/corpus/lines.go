package corpus

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"llmfromscratch/shared/textfile"
)

// ErrNotUTF8 is the error of a text with bytes that are no UTF-8.
var ErrNotUTF8 = textfile.ErrNotUTF8

// ErrBinary is the error of a file that is no text.
var ErrBinary = textfile.ErrBinary

// longestPart is how many bytes of a line are given out at once.
const longestPart = 1 << 16

// lineReader reads a text line by line. A line ends in "\n", "\r\n" or "\r"; a byte order mark at the beginning is left
// out.
type lineReader struct {
	name    string // for errors
	r       io.Reader
	replace bool // bytes that are no UTF-8 become U+FFFD instead of an error

	buf     []byte
	waiting []byte // read and not given out, part of buf
	offset  int64  // of waiting in the file
	eof     bool
	afterCR bool // a line ended in "\r"; a "\n" right behind it belongs to it

	line, column int // how many lines ended before waiting, and characters of its line were given out
}

func newLineReader(r io.Reader, name string, replace bool) *lineReader {
	return &lineReader{name: name, r: r, replace: replace, buf: make([]byte, longestPart)}
}

// next is the next line without its end, or a part of it when it is long, valid until the next call; more says that the
// line goes on. At the end of the text the error is io.EOF.
func (l *lineReader) next() (text []byte, more bool, err error) {
	for {
		if err := l.skip(); err != nil {
			return nil, false, err
		}
		end := bytes.IndexByte(l.waiting, '\n')
		if end < 0 {
			end = len(l.waiting)
		}
		if cr := bytes.IndexByte(l.waiting[:end], '\r'); cr >= 0 {
			end = cr
		}
		switch {
		case end < len(l.waiting):
			l.afterCR = l.waiting[end] == '\r'
			text, err = l.take(end)
			l.drop(1)
			l.line, l.column = l.line+1, 0
			return text, false, err
		case l.eof && end == 0:
			return nil, false, io.EOF
		case l.eof:
			text, err = l.take(end)
			return text, false, err
		case end == len(l.buf):
			text, err = l.take(wholeCharacters(l.waiting))
			l.column += utf8.RuneCount(text)
			return text, true, err
		}
		if err := l.fill(); err != nil {
			return nil, false, err
		}
	}
}

// skip passes over the second half of a "\r\n", and over a byte order mark.
func (l *lineReader) skip() error {
	for l.offset == 0 && len(l.waiting) < 3 && !l.eof || l.afterCR && len(l.waiting) == 0 && !l.eof {
		if err := l.fill(); err != nil {
			return err
		}
	}
	if l.afterCR && len(l.waiting) > 0 && l.waiting[0] == '\n' {
		l.drop(1)
	}
	l.afterCR = false
	if l.offset > 0 {
		return nil
	}
	if e := textfile.Recognize(l.waiting); e != nil {
		return textfile.Named(l.name, e)
	}
	if bytes.HasPrefix(l.waiting, []byte(textfile.Mark)) {
		l.drop(len(textfile.Mark))
	}
	return nil
}

// fill reads until the buffer is full or the text ends.
func (l *lineReader) fill() error {
	n := copy(l.buf, l.waiting)
	got, err := io.ReadFull(l.r, l.buf[n:])
	l.waiting = l.buf[:n+got]
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		l.eof, err = true, nil
	}
	if err != nil {
		return fmt.Errorf("%s: %w", l.name, err)
	}
	return nil
}

func (l *lineReader) drop(n int) {
	l.waiting = l.waiting[n:]
	l.offset += int64(n)
}

// take checks and removes the first n bytes.
func (l *lineReader) take(n int) ([]byte, error) {
	text, at := l.waiting[:n], l.offset
	l.drop(n)
	bad := textfile.Wrong(text)
	if l.replace && bad >= 0 && bytes.IndexByte(text, 0) < 0 {
		return bytes.ToValidUTF8(text, []byte(string(utf8.RuneError))), nil
	}
	if bad < 0 {
		return text, nil
	}
	if l.replace { // what can be replaced is none of the reasons to refuse the text
		bad = bytes.IndexByte(text, 0)
	}
	return nil, textfile.Named(l.name,
		textfile.NewError(text[bad], at+int64(bad), l.line+1, l.column+utf8.RuneCount(text[:bad])+1))
}

// wholeCharacters is the length of a text less a character that is cut off at its end.
func wholeCharacters(text []byte) int {
	for back := 1; back < utf8.UTFMax; back++ {
		if at := len(text) - back; at > 0 && utf8.RuneStart(text[at]) {
			if !utf8.FullRune(text[at:]) {
				return at
			}
			break
		}
	}
	return len(text)
}
