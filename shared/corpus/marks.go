package corpus

import (
	"bytes"
	"regexp"
)

// Before and behind a book, Project Gutenberg writes what it is and under which licence it may be passed on. Where that
// ends and begins again is marked by a line, which has changed over the years:
//
//	*** START OF THE PROJECT GUTENBERG EBOOK THE TIME MACHINE ***      since about 2003; also "THIS", or no blanks
//	*END*THE SMALL PRINT! FOR PUBLIC DOMAIN ETEXTS*Ver.04.29.93*END*   before that
//	*** END OF THE PROJECT GUTENBERG EBOOK THE TIME MACHINE ***
//	End of the Project Gutenberg EBook of The Time Machine             before that, or in the line above it
//
// The small print stands before the book or behind it.
var (
	startLine = regexp.MustCompile(`(?i)^\s*\*{3}\s*START OF (THE|THIS) (COPYRIGHTED )?PROJECT GUTENBERG`)
	endLine   = regexp.MustCompile(`(?i)^\s*\*{3}\s*END OF (THE|THIS) (COPYRIGHTED )?PROJECT GUTENBERG`)
	// plainEnd could also stand in a text about Project Gutenberg, so it counts only in a book of theirs, or above the
	// small print or the licence.
	plainEnd = regexp.MustCompile(`(?i)^\s*(END OF (THE |THIS )?PROJECT GUTENBERG|` +
		`ENDE DIESE[SR]? PROJE[CK]T GUTENBERG|FIN DE PROJECT GUTENBERG)`)

	printBegins = regexp.MustCompile(`(?i)^\s*\*+\s*START\s*\**\s*(THE )?SMALL PRINT`)
	printEnds   = regexp.MustCompile(`(?i)^\s*\*END\s*\*?\s*THE SMALL PRINT`)
	licence     = regexp.MustCompile(`(?i)^\s*\*{3}\s*START: FULL LICEN[CS]E`)

	// titleLine is the first line of a header: "The Project Gutenberg EBook of The Time Machine, by H. G. Wells".
	titleLine = regexp.MustCompile(`(?i)^\W*(THE |THIS IS (THE|A) )?(COPYRIGHTED )?PROJECT GUTENBERG` +
		`(['’]S .*, BY |\s+E-?(BOOK|TEXT),?\s+\w)`)
	// headerLine is another line of a header.
	headerLine = regexp.MustCompile(`(?i)^\W*(TITLE|SUBTITLE|AUTHOR|EDITOR|TRANSLATOR|ILLUSTRATOR|EDITION|LANGUAGE|` +
		`CREDITS|(RELEASE|POSTING) DATE|(ORIGINAL )?PUBLICATION|CHARACTER SET ENCODING|` +
		`(MOST RECENTLY|LAST) UPDATED)\s*:` +
		`|^\W*\d+ IN (A|OUR) SERIES|^\W*E-?(BOOK|TEXT)\s*#?\s*\d+\W*$` +
		`|^\W*(COPYRIGHT LAWS ARE CHANGING|THIS E-?(BOOK|TEXT) IS FOR THE USE OF|PLEASE DO NOT REMOVE THIS|` +
		`THIS HEADER SHOULD BE|WELCOME TO THE WORLD OF FREE|E-?(BOOK|TEXT)S READABLE BY|` +
		`THESE E-?(BOOK|TEXT)S WERE PREPARED|YES, WE ARE MORE THAN ONE YEAR|` +
		`THIS FILE WAS FIRST POSTED|THE ACTUAL DATE THIS FILE)`)
	// credit begins a paragraph right behind a header that is no part of the book either.
	credit = regexp.MustCompile(`(?i)^\W*(PRODUCED BY|E-?TEXT PREPARED BY|TRANSCRIBED (BY|FROM)|` +
		`THIS (E-?TEXT|E-?BOOK|FILE) WAS (PRODUCED|PREPARED) (BY|FROM)|(SCANNED|DIGITIZED|HTML VERSION) BY|` +
		`NOTE: (PROJECT GUTENBERG|IMAGES OF THE ORIGINAL|THIS FILE|THE FILE)|` +
		`TRANSCRIBER['’]?S['’]? NOTES?\s*[:.]|` +
		`PORTIONS OF THIS HEADER)`)
)

const (
	headerLines = 1000    // how far into a text a header may reach
	headerBytes = 1 << 18 // and in bytes
	titleLines  = 3       // lines over which a long title may carry a startLine
	creditLines = 10      // of a paragraph with credits
	longestMark = 1000    // bytes of a line that may be a mark
	headerGap   = 30      // lines between two that are known of a header without an end
)

// mayBeMark tells whether a line begins as all marks do, so that few lines of a book are compared with them.
func mayBeMark(line []byte) bool {
	line = bytes.TrimLeft(line, " \t\f\r")
	return len(line) > 0 && bytes.IndexByte([]byte("*EeFf"), line[0]) >= 0
}

// closed tells whether a line ends as a startLine does.
func closed(line []byte) bool {
	line = bytes.TrimSpace(line)
	return bytes.HasSuffix(line, []byte("***")) || bytes.HasSuffix(line, []byte("*END*"))
}

func isBlank(line []byte) bool { return len(bytes.TrimSpace(line)) == 0 }

// lacksHeader is a text without the header that it begins with and whose end no mark tells: from its title to the last
// line that is known of a header, and the credits below it. A text that does not begin so stays as it is.
func lacksHeader(text []byte) []byte {
	end, at, since := 0, 0, 0
	titled := false
	for rest := text; len(rest) > 0; {
		line, below, _ := bytes.Cut(rest, []byte{'\n'})
		at, rest = len(text)-len(below), below
		switch {
		case isBlank(line):
		case !titled && !titleLine.Match(line):
			return text
		case !titled:
			titled = true
			continue
		case headerLine.Match(line), end > 0 && since == 0 && line[0] == ' ': // or a long title goes on
			end, since = at, 0
			continue
		}
		if since++; since > headerGap {
			break
		}
	}
	return lacksCredits(text[end:], end > 0)
}

// lacksCredits is a text without the paragraphs with credits that it begins with, behind a header.
func lacksCredits(text []byte, behindHeader bool) []byte {
	c := credits{on: behindHeader}
	for len(text) > 0 && c.on {
		line, below, _ := bytes.Cut(text, []byte{'\n'})
		if !c.has(line) {
			break
		}
		text = below
	}
	return text
}

// credits are the paragraphs between a header and its book: who typed it, and notes on the file.
type credits struct {
	on bool // no line of the book was seen since the header
	at int  // lines of the paragraph so far; 0: not in one
}

// has tells whether a line belongs to them.
func (c *credits) has(line []byte) bool {
	switch {
	case !c.on:
		return false
	case isBlank(line):
		c.at = 0
		return true // blank lines before a book's first line do not count anyway
	case c.at > 0 && c.at < creditLines || credit.Match(line):
		c.at++
		return true
	}
	c.on = false
	return false
}
