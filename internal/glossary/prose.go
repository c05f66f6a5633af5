package glossary

import (
	"regexp"
	"strings"
)

// What is no prose.
var notProse = []*regexp.Regexp{
	regexp.MustCompile("(?ms)^```.*?^```$"),     // code
	regexp.MustCompile(`\[[^\]]*\]\([^)\s]*\)`), // links
	regexp.MustCompile("`[^`\n]+`"),             // code in a line
	regexp.MustCompile(`(?s)\$\$.*?\$\$`),       // formulas
	regexp.MustCompile(`(?m)^#{1,6} .*$`),       // headings
	regexp.MustCompile(`</?[a-z][^<>]*>`),       // tags
	regexp.MustCompile(`(?m)^\*{0,2}After this (chapter|appendix|notebook) you can.*(\n|\* .*)*`), // goals
}

var (
	glossaryLink = regexp.MustCompile(`\[([^\]]+)\]\((?:\.\./)?GLOSSARY\.md#[^)]*\)`)
	title        = regexp.MustCompile(`^# `)
	tableRow     = regexp.MustCompile(`(?m)^\|.*$`)
	// A line that asks a section's question, and HTML: not every program reads Markdown inside of it.
	noLinks = regexp.MustCompile(`(?ms)<details>.*?</details>|^\*\*[^\n]*\?\*\*$|^<[^\n]*$`)
)

// outlooks are cells whose tables say what later chapters will build, by its names.
var outlooks = map[Place]bool{
	{"ch00", "text-55"}: true, // the parts of the one page, and the chapter of each
	{"ch01", "text-03"}: true, // the chapters
}

// blank replaces what the expression finds by zero bytes, so that everything else stays where it is.
func blank(text string, what *regexp.Regexp) string {
	return what.ReplaceAllStringFunc(text, func(s string) string { return strings.Repeat("\x00", len(s)) })
}

// unlinked is a text without its links to the glossary.
func unlinked(text string) string { return glossaryLink.ReplaceAllString(text, "$1") }

// prose is the text of a cell with a zero byte for every byte that is no prose. The table of a notebook's title cell,
// which says what is to come, is none.
func prose(at Place, text string) string {
	if outlooks[at] || title.MatchString(text) {
		text = blank(text, tableRow)
	}
	for _, what := range notProse {
		text = blank(text, what)
	}
	return text
}

// span is a part of a text.
type span struct{ from, to int }

// within reports whether s lies in other.
func (s span) within(other span) bool { return other.from <= s.from && s.to <= other.to }

// emphases are what stands between single asterisks, or between double ones.
func emphases(text string, asterisks int) (found []span) {
	open := -1
	for i := 0; i < len(text); i++ {
		if text[i] == '\n' {
			open = -1
		}
		if text[i] != '*' {
			continue
		}
		n := len(text[i:]) - len(strings.TrimLeft(text[i:], "*"))
		end := i + n
		switch {
		case n != asterisks:
		case open >= 0 && !strings.HasSuffix(text[:i], " "):
			found = append(found, span{open, i})
			open = -1
		case end < len(text) && text[end] != ' ':
			open = end
		}
		i = end - 1
	}
	return found
}
