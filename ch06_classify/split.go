package classify

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"

	"llmfromscratch/shared/atomicfile"
	"llmfromscratch/shared/torchrand"
)

// SampleSeed is the random_state of pandas in section 6.2.
const SampleSeed = 123

// Balance keeps all spam and draws as many ham messages: the book's create_balanced_dataset (section 6.2). The drawn
// ones come first, in the order of pandas' sample(random_state=seed), the spam after them in its own order. For the SMS
// collection 747 of each are left.
func Balance(list []Message, seed uint32) ([]Message, error) {
	var ham, spam []Message
	for _, m := range list {
		if m.Label == Spam {
			spam = append(spam, m)
		} else {
			ham = append(ham, m)
		}
	}
	switch {
	case len(spam) == 0:
		return nil, errors.New("balance: there is no spam among the messages")
	case len(ham) < len(spam):
		return nil, fmt.Errorf("balance: %d ham messages, fewer than the %d of spam they are to be drawn for", len(ham),
			len(spam))
	}
	var balanced []Message
	for _, i := range torchrand.NewNumpy(seed).Sample(len(ham), len(spam)) {
		balanced = append(balanced, ham[i])
	}
	return append(balanced, spam...), nil
}

// Split is a data set in three parts.
type Split struct {
	Train, Validation, Test []Message
}

// RandomSplit shuffles messages as pandas' sample(frac=1, random_state=seed) does and cuts them in three: the book's
// random_split (section 6.2). Train and validation are parts of the whole, the test part is what remains: 0.7 and 0.1
// of 1,494 messages are 1,045 and 149, which leaves 300. None may be empty.
func RandomSplit(list []Message, train, validation float64, seed uint32) (Split, error) {
	if !(train > 0 && validation > 0 && train+validation < 1) {
		return Split{}, fmt.Errorf("split: parts %v and %v, want two numbers above 0 that leave something of 1", train,
			validation)
	}
	shuffled := make([]Message, len(list))
	for i, from := range torchrand.NewNumpy(seed).SampleFrac(len(list), 1) {
		shuffled[i] = list[from]
	}
	trainEnd := int(float64(len(list)) * train)
	validationEnd := trainEnd + int(float64(len(list))*validation)
	if trainEnd == 0 || validationEnd == trainEnd || validationEnd == len(list) {
		return Split{}, fmt.Errorf("split: %d messages are too few for parts of %v and %v", len(list), train,
			validation)
	}
	return Split{
		Train:      slices.Clip(shuffled[:trainEnd]),
		Validation: slices.Clip(shuffled[trainEnd:validationEnd]),
		Test:       slices.Clip(shuffled[validationEnd:]),
	}, nil
}

// BookSplit balances and splits messages with the numbers of section 6.2.
func BookSplit(list []Message) (Split, error) {
	balanced, err := Balance(list, SampleSeed)
	if err != nil {
		return Split{}, err
	}
	return RandomSplit(balanced, 0.7, 0.1, SampleSeed)
}

// The files of a split, as the book calls them.
const (
	TrainFile      = "train.csv"
	ValidationFile = "validation.csv"
	TestFile       = "test.csv"
)

// Write writes the three parts as CSV files to a folder, which it makes when needed (section 6.2).
func (s Split) Write(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	return errors.Join(
		WriteCSV(filepath.Join(dir, TrainFile), s.Train),
		WriteCSV(filepath.Join(dir, ValidationFile), s.Validation),
		WriteCSV(filepath.Join(dir, TestFile), s.Test))
}

// ReadSplit reads what Write wrote.
func ReadSplit(dir string) (Split, error) {
	train, err1 := ReadCSV(filepath.Join(dir, TrainFile))
	validation, err2 := ReadCSV(filepath.Join(dir, ValidationFile))
	test, err3 := ReadCSV(filepath.Join(dir, TestFile))
	if err := errors.Join(err1, err2, err3); err != nil {
		return Split{}, err
	}
	return Split{Train: train, Validation: validation, Test: test}, nil
}

// The header of the CSV files.
const labelColumn, textColumn = "Label", "Text"

// WriteCSV writes messages to a file with the header Label,Text and the labels 0 and 1, byte for byte as pandas'
// to_csv(index=None) does. The file appears whole or not at all.
func WriteCSV(path string, list []Message) error {
	b := appendCSV(nil, labelColumn, textColumn)
	for _, m := range list {
		b = appendCSV(b, strconv.Itoa(int(m.Label)), m.Text)
	}
	return atomicfile.WriteBytes(path, b)
}

// ReadCSV reads what WriteCSV wrote. Rows count from 0 after the header.
func ReadCSV(path string) ([]Message, error) { return readFile(path, readCSV) }

func readCSV(r io.Reader) ([]Message, error) {
	data, err := readAll(r)
	if err != nil {
		return nil, err
	}
	records, err := parse(data, ',')
	if err != nil {
		return nil, err
	}
	if len(records) == 0 || !slices.Equal(records[0].fields, []string{labelColumn, textColumn}) {
		return nil, fmt.Errorf("the first line must be the header %s,%s", labelColumn, textColumn)
	}
	return messages(records[1:], "a label, a comma and a text", "0", "1")
}
