package text

import (
	"unicode/utf8"
)

// toText turns decoded bytes into a text. Where they are no UTF-8, for example because the ids end inside a character,
// every part that is broken as a whole becomes one U+FFFD, as in Python's bytes.decode(errors="replace"): the first
// three of the four bytes of an emoji give one U+FFFD, where Go's own conversion gives three and strings.ToValidUTF8
// joins neighbours into one.
func toText(b []byte) string {
	if utf8.Valid(b) {
		return string(b)
	}
	text := make([]byte, 0, len(b)+8)
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		if r == utf8.RuneError && n == 1 {
			// As long as b[:n] could still become a character, its bytes belong together.
			for n < len(b) && !utf8.FullRune(b[:n]) && !utf8.FullRune(b[:n+1]) {
				n++
			}
		}
		text = utf8.AppendRune(text, r)
		b = b[n:]
	}
	return string(text)
}

// validText replaces every byte of a text that is no UTF-8 by U+FFFD, which is how tiktoken-go reads its input.
func validText(text string) string {
	if utf8.ValidString(text) {
		return text
	}
	return string([]rune(text))
}
