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

// Difference is the larger of the differences of the two losses, as far as three decimals show it: 9.7811 and 9.7809 do
// not differ.
func (e Evaluation) Difference(other Evaluation) float64 {
	shown := func(loss float64) float64 { return math.Round(loss * 1000) }
	return max(math.Abs(shown(e.Train)-shown(other.Train)),
		math.Abs(shown(e.Validation)-shown(other.Validation))) / 1000
}

// Evaluations are the evaluations of a run in order, losses in full precision.
func (h *History) Evaluations() []Evaluation {
	lines := make([]Evaluation, len(h.Steps))
	for i, step := range h.Steps {
		lines[i] = Evaluation{int(math.Ceil(h.Epochs[i])), step, h.TrainLosses[i], h.ValidationLosses[i]}
	}
	return lines
}

// SampleLines are the sample texts, each in one line.
func (h *History) SampleLines() []string {
	lines := make([]string, len(h.Samples))
	for i, sample := range h.Samples {
		lines[i] = OneLine(sample)
	}
	return lines
}

// EpochLosses are the mean training losses of the steps of each epoch of a finished run: what the run itself saw, dropout
// included.
func (h *History) EpochLosses() []float64 {
	epochs := max(len(h.EpochEnds), len(h.Samples)) // histories of earlier versions have the samples only
	losses := make([]float64, epochs)
	if epochs == 0 {
		return losses
	}
	for i, loss := range h.StepLosses {
		losses[i*epochs/len(h.StepLosses)] += loss * float64(epochs) / float64(len(h.StepLosses))
	}
	return losses
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

// PrintedLog is the log of ten epochs as the book's printed edition has it, three decimals each (section 5.2). It was
// made on a CPU; runs on graphics cards, as in the book's online notebooks, draw other dropout masks and so have other
// figures.
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
