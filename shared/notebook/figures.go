package notebook

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// EnvFigures names the environment variable with the file to which cells append the outcome of each comparison with
// the book, one JSON object a line. The runner sets it and counts the lines.
const EnvFigures = "LLM_FIGURES_LOG"

// Outcome says what came of a comparison with the book.
type Outcome string

const (
	Reproduced Outcome = "reproduced"
	Differs    Outcome = "differs"   // a fault
	Excepted   Outcome = "exception" // differs, for a reason that the book's table states
	Skipped    Outcome = "skipped"   // not compared: a data set of the book is absent
)

// Figure is the outcome of comparing one computed value with the book.
type Figure struct {
	ID      string  `json:"id"`
	Outcome Outcome `json:"outcome"`
	Note    string  `json:"note,omitempty"` // why
}

// LogFigure appends f to the file named by EnvFigures; without the variable it does nothing.
func LogFigure(f Figure) error {
	path := os.Getenv(EnvFigures)
	if path == "" {
		return nil
	}
	line, err := encode(f)
	if err != nil {
		return err
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o644)
	if err != nil {
		return fmt.Errorf("record figure %s: %w", f.ID, err)
	}
	_, err = file.Write(append(line, '\n'))
	return errors.Join(err, file.Close())
}

// readFigures reads such a file. Of a figure compared more than once the first outcome that is not [Reproduced] counts.
// A missing file holds none.
func readFigures(path string) ([]Figure, error) {
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer file.Close()
	var figures []Figure
	at := map[string]int{}
	lines := bufio.NewScanner(file)
	for n := 1; lines.Scan(); n++ {
		var f Figure
		if err := json.Unmarshal(lines.Bytes(), &f); err != nil {
			return nil, fmt.Errorf("line %d of the figures log: %w", n, err)
		}
		i, seen := at[f.ID]
		if !seen {
			at[f.ID] = len(figures)
			figures = append(figures, f)
		} else if figures[i].Outcome == Reproduced {
			figures[i] = f
		}
	}
	return figures, lines.Err()
}

// tally counts the figures that were compared, those reproduced, and those left out; those that differ become problems.
func (r *Result) tally(figures []Figure) {
	for _, f := range figures {
		switch f.Outcome {
		case Skipped:
			r.Skipped++
			continue
		case Reproduced:
			r.Reproduced++
		case Differs:
			r.Problems = append(r.Problems, Problem{Text: "figure " + f.ID + " " + f.Note})
		}
		r.Figures++
	}
}
