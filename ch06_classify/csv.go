package classify

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"llmfromscratch/shared/textfile"
)

// record is one row of a separated file.
type record struct {
	fields []string
	line   int // where it begins, counted from 1
	lines  int // how many lines it takes: more than one when a quoted field has line breaks in it
}

// parse cuts a text into records and fields as pandas.read_csv does. Package encoding/csv cannot: it knows no text
// after a closing quote, which the SMS collection has in 53 rows, and joins hundreds of rows where it meets one.
//
//   - A field that starts with a double quote goes on to the next single one; two of them stand for one.
//   - What follows the closing quote, up to the separator or the line's end, belongs to the field as it is: "a"b is ab.
//   - A quote elsewhere stands for itself.
//   - Lines end with \n, \r\n or \r; lines without text, or with blanks only, are left out.
//   - A byte order mark at the start is left out.
func parse(data string, sep byte) ([]record, error) {
	p := parser{data: strings.TrimPrefix(data, "\ufeff"), sep: sep, line: 1}
	var records []record
	for p.skipBlank(); p.at < len(p.data); p.skipBlank() {
		r, err := p.record()
		if err != nil {
			return nil, err
		}
		records = append(records, r)
	}
	return records, nil
}

type parser struct {
	data string
	sep  byte
	at   int // next byte
	line int // of that byte
}

// skipBlank passes over lines without text.
func (p *parser) skipBlank() {
	for p.at < len(p.data) {
		end := p.at
		for end < len(p.data) && p.data[end] != p.sep && (p.data[end] == ' ' || p.data[end] == '\t') {
			end++
		}
		if end < len(p.data) && p.data[end] != '\n' && p.data[end] != '\r' {
			return
		}
		p.at = end
		p.lineEnd()
	}
}

// lineEnd passes over \n, \r\n or \r, if one is next, and says whether the line or the text ends here.
func (p *parser) lineEnd() bool {
	switch {
	case p.at == len(p.data):
		return true
	case strings.HasPrefix(p.data[p.at:], "\r\n"):
		p.at += 2
	case p.data[p.at] == '\n', p.data[p.at] == '\r':
		p.at++
	default:
		return false
	}
	p.line++
	return true
}

func (p *parser) record() (record, error) {
	r := record{line: p.line}
	for {
		f, err := p.field()
		if err != nil {
			return r, err
		}
		r.fields = append(r.fields, f)
		r.lines = p.line - r.line + 1
		if p.lineEnd() {
			return r, nil
		}
		p.at++ // the separator
	}
}

// field reads up to the next separator or line end, which it leaves.
func (p *parser) field() (string, error) {
	var quoted string
	if p.at < len(p.data) && p.data[p.at] == '"' {
		var err error
		if quoted, err = p.quoted(); err != nil {
			return "", err
		}
	}
	start := p.at
	for p.at < len(p.data) && p.data[p.at] != p.sep && p.data[p.at] != '\n' && p.data[p.at] != '\r' {
		p.at++
	}
	return quoted + p.data[start:p.at], nil
}

// quoted reads what stands between quotes.
func (p *parser) quoted() (string, error) {
	opened := p.line
	var text strings.Builder
	for p.at++; p.at < len(p.data); {
		c := p.data[p.at]
		switch {
		case c == '"' && strings.HasPrefix(p.data[p.at:], `""`):
			text.WriteByte('"')
			p.at += 2
		case c == '"':
			p.at++
			return text.String(), nil
		default:
			from := p.at
			if !p.lineEnd() {
				p.at++
			}
			text.WriteString(p.data[from:p.at])
		}
	}
	return "", fmt.Errorf("line %d: the quote that opens a field is never closed; write \"\" for a quote inside a "+
		"quoted field", opened)
}

// appendCSV writes a record as pandas' to_csv does: a field is quoted when the separator, a quote or a line break is in
// it.
func appendCSV(b []byte, fields ...string) []byte {
	for i, f := range fields {
		if i > 0 {
			b = append(b, ',')
		}
		if strings.ContainsAny(f, ",\"\r\n") {
			f = `"` + strings.ReplaceAll(f, `"`, `""`) + `"`
		}
		b = append(b, f...)
	}
	return append(b, '\n')
}

// readAll reads a text that has something in it. Line ends stay as they are: they may be part of a message.
func readAll(r io.Reader) (string, error) {
	data, err := io.ReadAll(r)
	if err != nil {
		return "", err
	}
	if data, err = textfile.Bytes(data); err != nil {
		return "", err
	}
	if len(data) == 0 {
		return "", errors.New("there is nothing in it")
	}
	return string(data), nil
}
