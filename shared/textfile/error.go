package textfile

import (
	"errors"
	"fmt"
)

var (
	// ErrNotUTF8 is the error of a text in another encoding, or with bytes that belong to none.
	ErrNotUTF8 = errors.New("not UTF-8")
	// ErrBinary is the error of a file that is no text: it has bytes of 0.
	ErrBinary = errors.New("not a text")
	// ErrStray is the error of single bytes that are no UTF-8 in what else is; it is an [ErrNotUTF8] too.
	ErrStray = errors.New("bytes that are not UTF-8")
)

// Error says what is wrong with a text and where.
type Error struct {
	Name     string // of the file, "" where that is not known
	Encoding string // that the file seems to have, such as "UTF-16LE"; "" where none is known
	Marked   bool   // it says so itself, in its first bytes; nothing of what follows is known then

	Offset       int64 // of the first wrong byte
	Byte         byte
	Line, Column int // of that byte, counted from 1; columns are characters
}

// NewError is the error of a byte that [Wrong] has found.
func NewError(b byte, offset int64, line, column int) *Error {
	return &Error{Byte: b, Offset: offset, Line: line, Column: column}
}

// Named gives an [Error] the name of its file; other errors stay as they are.
func Named(name string, err error) error {
	if e := new(Error); errors.As(err, &e) && e.Name == "" {
		named := *e
		named.Name = name
		return &named
	}
	return err
}

// Error is "notes.txt: not UTF-8: line 2, column 7 (byte 64 is 0xE9): …" with what helps.
func (e *Error) Error() string {
	kind, name := ErrNotUTF8, e.Name
	if name != "" {
		name += ": "
	}
	place := fmt.Sprintf("line %d, column %d (byte %d is 0x%02X)", e.Line, e.Column, e.Offset, e.Byte)
	if e.binary() {
		kind, place = ErrBinary, fmt.Sprintf("line %d, column %d (byte %d is 0)", e.Line, e.Column, e.Offset)
	}
	switch {
	case e.Marked:
		return fmt.Sprintf("%s%v: it is in %s; %s", name, kind, e.Encoding, e.convert())
	case e.Encoding != "":
		return fmt.Sprintf("%s%v: %s, as in %s without its mark; %s", name, kind, place, e.Encoding, e.convert())
	case e.binary():
		return fmt.Sprintf("%s%v: %s; no text has such a byte: take it out, or name another file", name, kind, place)
	}
	return fmt.Sprintf("%s%v: %s; %s", name, kind, place, e.convert())
}

// Is makes an error one of the sentinels that fit it.
func (e *Error) Is(target error) bool {
	switch target {
	case ErrBinary:
		return e.binary()
	case ErrNotUTF8:
		return !e.binary()
	case ErrStray:
		return !e.binary() && e.Encoding == ""
	}
	return false
}

func (e *Error) binary() bool { return !e.Marked && e.Byte == 0 }

// convert says how the file becomes UTF-8.
func (e *Error) convert() string {
	if e.Encoding == "" {
		return "save it as UTF-8, or convert it, with `iconv -f LATIN1 -t UTF-8` where it is Latin-1"
	}
	return fmt.Sprintf("save it as UTF-8, or convert it with `iconv -f %s -t UTF-8`", e.Encoding)
}
