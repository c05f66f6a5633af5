package pretrain

import (
	"io"
	"strings"
	"unicode/utf8"

	"llmfromscratch/ch02_text"
)

// TextStream writes a text token by token as it is generated. A token may be part of a character only: the emoji 🙂 is
// three GPT-2 tokens. So tokens are held back until what they say is whole.
type TextStream struct {
	tok     text.Tokenizer
	out     io.Writer
	pending []int
	err     error
}

// longestWait is how many tokens are held back at most: no character has more bytes, and no token less than one.
const longestWait = utf8.UTFMax

// NewTextStream decodes with a tokenizer and writes to out.
func NewTextStream(tok text.Tokenizer, out io.Writer) *TextStream {
	return &TextStream{tok: tok, out: out}
}

// Add writes the next token, or keeps it for later.
func (s *TextStream) Add(id int) {
	s.pending = append(s.pending, id)
	s.write(len(s.pending) >= longestWait)
}

// Flush writes what was held back and returns the first error of decoding or writing.
func (s *TextStream) Flush() error {
	s.write(true)
	return s.err
}

func (s *TextStream) write(now bool) {
	if s.err != nil || len(s.pending) == 0 {
		return
	}
	var txt string
	if txt, s.err = s.tok.Decode(s.pending); s.err != nil {
		return
	}
	if !now && strings.HasSuffix(txt, string(utf8.RuneError)) {
		return
	}
	s.pending = s.pending[:0]
	_, s.err = io.WriteString(s.out, txt)
}
