package corpus

import (
	"fmt"
	"math"
	"unicode"
	"unicode/utf8"
)

// cutter cuts the text that is written to it into pieces that can be tokenized one by one: joined, their ids are those
// of the whole. It cuts before white space that follows anything else, where byte-pair encodings such as GPT-2's start
// a new word in any case: "a cat  sat" may become "a" and " cat  sat", or "a cat" and "  sat", but not "a cat " and "
// sat", because there two blanks are one token.
//
// The pieces depend on the text alone, not on how it arrives.
type cutter struct {
	name string                                 // for errors
	emit func(piece string, heldOut bool) error // takes a piece that is not empty
	size int                                    // a piece is cut at the first place from here on

	heldFrom int64 // from the first place there on, the text is held out: pieces do not cross it
	heldOut  bool  // the place is passed
	trim     bool  // white space at the beginning of what is held out goes

	buf      []byte
	at       int64 // bytes of the text before buf
	searched int   // there is no place in buf before this one
}

// newCutter makes a cutter of a text that is held out from its byte heldFrom on: 0 for all of it, nothingHeldOut for
// none.
func newCutter(name string, size int, heldFrom int64, emit func(piece string, heldOut bool) error) *cutter {
	return &cutter{name: name, emit: emit, size: size, heldFrom: heldFrom, heldOut: heldFrom <= 0}
}

const nothingHeldOut = math.MaxInt64

const (
	pieceBytes   = 1 << 18 // of a piece, about
	longestPiece = 1 << 26 // of a piece at most: a text with so many bytes and no white space is none
)

// Write takes the next bytes of the text.
func (c *cutter) Write(p []byte) (int, error) {
	c.buf = append(c.buf, p...)
	if c.trim {
		c.trimSpace()
	}
	for {
		want := c.size
		if !c.heldOut {
			want = min(want, int(min(c.heldFrom-c.at, int64(c.size))))
		}
		cut := placeToCut(c.buf, max(want, c.searched))
		if cut < 0 {
			c.searched = max(c.searched, len(c.buf))
			if len(c.buf) > longestPiece {
				return 0, fmt.Errorf("%s: %w: %d bytes without white space", c.name, ErrBinary, len(c.buf))
			}
			return len(p), nil
		}
		if err := c.flush(cut); err != nil {
			return 0, err
		}
		if !c.heldOut && c.at >= c.heldFrom {
			c.heldOut, c.trim = true, true
			c.trimSpace()
		}
	}
}

// Close gives out the last piece.
func (c *cutter) Close() error { return c.flush(len(c.buf)) }

func (c *cutter) flush(n int) error {
	if n == 0 {
		return nil
	}
	piece := string(c.buf[:n])
	c.discard(n)
	return c.emit(piece, c.heldOut)
}

func (c *cutter) discard(n int) {
	c.buf = append(c.buf[:0], c.buf[n:]...)
	c.at += int64(n)
	c.searched = 0
}

func (c *cutter) trimSpace() {
	n := 0
	for utf8.FullRune(c.buf[n:]) {
		r, width := utf8.DecodeRune(c.buf[n:])
		if !unicode.IsSpace(r) {
			c.trim = false
			break
		}
		n += width
	}
	c.discard(n)
}

// placeToCut is the first place from on, and not at the beginning, where a text may be cut; negative when there is
// none.
func placeToCut(text []byte, from int) int {
	for i := max(from, 1); i < len(text); i++ {
		switch text[i] {
		case ' ', '\n', '\t':
			if r, _ := utf8.DecodeLastRune(text[:i]); !unicode.IsSpace(r) {
				return i
			}
		}
	}
	return -1
}
