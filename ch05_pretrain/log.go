package pretrain

import (
	"fmt"
	"io"
	"math"
)

// Evaluation is one line of a training log.
type Evaluation struct {
	Epoch, Step       int // Epoch counts from 1, Step from 0
	Train, Validation float64
}

// String is the line as the book prints it: "Ep 1 (Step 000005): Train loss 8.111, Val loss 8.339".
func (e Evaluation) String() string {
	return fmt.Sprintf("Ep %d (Step %06d): Train loss %.3f, Val loss %.3f", e.Epoch, e.Step, e.Train, e.Validation)
}

// Evaluations are the evaluations of a run in order, losses in full precision.
func (h *History) Evaluations() []Evaluation {
	lines := make([]Evaluation, len(h.Steps))
	for i, step := range h.Steps {
		lines[i] = Evaluation{int(math.Ceil(h.Epochs[i])), step, h.TrainLosses[i], h.ValidationLosses[i]}
	}
	return lines
}

// WriteLog writes the book's log of a run: a line for each evaluation and, after each epoch, the sample text in one
// line (section 5.2). They are the lines that a run with Options.Log writes while it goes.
func (h *History) WriteLog(w io.Writer) error {
	written := 0 // epochs whose sample is written
	samplesBefore := func(epoch int) error {
		for ; written < min(epoch-1, len(h.Samples)); written++ {
			if _, err := fmt.Fprintln(w, OneLine(h.Samples[written])); err != nil {
				return err
			}
		}
		return nil
	}
	for _, line := range h.Evaluations() {
		if err := samplesBefore(line.Epoch); err != nil {
			return err
		}
		if _, err := fmt.Fprintln(w, line); err != nil {
			return err
		}
	}
	return samplesBefore(len(h.Samples) + 1)
}
