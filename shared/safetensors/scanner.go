package safetensors

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// scanner reads the JSON of a header from the front. It goes no deeper than it is told to, so nesting cannot exhaust
// the stack.
type scanner struct {
	text []byte
	at   int
}

// space skips what JSON allows between tokens; headers are filled up with spaces so that the numbers begin at a
// multiple of eight.
func (s *scanner) space() {
	for s.at < len(s.text) {
		switch s.text[s.at] {
		case ' ', '\t', '\r', '\n':
			s.at++
		default:
			return
		}
	}
}

// accept reads c when it comes next.
func (s *scanner) accept(c byte) bool {
	s.space()
	if s.at < len(s.text) && s.text[s.at] == c {
		s.at++
		return true
	}
	return false
}

// expect reads c or says what is there instead.
func (s *scanner) expect(c byte) error {
	if s.accept(c) {
		return nil
	}
	if s.at == len(s.text) {
		return fmt.Errorf("it ends where %q should follow", c)
	}
	return fmt.Errorf("%q at byte %d, where %q should follow", s.text[s.at], s.at, c)
}

// key moves to the next member of { "key": value, … } and returns its key, with the value next; false at the end of
// the object. At the first member of an object, first is true.
func (s *scanner) key(first bool) (key span, more bool, err error) {
	if first {
		if err := s.expect('{'); err != nil {
			return span{}, false, err
		}
	}
	if s.accept('}') {
		return span{}, false, nil
	}
	if !first {
		if err := s.expect(','); err != nil {
			return span{}, false, err
		}
	}
	if key, err = s.string(); err != nil {
		return span{}, false, err
	}
	return key, true, s.expect(':')
}

// string reads a JSON string and returns the place of its value. Escapes are resolved in place, which is possible
// because no value is longer than its JSON form.
func (s *scanner) string() (span, error) {
	if err := s.expect('"'); err != nil {
		return span{}, err
	}
	start, escaped := s.at, false
	for ; s.at < len(s.text) && s.text[s.at] != '"'; s.at++ {
		switch {
		case s.text[s.at] == '\\':
			escaped = true
			s.at++ // whatever follows, it does not end the string
		case s.text[s.at] < ' ':
			return span{}, fmt.Errorf("a control character at byte %d of a string", s.at)
		}
	}
	if s.at >= len(s.text) {
		return span{}, errors.New("it ends within a string")
	}
	value := s.text[start:s.at]
	s.at++
	if !utf8.Valid(value) {
		return span{}, fmt.Errorf("the string at byte %d is not UTF-8", start)
	}
	if escaped {
		n, err := unescape(value)
		if err != nil {
			return span{}, fmt.Errorf("the string at byte %d: %w", start, err)
		}
		value = value[:n]
	}
	return span{uint32(start), uint32(start + len(value))}, nil
}

// numbers reads [1, 2, …] into dst and returns how many there are: whole numbers from 0 on, in digits.
func (s *scanner) numbers(dst []uint64) (uint8, error) {
	if err := s.expect('['); err != nil {
		return 0, err
	}
	if s.accept(']') {
		return 0, nil
	}
	for n := uint8(0); ; {
		if int(n) == len(dst) {
			return n, fmt.Errorf("more than %d numbers", len(dst))
		}
		v, err := s.number()
		if err != nil {
			return n, err
		}
		dst[n] = v
		n++
		if s.accept(']') {
			return n, nil
		}
		if err := s.expect(','); err != nil {
			return n, err
		}
	}
}

func (s *scanner) number() (uint64, error) {
	s.space()
	start := s.at
	var v uint64
	for ; s.at < len(s.text) && '0' <= s.text[s.at] && s.text[s.at] <= '9'; s.at++ {
		digit := uint64(s.text[s.at] - '0')
		if v > (math.MaxUint64-digit)/10 {
			return 0, fmt.Errorf("the number at byte %d is too large", start)
		}
		v = v*10 + digit
	}
	digits := s.text[start:s.at]
	switch {
	case len(digits) == 0 && s.at < len(s.text) && s.text[s.at] == '-':
		return 0, fmt.Errorf("a negative number at byte %d", start)
	case len(digits) == 0 || s.at < len(s.text) && (s.text[s.at] == '.' || s.text[s.at]|0x20 == 'e'):
		return 0, fmt.Errorf("no whole number at byte %d", start)
	case len(digits) > 1 && digits[0] == '0':
		return 0, fmt.Errorf("a number with a leading zero at byte %d", start)
	}
	return v, nil
}

// unescape resolves the escapes of a JSON string in place and returns its new length: `a\u00e9\n` becomes "aé\n".
func unescape(text []byte) (int, error) {
	const from, to = `"\/bfnrt`, "\"\\/\b\f\n\r\t"
	n := 0 // text[:n] is done; it never gets ahead of what is read, because an escape is longer than its value
	for i := 0; i < len(text); {
		if text[i] != '\\' {
			text[n] = text[i]
			n, i = n+1, i+1
			continue
		}
		if i+1 == len(text) {
			return 0, errors.New("it ends within an escape")
		}
		if short := strings.IndexByte(from, text[i+1]); short >= 0 {
			text[n] = to[short]
			n, i = n+1, i+2
			continue
		}
		r, ok := codeUnit(text[i:])
		if !ok {
			return 0, fmt.Errorf("unknown escape %q", text[i:min(i+6, len(text))])
		}
		i += 6
		if utf16.IsSurrogate(r) { // one half of a character beyond U+FFFF; the other half must follow
			low, _ := codeUnit(text[i:])
			if r = utf16.DecodeRune(r, low); r == utf8.RuneError {
				return 0, errors.New("half of a surrogate pair")
			}
			i += 6
		}
		n += utf8.EncodeRune(text[n:], r)
	}
	return n, nil
}

// codeUnit reads \uXXXX.
func codeUnit(text []byte) (rune, bool) {
	if len(text) < 6 || text[0] != '\\' || text[1] != 'u' {
		return 0, false
	}
	v, err := strconv.ParseUint(string(text[2:6]), 16, 16)
	return rune(v), err == nil
}
