package corpus

import "bytes"

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
	begun   bool   // a line that is not blank was seen
	started bool   // a startLine was seen, or the text begins with a header's title
	held    []byte // lines of the head, each with a line end
	lines   int    // how many
	inLine  bool   // the last part held goes on

	end     []byte // a plainEnd and blank lines below it: what follows tells whether it is one
	inPrint bool   // in small print, in the head
	above   []byte // what was held above the small print: the book, if none follows
	another bool   // outside, the title of another book was seen

	sinceStart int     // lines since the last startLine
	title      bool    // its closing stars are still to come
	credits    credits // behind it
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
		g.begun, g.credits.on = true, false
		if err := g.keepEnd(); err != nil {
			return err
		}
	}
	return g.pass(line, more)
}

// pass takes what is no mark.
func (g *gutenberg) pass(line []byte, more bool) error {
	switch {
	case g.at == text:
		return g.out.write(line, more)
	case g.at == outside || g.inPrint:
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
	if !g.begun && !isBlank(line) {
		g.begun, g.started = true, titleLine.Match(line)
	}
	g.another = g.another || g.at == outside && titleLine.Match(line)
	if len(g.end) > 0 {
		switch {
		case isBlank(line):
			g.end = append(append(g.end, line...), '\n')
			return true, nil
		case printBegins.Match(line) || licence.Match(line):
			g.end = nil
			return true, g.release(outside)
		}
		if err := g.keepEnd(); err != nil {
			return true, err
		}
	}
	switch {
	case g.at != text && startLine.Match(line):
		g.start(line)
		return true, nil
	case printBegins.Match(line):
		return true, g.beginPrint()
	case g.at != text && printEnds.Match(line):
		g.endPrint(line)
		return true, nil
	case g.at != outside && (endLine.Match(line) || g.started && plainEnd.Match(line)):
		return true, g.release(outside)
	case g.at != outside && plainEnd.Match(line):
		g.end = append(append(g.end, line...), '\n')
		return true, nil
	}
	return g.behindStart(line), nil
}

// behindStart tells whether a line of the head belongs to the startLine above it: the rest of its title, or credits.
func (g *gutenberg) behindStart(line []byte) bool {
	if g.at != head || g.sinceStart == 0 {
		return false
	}
	g.sinceStart++
	if g.title && g.sinceStart <= 1+titleLines && closed(line) {
		g.held, g.lines = g.held[:0], 0
		g.title, g.credits = false, credits{on: true}
		return true
	}
	return g.credits.has(line)
}

// start begins a book, below a line that says so.
func (g *gutenberg) start(line []byte) {
	if g.at == outside {
		g.out.paragraph()
	}
	g.at, g.started, g.begun = head, true, true
	g.held, g.lines, g.above = g.held[:0], 0, nil
	g.inPrint, g.another = false, false
	g.sinceStart, g.title, g.credits = 1, !closed(line), credits{on: true}
}

// beginPrint passes over small print. Behind a book it ends the text; above one, what was held is its header.
func (g *gutenberg) beginPrint() error {
	if g.at != head {
		return g.release(outside)
	}
	g.inPrint = true
	g.above = append(g.above[:0:0], g.held...)
	g.held, g.lines = g.held[:0], 0
	return nil
}

// endPrint begins the book below small print. Behind a book, there must be the title of another one for that.
func (g *gutenberg) endPrint(line []byte) {
	if g.at == outside && !g.another {
		return
	}
	above := g.above
	g.start(line)
	g.above = above
}

// keepEnd lets a plainEnd through that turned out to be none.
func (g *gutenberg) keepEnd() error {
	end := g.end
	g.end = nil
	return eachLine(end, g.pass)
}

// release lets the lines that were held back through: the header, if there was one, has ended above them.
func (g *gutenberg) release(to place) error {
	held := g.held
	if isBlank(held) && len(g.above) > 0 {
		held = g.above
	}
	g.at, g.held, g.lines = to, g.held[:0], 0
	g.above, g.inPrint = nil, false
	return eachLine(lacksHeader(held), g.out.write)
}

// eachLine calls a function for every line of a text; more says that it has no line end.
func eachLine(text []byte, write func(line []byte, more bool) error) error {
	for len(text) > 0 {
		line, rest, ended := bytes.Cut(text, []byte{'\n'})
		if err := write(line, !ended); err != nil {
			return err
		}
		text = rest
	}
	return nil
}

// finish lets through what is left at the end of the file.
func (g *gutenberg) finish() error {
	if err := g.keepEnd(); err != nil || g.at != head {
		return err
	}
	return g.release(outside)
}
