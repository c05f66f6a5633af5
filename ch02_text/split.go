package text

import (
	"regexp"
	"strings"
	"unicode"
)

// The separators of section 2.2 as regular expressions, in the order in which the book arrives at them. White space is
// what Python's \s and str.strip take for it: Unicode's white space and the four control characters 1C to 1F. Go's own
// \s has only five characters.
const (
	WhiteSpace  = `[\t-\r\x1c-\x20\x{85}\p{Z}]`    // Python's (\s)
	CommaPeriod = `[,.]|` + WhiteSpace             // Python's ([,.]|\s)
	Punctuation = `[,.:;?_!"()']|--|` + WhiteSpace // Python's ([,.:;?_!"()\']|--|\s)
)

// Split cuts a text at every match of the regular expression separator and keeps the separators: what stands between
// two of them, or before the first and after the last, is at even places of the result, possibly empty; the separators
// are at odd places. It is Python's re.split for a pattern in one pair of parentheses that does not match the empty
// text (section 2.2). It panics when separator is no regular expression.
func Split(separator, text string) []string {
	var items []string
	from := 0
	for _, match := range regexp.MustCompile(separator).FindAllStringIndex(text, -1) {
		items = append(items, text[from:match[0]], text[match[0]:match[1]])
		from = match[1]
	}
	return append(items, text[from:])
}

// Trim removes the white space around every item and drops the items that have nothing else (section 2.2):
// Trim([]string{"Hello", ",", "", " ", "world"}) is "Hello", ",", "world".
func Trim(items []string) []string {
	trimmed := []string{}
	for _, item := range items {
		if item = strings.TrimFunc(item, isPythonSpace); item != "" {
			trimmed = append(trimmed, item)
		}
	}
	return trimmed
}

// Words are the tokens of a text under the full rule of section 2.2: split at [Punctuation], then [Trim]. "Is this-- a
// test?" gives "Is", "this", "--", "a", "test", "?". Both simple tokenizers use it.
func Words(text string) []string { return Trim(Split(Punctuation, text)) }

func isPythonSpace(r rune) bool { return unicode.IsSpace(r) || r >= 0x1c && r <= 0x1f }
