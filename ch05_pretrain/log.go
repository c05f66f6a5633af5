package pretrain

import (
	"fmt"
	"io"
	"math"
)

// WriteLog writes the book's log of a run: a line for each evaluation and, after each epoch, the sample text in one line
// (section 5.2). They are the lines that a run with Options.Log writes while it goes.
func (h *History) WriteLog(w io.Writer) error {
	epoch := 1
	for i, step := range h.Steps {
		now := int(math.Ceil(h.Epochs[i]))
		for ; epoch < now; epoch++ {
			if err := h.writeSample(w, epoch); err != nil {
				return err
			}
		}
		if _, err := fmt.Fprint(w, evaluationLine(now, step, h.TrainLosses[i], h.ValidationLosses[i])); err != nil {
			return err
		}
	}
	for ; epoch <= len(h.Samples); epoch++ {
		if err := h.writeSample(w, epoch); err != nil {
			return err
		}
	}
	return nil
}

// writeSample writes the text after an epoch, counted from 1, if there is one.
func (h *History) writeSample(w io.Writer, epoch int) error {
	if epoch > len(h.Samples) {
		return nil
	}
	_, err := fmt.Fprintln(w, OneLine(h.Samples[epoch-1]))
	return err
}

func evaluationLine(epoch, step int, train, validation float64) string {
	return fmt.Sprintf("Ep %d (Step %06d): Train loss %.3f, Val loss %.3f\n", epoch, step, train, validation)
}

// Evaluation is one line of a training log.
type Evaluation struct {
	Epoch, Step       int // Epoch counts from 1, Step from 0
	Train, Validation float64
}

// PrintedLog is the log of ten epochs as the book's printed edition has it, three decimals each (section 5.2). It was made on a
// CPU; runs on graphics cards, as in the book's online notebooks, draw other dropout masks and so have other figures.
func PrintedLog() []Evaluation {
	return []Evaluation{
		{1, 0, 9.781, 9.933}, {1, 5, 8.111, 8.339},
		{2, 10, 6.661, 7.048}, {2, 15, 5.961, 6.616},
		{3, 20, 5.726, 6.600}, {3, 25, 5.201, 6.348},
		{4, 30, 4.417, 6.278}, {4, 35, 4.069, 6.226},
		{5, 40, 3.732, 6.160},
		{6, 45, 2.850, 6.179}, {6, 50, 2.427, 6.141},
		{7, 55, 2.104, 6.134}, {7, 60, 1.882, 6.233},
		{8, 65, 1.320, 6.238}, {8, 70, 0.985, 6.242},
		{9, 75, 0.717, 6.293}, {9, 80, 0.541, 6.393},
		{10, 85, 0.391, 6.452},
	}
}

// Evaluations are the lines of a run's log, losses in full precision.
func (h *History) Evaluations() []Evaluation {
	lines := make([]Evaluation, len(h.Steps))
	for i, step := range h.Steps {
		lines[i] = Evaluation{int(math.Ceil(h.Epochs[i])), step, h.TrainLosses[i], h.ValidationLosses[i]}
	}
	return lines
}
