package course

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// EnvRecords names the environment variable with the file to which cells append a [Record] of each comparison with
// the book, one JSON object a line. The notebook runner sets it and counts the lines.
const EnvRecords = "LLM_FIGURES_LOG"

// Outcome says what came of a comparison with the book.
type Outcome string

// The outcomes of [Check].
const (
	Reproduced Outcome = "reproduced"
	Differs    Outcome = "differs"   // a fault
	Excepted   Outcome = "exception" // differs, for a reason that the book's table states
	Skipped    Outcome = "skipped"   // not compared: a data set of the book is absent
)

// Record is the outcome of comparing one computed value with the book's figure of that id.
type Record struct {
	ID      string  `json:"id"`
	Outcome Outcome `json:"outcome"`
	Note    string  `json:"note,omitempty"` // why
}

// Append adds r to the file that [EnvRecords] names; without the variable it does nothing. The error names the figure.
func (r Record) Append() error {
	path := os.Getenv(EnvRecords)
	if path == "" {
		return nil
	}
	var line bytes.Buffer
	enc := json.NewEncoder(&line) // ends the line
	enc.SetEscapeHTML(false)
	if err := enc.Encode(r); err != nil {
		return fmt.Errorf("record figure %s: %w", r.ID, err)
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o644)
	if err != nil {
		return fmt.Errorf("record figure %s: %w", r.ID, err)
	}
	_, err = file.Write(line.Bytes())
	return errors.Join(err, file.Close())
}

// ReadRecords reads such a file. Of a figure compared more than once the first outcome that is not [Reproduced] counts.
// A missing file holds none. The error names the line.
func ReadRecords(path string) ([]Record, error) {
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer file.Close()
	var records []Record
	at := map[string]int{}
	lines := bufio.NewScanner(file)
	for n := 1; lines.Scan(); n++ {
		var r Record
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			return nil, fmt.Errorf("line %d of the figures log: %w", n, err)
		}
		i, seen := at[r.ID]
		if !seen {
			at[r.ID] = len(records)
			records = append(records, r)
		} else if records[i].Outcome == Reproduced {
			records[i] = r
		}
	}
	return records, lines.Err()
}
