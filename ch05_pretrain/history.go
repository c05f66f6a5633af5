package pretrain

import (
	"fmt"
	"io"
	"math"
)

// History is what a run found, in order.
type History struct {
	TrainLosses      []float64 `json:"train_losses"`
	ValidationLosses []float64 `json:"validation_losses"`
	TokensSeen       []int     `json:"tokens_seen"` // at each evaluation
	Steps            []int     `json:"steps"`       // at each evaluation; the book counts them from 0
	Epochs           []float64 `json:"epochs"`      // at each evaluation, the fraction of the epochs that is done
	StepLosses       []float64 `json:"step_losses"` // of every step
	LearningRates    []float64 `json:"learning_rates"`
	GradientNorms    []float64 `json:"gradient_norms,omitempty"` // before clipping
	Samples          []string  `json:"samples"`                  // text after each epoch
	EpochEnds        []int     `json:"epoch_ends,omitempty"`     // steps done at the end of each epoch
}

// record adds what every step of a run finds.
func (h *History) record(e Event) error {
	switch e.Kind {
	case Stepped:
		h.StepLosses = append(h.StepLosses, e.Loss)
		h.LearningRates = append(h.LearningRates, e.LearningRate)
		h.GradientNorms = append(h.GradientNorms, e.GradientNorm)
	case EpochEnded:
		h.EpochEnds = append(h.EpochEnds, e.Step)
	}
	return nil
}

// addEvaluation adds the losses that an evaluation found.
func (h *History) addEvaluation(p Progress, train, validation float64) Evaluation {
	h.TrainLosses = append(h.TrainLosses, train)
	h.ValidationLosses = append(h.ValidationLosses, validation)
	h.TokensSeen = append(h.TokensSeen, p.TokensSeen)
	h.Steps = append(h.Steps, p.Step-1)
	h.Epochs = append(h.Epochs, p.EpochsDone())
	return Evaluation{p.Epoch, p.Step - 1, train, validation}
}

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
// line (section 5.2). They are the lines that [Log] writes while a run goes.
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
