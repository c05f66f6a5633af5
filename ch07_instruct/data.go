package instruct

import (
	"errors"
	"fmt"
	"os"
)

// Entry is one task with the answer that a model is to learn (section 7.2).
type Entry struct {
	Instruction string `json:"instruction"`
	Input       string `json:"input"` // what the instruction is about; often empty
	Output      string `json:"output"`
}

// Read reads a JSON list of entries. Each must have an instruction, an input and an output, of which the last two may
// be empty; the error says which entry does not, and in which line.
func Read(data []byte) ([]Entry, error) {
	records, err := readRecords(data, []string{"instruction", "input", "output"})
	if err != nil {
		return nil, fmt.Errorf("instruction data: %w", err)
	}
	entries := make([]Entry, len(records))
	for i, r := range records {
		entries[i] = Entry{Instruction: r["instruction"], Input: r["input"], Output: r["output"]}
		if entries[i].Instruction == "" {
			return nil, fmt.Errorf("instruction data: entry %d has an empty instruction", i)
		}
	}
	return entries, nil
}

// ReadFile is [Read] for a file; the error begins with its name.
func ReadFile(path string) ([]Entry, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("instruction data: %w", err)
	}
	entries, err := Read(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return entries, nil
}

// Parts are the entries that a model is trained on, those that its training is watched with, and those that its answers
// are judged by.
type Parts struct {
	Train, Validation, Test []Entry
}

// The book's shares of the entries; what is left is for validation (section 7.2).
const (
	BookTrain = 0.85
	BookTest  = 0.10
)

// Split cuts entries in the order of the file: the first part for training, the next for the test, the rest for
// validation. With the book's shares 1,100 entries become 935, 110 and 55. No part may be empty.
func Split(entries []Entry, train, test float64) (Parts, error) {
	n := len(entries)
	if !(train > 0 && test > 0 && train+test < 1) {
		return Parts{}, fmt.Errorf("shares of %v for training and %v for the test: want two numbers above 0 that "+
			"leave something for validation", train, test)
	}
	a := int(float64(n) * train)
	b := a + int(float64(n)*test)
	if a == 0 || b == a || b == n {
		return Parts{}, errors.Join(ErrTooFew,
			fmt.Errorf("%d entries make %d for training, %d for the test and %d for validation", n, a, b-a, n-b))
	}
	return Parts{Train: entries[:a:a], Test: entries[a:b:b], Validation: entries[b:]}, nil
}

// ErrTooFew is returned when a part of the split would be empty.
var ErrTooFew = errors.New("too few entries to split")
