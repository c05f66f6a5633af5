package textfile

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"unicode/utf8"
)

// Mark is the byte order mark that some editors put in front of UTF-8.
const Mark = "\uFEFF"

// Read reads a text file as Python's text mode does: in UTF-8, with lines that end in "\n" whether the file has "\n",
// "\r\n" or "\r". Unlike there a byte order mark is left out. What is no text is an [Error].
func Read(path string) (string, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	text, err := Text(data)
	return text, Named(path, err)
}

// Text is [Read] for the content of a file.
func Text(data []byte) (string, error) {
	data, err := Bytes(data)
	if err != nil {
		return "", err
	}
	if bytes.IndexByte(data, '\r') < 0 {
		return string(data), nil
	}
	return strings.ReplaceAll(strings.ReplaceAll(string(data), "\r\n", "\n"), "\r", "\n"), nil
}

// Bytes is a text in UTF-8 without its byte order mark and otherwise as it is, line ends included: for readers of
// formats that have a say in what a line end means. The result is a part of data.
func Bytes(data []byte) ([]byte, error) {
	if e := Recognize(data); e != nil {
		return nil, e
	}
	text := bytes.TrimPrefix(data, []byte(Mark))
	at := Wrong(text)
	if at < 0 {
		return text, nil
	}
	line, start := Line(text, at)
	return nil, NewError(text[at], int64(len(data)-len(text)+at), line, 1+utf8.RuneCount(text[start:at]))
}

// Wrong is the place of the first byte of a text that is 0 or no UTF-8, or -1.
func Wrong(text []byte) int {
	zero := bytes.IndexByte(text, 0)
	if zero >= 0 {
		text = text[:zero]
	}
	if utf8.Valid(text) {
		return zero
	}
	for at := 0; ; {
		r, width := utf8.DecodeRune(text[at:])
		if r == utf8.RuneError && width <= 1 {
			return at
		}
		at += width
	}
}

// Line is the line that a byte of a text is in, counted from 1, and where that line begins.
func Line(text []byte, at int) (line, start int) {
	line = 1
	for i, c := range text[:at] {
		if c == '\n' || c == '\r' && (i+1 == len(text) || text[i+1] != '\n') {
			line, start = line+1, i+1
		}
	}
	return line, start
}

// CheckArgument is an error for a text of the command line that is no UTF-8, as a terminal with another encoding gives
// it to a program.
func CheckArgument(arg string) error {
	if at := Wrong([]byte(arg)); at >= 0 {
		return fmt.Errorf("%w: character %d (byte %d is 0x%02X): use a terminal with UTF-8", ErrNotUTF8,
			1+utf8.RuneCountInString(arg[:at]), at, arg[at])
	}
	return nil
}
