package classify

import (
	"fmt"
	"io"
	"math"

	"llmfromscratch/ch05_pretrain"
)

// History is what a run found, in order.
type History struct {
	TrainLosses          []float64 `json:"train_losses"`
	ValidationLosses     []float64 `json:"validation_losses"`
	Steps                []int     `json:"steps"`         // at each evaluation; the book counts them from 0
	ExamplesSeen         []int     `json:"examples_seen"` // at each evaluation
	Epochs               []float64 `json:"epochs"`        // at each evaluation, the fraction of the epochs that is done
	TrainAccuracies      []float64 `json:"train_accuracies"`
	ValidationAccuracies []float64 `json:"validation_accuracies"` // after each epoch, on EvalBatches batches
	StepLosses           []float64 `json:"step_losses"`           // of every step
}

// WriteLog writes the book's log of a run: a line for each evaluation and, after each epoch, the accuracies (section
// 6.7). They are the lines that pretrain.Log writes while a run goes.
func (h *History) WriteLog(w io.Writer) error {
	epoch := 0 // whose accuracies are written
	for i, step := range h.Steps {
		now := int(math.Ceil(h.Epochs[i]))
		for ; epoch < now-1; epoch++ {
			if err := h.writeAccuracies(w, epoch); err != nil {
				return err
			}
		}
		_, err := fmt.Fprintln(w, pretrain.Evaluation{Epoch: now, Step: step, Train: h.TrainLosses[i],
			Validation: h.ValidationLosses[i]})
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
	_, err := fmt.Fprintln(w, accuracyLine(h.TrainAccuracies[epoch], h.ValidationAccuracies[epoch]))
	return err
}
