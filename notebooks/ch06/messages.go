package lesson

import (
	"strings"

	"llmfromscratch/ch06_classify"
)

// Ends are the first five and the last five of some messages, what pandas prints of a table (section 6.2).
func Ends(list []classify.Message) []classify.Message {
	return append(list[:5:5], list[len(list)-5:]...)
}

// RowNumbers are the rows of the file that messages come from, counted from 0.
func RowNumbers(list []classify.Message) []int {
	rows := make([]int, len(list))
	for i, m := range list {
		rows[i] = m.Row
	}
	return rows
}

// Columns are texts and labels of messages.
type Columns struct {
	Texts  []string `json:"texts"`
	Labels []string `json:"labels"` // "ham" or "spam"
}

// ByColumns takes texts and labels apart.
func ByColumns(list []classify.Message) Columns {
	var c Columns
	for _, m := range list {
		c.Texts, c.Labels = append(c.Texts, m.Text), append(c.Labels, m.Label.String())
	}
	return c
}

// Requoted is a row that is not what stands on its line, since its text is a quoted field (section 6.2).
type Requoted struct {
	Row   int    `json:"row"`
	Line  int    `json:"first_line"` // of the file, counted from 1
	Lines int    `json:"lines"`      // that the row takes
	Text  string `json:"text"`       // as pandas reads it
}

// RequotedRows are those of the messages that were read from a file.
func RequotedRows(list []classify.Message, file string) []Requoted {
	lines := strings.Split(file, "\n")
	var rows []Requoted
	for _, m := range list {
		if m.Lines != 1 || lines[m.Line-1] != m.Label.String()+"\t"+m.Text {
			rows = append(rows, Requoted{m.Row, m.Line, m.Lines, m.Text})
		}
	}
	return rows
}

// OfParts asks something of each of the three parts of a split.
func OfParts[T any](s classify.Split, what func([]classify.Message) T) map[string]T {
	return map[string]T{"train": what(s.Train), "validation": what(s.Validation), "test": what(s.Test)}
}

// Lengths are the numbers of tokens of some texts.
type Lengths struct {
	First20 []int `json:"first20"`
	Max     int   `json:"max"`
	Sum     int   `json:"sum"`
}

// SumUp is what section 6.3 says of lengths.
func SumUp(lengths []int) Lengths {
	l := Lengths{First20: lengths[:20]}
	for _, n := range lengths {
		l.Max, l.Sum = max(l.Max, n), l.Sum+n
	}
	return l
}

// LastBatch goes through an epoch and returns its last batch (section 6.3).
func LastBatch(loader *classify.Loader) (last classify.Batch, err error) {
	for batch, err := range loader.Epoch() {
		if err != nil {
			return last, err
		}
		last = batch
	}
	return last, nil
}
