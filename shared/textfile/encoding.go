package textfile

import (
	"bytes"
	"encoding/binary"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// marks are the byte order marks of encodings with units of several bytes, by the names that iconv has for them. That
// of UTF-32LE begins with that of UTF-16LE.
var marks = []struct{ bytes, encoding string }{
	{"\xff\xfe\x00\x00", "UTF-32LE"}, {"\x00\x00\xfe\xff", "UTF-32BE"},
	{"\xff\xfe", "UTF-16LE"}, {"\xfe\xff", "UTF-16BE"},
}

// longestLook is how many bytes of a text are looked at for an encoding.
const longestLook = 1 << 16

// Recognize looks at the beginning of a text, or all of it, for one of the encodings with units of several bytes. It
// returns nil where nothing speaks for one. The beginning must not end within a unit.
//
// UTF-16 without a mark is known by its zeros: in "h\x00i\x00\n\x00" they are in every second place and nowhere else.
// Of a text in Chinese only blanks and line ends have one, but there are no other texts of which that is true.
func Recognize(start []byte) *Error {
	for _, m := range marks {
		if bytes.HasPrefix(start, []byte(m.bytes)) {
			return &Error{Encoding: m.encoding, Marked: true}
		}
	}
	start = start[:min(len(start), longestLook)]
	first := bytes.IndexByte(start, 0)
	if first < 0 || len(start)%2 != 0 {
		return nil
	}
	zeros := [2]int{}
	for i, c := range start {
		if c == 0 {
			zeros[i%2]++
		}
	}
	encoding, order, most := "UTF-16LE", binary.ByteOrder(binary.LittleEndian), zeros[1]
	if zeros[0] > zeros[1] {
		encoding, order, most = "UTF-16BE", binary.BigEndian, zeros[0]
	}
	other := zeros[0] + zeros[1] - most
	if other > most/4 || !isUTF16(start, order, most) {
		return nil
	}
	line, begin := Line(start, first)
	return &Error{Encoding: encoding, Offset: int64(first), Line: line, Column: 1 + utf8.RuneCount(start[begin:first])}
}

// isUTF16 tells whether a text makes sense in units of two bytes, so many of which have a zero where letters of English
// have one. Of what is UTF-8 but for its zeros, a quarter of the units must be such letters; of other bytes, two, and
// one in 32.
func isUTF16(text []byte, order binary.ByteOrder, zeros int) bool {
	units := make([]uint16, len(text)/2)
	for i := range units {
		units[i] = order.Uint16(text[2*i:])
	}
	least := max(2, len(units)/32)
	if utf8.Valid(text) {
		least = (len(units) + 3) / 4
	}
	if zeros < least {
		return false
	}
	for i := 0; i < len(units); i++ {
		r := rune(units[i])
		if utf16.IsSurrogate(r) {
			if i++; i == len(units) {
				return true // the beginning ends within a pair
			}
			r = utf16.DecodeRune(r, rune(units[i]))
		}
		if r == unicode.ReplacementChar || r == 0 || unicode.IsControl(r) && !unicode.IsSpace(r) {
			return false
		}
	}
	return true
}
