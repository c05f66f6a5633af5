package pretrain

import (
	"context"
	"io"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch04_gpt"
)

// TextToIDs encodes a text as a batch of one row, [1, seq] (section 5.1.1): the book's text_to_token_ids.
func TextToIDs(txt string, tok text.Tokenizer) ([][]int, error) {
	ids, err := tok.Encode(txt)
	if err != nil {
		return nil, err
	}
	return [][]int{ids}, nil
}

// IDsToText decodes the first row of a batch (section 5.1.1): the book's token_ids_to_text.
func IDsToText(ids [][]int, tok text.Tokenizer) (string, error) {
	return tok.Decode(ids[0])
}

// Continue encodes a text, continues it by the most likely tokens and decodes the result (section 5.1.1).
func Continue(ctx context.Context, next gpt.NextToken, tok text.Tokenizer, txt string, maxNewTokens,
	contextSize int) (string, error) {
	ids, err := TextToIDs(txt, tok)
	if err != nil {
		return "", err
	}
	if ids, err = gpt.GenerateSimple(ctx, next, ids, maxNewTokens, contextSize); err != nil {
		return "", err
	}
	return IDsToText(ids, tok)
}

// OneLine puts blanks in the place of line breaks, for a log that has one line per text. Other control characters,
// which nobody would see, are written as in Go: \x1a.
func OneLine(txt string) string {
	var b strings.Builder
	for _, r := range txt {
		switch {
		case r == '\n':
			b.WriteByte(' ')
		case unicode.IsControl(r):
			b.WriteString(strings.Trim(strconv.QuoteRune(r), "'"))
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// TokenWriter writes a text token by token while it is generated. A token may be part of a character only: the emoji 🙂
// is three GPT-2 tokens. So tokens are held back until what they say is whole.
type TokenWriter struct {
	tok     text.Tokenizer
	out     io.Writer
	pending []int
	err     error
}

// longestWait is how many tokens are held back at most: no character has more bytes, and no token less than one.
const longestWait = utf8.UTFMax

// NewTokenWriter decodes with a tokenizer and writes to out.
func NewTokenWriter(tok text.Tokenizer, out io.Writer) *TokenWriter {
	return &TokenWriter{tok: tok, out: out}
}

// Add writes the next token, or keeps it for later.
func (s *TokenWriter) Add(id int) {
	s.pending = append(s.pending, id)
	s.write(len(s.pending) >= longestWait)
}

// Flush writes what was held back and returns the first error of decoding or writing.
func (s *TokenWriter) Flush() error {
	s.write(true)
	return s.err
}

func (s *TokenWriter) write(now bool) {
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
