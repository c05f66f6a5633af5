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
var (
	startLine = regexp.MustCompile(`(?i)^\s*\*{3}\s*START OF (THE|THIS) (PROJECT GUTENBERG|COPYRIGHTED PROJECT GUTENBERG)` +
		`|^\s*\*END\s*\*?\s*THE SMALL PRINT`)
	endLine = regexp.MustCompile(`(?i)^\s*\*{3}\s*END OF (THE|THIS) (PROJECT GUTENBERG|COPYRIGHTED PROJECT GUTENBERG)`)
	// plainEnd could also stand in a text about Project Gutenberg, so it counts only behind a startLine.
	plainEnd = regexp.MustCompile(`(?i)^\s*(END OF (THE |THIS )?PROJECT GUTENBERG|ENDE DIESE[SR]? PROJE[CK]T GUTENBERG|FIN DE PROJECT GUTENBERG)`)
	// credit begins a paragraph right behind the startLine that is no part of the book either.
	credit = regexp.MustCompile(`(?i)^\s*(PRODUCED BY|E-?TEXT PREPARED BY|TRANSCRIBED (BY|FROM)|THIS (E-?TEXT|E-?BOOK) WAS (PRODUCED|PREPARED) BY)`)
)

const (
	headerLines = 1000    // how far into a text a header may reach
	headerBytes = 1 << 18 // and in bytes
	titleLines  = 3       // lines over which a long title may carry a startLine
	creditLines = 10      // of a paragraph with credits
	longestMark = 1000    // bytes of a line that may be a mark
)

// place is where in a file a line lies.
type place int

const (
	head    place = iota // a header may still end below, so lines are held back
	text                 // lines are the book's
	outside              // behind a book's end
)

// gutenberg lets through the lines of books. A text without any of the marks passes as it is. A file may hold several
// books, one after the other.
type gutenberg struct {
	out *body

	at      place
	started bool   // a startLine was seen
	held    []byte // lines of the head, each with a line end
	lines   int    // how many
	inLine  bool   // the last part held goes on

	sinceStart int  // lines since the last startLine
	title      bool // its closing stars are still to come
	credits    bool // no line of the book was seen since then
	creditAt   int  // lines of the paragraph with credits; 0: not in one
}

func newGutenberg(out *body) *gutenberg { return &gutenberg{out: out} }

// write takes a line, or a part of one when more follows.
func (g *gutenberg) write(line []byte, more bool) error {
	whole := !more && !g.inLine
	g.inLine = more
	if whole && len(line) <= longestMark {
		if done, err := g.mark(line); done || err != nil {
			return err
		}
	} else {
		g.credits = false
	}
	switch g.at {
	case text:
		return g.out.write(line, more)
	case outside:
		return nil
	}
	g.held = append(g.held, line...)
	if !more {
		g.held = append(g.held, '\n')
		g.lines++
	}
	if g.lines >= headerLines || len(g.held) >= headerBytes {
		return g.release(text)
	}
	return nil
}

// mark acts on a line that is no part of a book, and says whether it was one.
func (g *gutenberg) mark(line []byte) (bool, error) {
	if g.at != text && startLine.Match(line) {
		if g.at == outside {
			g.out.paragraph()
		}
		g.at, g.started = head, true
		g.held, g.lines = g.held[:0], 0
		g.sinceStart, g.title, g.credits, g.creditAt = 0, !closed(line), true, 0
		return true, nil
	}
	if g.at != outside && (endLine.Match(line) || g.started && plainEnd.Match(line)) {
		return true, g.release(outside)
	}
	if g.at != head || !g.started {
		return false, nil
	}
	g.sinceStart++
	if g.title && g.sinceStart <= titleLines && closed(line) {
		g.held, g.lines = g.held[:0], 0
		g.title, g.credits = false, true
		return true, nil
	}
	return g.isCredit(line), nil
}

// closed tells whether a line ends as a startLine does.
func closed(line []byte) bool {
	line = bytes.TrimSpace(line)
	return bytes.HasSuffix(line, []byte("***")) || bytes.HasSuffix(line, []byte("*END*"))
}

// isCredit tells whether a line is part of the paragraphs with credits behind a startLine.
func (g *gutenberg) isCredit(line []byte) bool {
	blank := len(bytes.TrimSpace(line)) == 0
	switch {
	case !g.credits:
		return false
	case blank:
		g.creditAt = 0
		return true // blank lines before a book's first line do not count anyway
	case g.creditAt > 0 && g.creditAt < creditLines || credit.Match(line):
		g.creditAt++
		return true
	}
	g.credits = false
	return false
}

// release lets the lines that were held back through: the header, if there was one, has ended above them.
func (g *gutenberg) release(to place) error {
	held := g.held
	g.at, g.held, g.lines = to, g.held[:0], 0
	for len(held) > 0 {
		line, rest, ended := bytes.Cut(held, []byte{'\n'})
		if err := g.out.write(line, !ended); err != nil {
			return err
		}
		held = rest
	}
	return nil
}

// end lets through what is left at the end of the file.
func (g *gutenberg) end() error {
	if g.at != head {
		return nil
	}
	return g.release(outside)
}
