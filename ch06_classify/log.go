package classify

import (
	"fmt"
	"io"
	"math"
)

// WriteLog writes the book's log of a run: a line for each evaluation and, after each epoch, the accuracies (section
// 6.7). They are the lines that a run with Options.Log writes while it goes.
func (h *History) WriteLog(w io.Writer) error {
	epoch := 0 // whose accuracies are written
	for i, step := range h.Steps {
		now := int(math.Ceil(h.Epochs[i]))
		for ; epoch < now-1; epoch++ {
			if err := h.writeAccuracies(w, epoch); err != nil {
				return err
			}
		}
		_, err := fmt.Fprintf(w, "Ep %d (Step %06d): Train loss %.3f, Val loss %.3f\n", now, step, h.TrainLosses[i],
			h.ValidationLosses[i])
		if err != nil {
			return err
		}
	}
	for ; epoch < len(h.TrainAccuracies); epoch++ {
		if err := h.writeAccuracies(w, epoch); err != nil {
			return err
		}
	}
	return nil
}

// writeAccuracies writes the line after an epoch, counted from 0.
func (h *History) writeAccuracies(w io.Writer, epoch int) error {
	if epoch >= len(h.TrainAccuracies) {
		return nil
	}
	_, err := fmt.Fprintf(w, "Training accuracy: %.2f%% | Validation accuracy: %.2f%%\n",
		100*h.TrainAccuracies[epoch], 100*h.ValidationAccuracies[epoch])
	return err
}
