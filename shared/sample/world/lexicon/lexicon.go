package lexicon

import (
	"embed"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

//go:embed *.txt
var tables embed.FS

// row is a line of a table, or one of its words, with the heading that it stands under.
type row struct {
	heading string // "animal" of [animal] an animal | animals
	text    string
	place   string // for errors: "nouns.txt:12"
}

// read reads a table without its comments. The headings are also given by themselves, what follows their name included.
func read(name string) (rows, headings []row) {
	content, err := tables.ReadFile(name)
	if err != nil {
		panic(err) // the tables are part of the program
	}
	heading, n := "", 0
	for line := range strings.Lines(string(content)) {
		n++
		line = strings.TrimSpace(line)
		place := fmt.Sprintf("%s:%d", name, n)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if after, ok := strings.CutPrefix(line, "["); ok {
			var rest string
			heading, rest, _ = strings.Cut(after, "]")
			headings = append(headings, row{heading: heading, text: strings.TrimSpace(rest), place: place})
			continue
		}
		rows = append(rows, row{heading: heading, text: line, place: place})
	}
	return rows, headings
}

// readWords is read for tables with several words on a line.
func readWords(name string) (words, headings []row) {
	rows, headings := read(name)
	for _, r := range rows {
		for word := range strings.FieldsSeq(r.text) {
			words = append(words, row{heading: r.heading, text: word, place: r.place})
		}
	}
	return words, headings
}

// cells are the parts of a row between bars: "bee | buzz" has two.
func (r row) cells(want int) []string {
	cells := strings.Split(r.text, "|")
	if len(cells) != want {
		r.wrong(fmt.Sprintf("want %d cells with bars between them", want))
	}
	for i, cell := range cells {
		if cells[i] = strings.TrimSpace(cell); cells[i] == "-" {
			cells[i] = ""
		}
	}
	return cells
}

// wrong ends the program, which a table that is part of it can do only in a test of this package.
func (r row) wrong(reason string) { panic(fmt.Sprintf("lexicon: %s: %q: %s", r.place, r.text, reason)) }

// forms cuts "run/ran/run" into its parts and takes the marks from its end: of "bat*" the word "bat" and the mark "*".
func (r row) forms(marks string) (parts []string, marked map[byte]bool) {
	word := strings.TrimRight(r.text, marks)
	marked = map[byte]bool{}
	for _, mark := range []byte(r.text[len(word):]) {
		marked[mark] = true
	}
	return strings.Split(word, "/"), marked
}

// part is a part by its number, where it is given, and otherwise what stands for it.
func part(parts []string, i int, otherwise string) string {
	if i < len(parts) {
		return parts[i]
	}
	return otherwise
}

// Capital is a text with a capital as its first letter: "The cat" of "the cat".
func Capital(s string) string {
	first, width := utf8.DecodeRuneInString(s)
	if width == 0 {
		return s
	}
	return string(unicode.ToUpper(first)) + s[width:]
}

// A is a word with the article in front that its sound asks for: "a cat", "an owl", "an hour", "a uniform".
func A(word string) string {
	if soundsLikeVowel(word) {
		return "an " + word
	}
	return "a " + word
}

func soundsLikeVowel(word string) bool {
	for _, silent := range []string{"hour", "honest", "heir"} {
		if strings.HasPrefix(word, silent) {
			return true
		}
	}
	for _, consonant := range []string{"uni", "use", "one", "eu"} { // unicorn, useful, one-legged, euro
		if strings.HasPrefix(word, consonant) {
			return strings.HasPrefix(word, "unin") || strings.HasPrefix(word, "unim") // unimportant
		}
	}
	return strings.ContainsRune("aeiou", rune(word[0]))
}

// endsIn tells whether a word ends in one of some endings.
func endsIn(word string, endings ...string) bool {
	for _, ending := range endings {
		if strings.HasSuffix(word, ending) {
			return true
		}
	}
	return false
}

// endsInConsonantY tells "fly" from "boy".
func endsInConsonantY(word string) bool {
	return strings.HasSuffix(word, "y") && !endsIn(word, "ay", "ey", "iy", "oy", "uy")
}

// plusS is a noun's regular plural and a verb's third person: cats, boxes, flies.
func plusS(word string) string {
	switch {
	case endsInConsonantY(word):
		return word[:len(word)-1] + "ies"
	case endsIn(word, "s", "x", "z", "ch", "sh"):
		return word + "es"
	}
	return word + "s"
}
