package classify

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

// Label is the class of a message; the model's output has one number for each.
type Label int

// The two classes, with the numbers that section 6.2 gives them.
const (
	Ham  Label = iota // no spam
	Spam              // unwanted advertising
)

// Labels is how many there are.
const Labels = 2

// String is the label's name in the SMS collection: "ham" or "spam".
func (l Label) String() string {
	switch l {
	case Ham:
		return "ham"
	case Spam:
		return "spam"
	}
	return fmt.Sprintf("label %d", int(l))
}

// MarshalText writes the name, for JSON.
func (l Label) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (l *Label) UnmarshalText(text []byte) error {
	parsed, err := parseLabel(string(text), "ham", "spam")
	*l = parsed
	return err
}

// parseLabel reads a label in the two spellings of a file.
func parseLabel(s, ham, spam string) (Label, error) {
	switch s {
	case ham:
		return Ham, nil
	case spam:
		return Spam, nil
	}
	return 0, fmt.Errorf("the label is %q, want %s or %s", shortened(s), ham, spam)
}

// Message is a text message with its label.
type Message struct {
	Label Label
	Text  string

	Row   int // in the file, counted from 0 as pandas counts
	Line  int // where it begins in the file, counted from 1
	Lines int // how many lines it takes there
}

// place is "row 5 (line 7)", without the line where there is no file.
func (m Message) place() string {
	if m.Line == 0 {
		return fmt.Sprintf("row %d", m.Row)
	}
	return fmt.Sprintf("row %d (line %d)", m.Row, m.Line)
}

// Read reads the SMS Spam Collection, or a file in its format: on each line a label, ham or spam, a tab and the text.
// Quotes count as in pandas.read_csv(sep="\t", header=None), with which the book reads it (section 6.2): the file has
// 5,574 lines and 5,572 rows. Unlike pandas it takes no text for a missing value, not even "NA". The error names the
// row and its line.
func Read(r io.Reader) ([]Message, error) {
	data, err := readAll(r)
	if err != nil {
		return nil, err
	}
	records, err := parse(data, '\t')
	if err != nil {
		return nil, err
	}
	return messages(records, "a label, a tab and a text", "ham", "spam")
}

// ReadFile is [Read] for a file.
func ReadFile(path string) ([]Message, error) {
	return readFile(path, Read)
}

func readFile(path string, read func(io.Reader) ([]Message, error)) ([]Message, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close() // it was only read
	list, err := read(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return list, nil
}

// messages checks records of two fields and makes messages of them.
func messages(records []record, want, ham, spam string) ([]Message, error) {
	if len(records) == 0 {
		return nil, errors.New("there are no messages in it")
	}
	list := make([]Message, len(records))
	for i, r := range records {
		at := func(err error) error { return fmt.Errorf("row %d (line %d): %w", i, r.line, err) }
		if len(r.fields) != 2 {
			return nil, at(fmt.Errorf("%d columns, want two: %s", len(r.fields), want))
		}
		label, err := parseLabel(r.fields[0], ham, spam)
		if err != nil {
			return nil, at(err)
		}
		if strings.TrimSpace(r.fields[1]) == "" {
			return nil, at(ErrEmptyMessage)
		}
		list[i] = Message{Label: label, Text: r.fields[1], Row: i, Line: r.line, Lines: r.lines}
	}
	return list, nil
}

// ErrEmptyMessage is returned for a message without text: there is nothing to classify.
var ErrEmptyMessage = errors.New("the message is empty")

// Count says how many messages of each class there are (section 6.2).
func Count(list []Message) (ham, spam int) {
	for _, m := range list {
		if m.Label == Spam {
			spam++
		}
	}
	return len(list) - spam, spam
}

// shortened cuts a text that may be anything for an error message.
func shortened(s string) string {
	if r := []rune(s); len(r) > 20 {
		return string(r[:20]) + "…"
	}
	return s
}
