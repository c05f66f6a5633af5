package text

import (
	"iter"
	"unicode"
	"unicode/utf8"
)

// preTokenRule is GPT-2's splitting rule as a regular expression, first alternative first.
const preTokenRule = `'s|'t|'re|'ve|'m|'ll|'d` + // the second half of a contraction: I'm is "I", "'m"
	`| ?\p{L}+` + // letters, with the blank before them: "tea" and " tea" are different tokens
	`| ?\p{N}+` + // digits, likewise
	`| ?[^\s\p{L}\p{N}]+` + // anything else that is no white space
	`|\s+(?!\S)` + // white space, less the last character if a word follows
	`|\s+` // white space

// PreTokens cuts a text into the pieces that GPT-2's byte-pair encoding looks at one by one (section 2.5): merges never
// cross a border between two of them. The pieces joined are the text. "I'm 30,  don't" is "I", "'m", " 30", ",", " ",
// " don", "'t". Go's regexp has no look-ahead (?!\S), so preTokenRule is written out by hand.
func PreTokens(text string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for len(text) > 0 {
			n := preToken(text)
			if !yield(text[:n]) {
				return
			}
			text = text[n:]
		}
	}
}

// preToken is the length in bytes of the first piece of a text that is not empty.
func preToken(text string) int {
	if n := contraction(text); n > 0 {
		return n
	}
	kind, width := classify(text)
	last := 0 // where the last character of the run starts
	if text[0] == ' ' && len(text) > 1 {
		// One blank belongs to the word that follows it.
		if next, w := classify(text[1:]); next != space {
			kind, last, width = next, 1, w
		}
	}
	end := last + width
	for end < len(text) {
		next, w := classify(text[end:])
		if next != kind {
			break
		}
		last, end = end, end+w
	}
	if kind == space && end < len(text) && last > 0 {
		return last // the last one may belong to the next word
	}
	return end
}

// contraction is the length of 's, 't, 're, 've, 'm, 'll or 'd at the start of a text, or 0. Capitals do not count.
func contraction(text string) int {
	if len(text) < 2 || text[0] != '\'' {
		return 0
	}
	switch text[1] {
	case 's', 't', 'm', 'd':
		return 2
	}
	if len(text) > 2 {
		switch text[1:3] {
		case "re", "ve", "ll":
			return 3
		}
	}
	return 0
}

// class is what the splitting rule distinguishes.
type class uint8

const (
	other class = iota
	letter
	digit
	space
)

// classify tells the class of the first character of a text and its length in bytes.
func classify(text string) (class, int) {
	if c := text[0]; c < utf8.RuneSelf {
		return asciiClass[c], 1
	}
	r, width := utf8.DecodeRuneInString(text)
	return classOf(r), width
}

func classOf(r rune) class {
	switch {
	case isLetter(r):
		return letter
	case isNumber(r):
		return digit
	case unicode.IsSpace(r):
		return space
	}
	return other
}

var asciiClass = func() (table [utf8.RuneSelf]class) {
	for i := range table {
		table[i] = classOf(rune(i))
	}
	return table
}()
