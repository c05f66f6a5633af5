package lesson

import (
	"math"

	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/shared/book"
)

// EpochLosses are the mean training losses of the steps of each epoch of a finished run: what the run itself saw,
// dropout included.
func EpochLosses(h *pretrain.History) []float64 {
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

// batchesPerEpoch is the length of an epoch of section 5.2: The Verdict has nine training batches.
const batchesPerEpoch = 9

// PrintedLog is the log of ten epochs as the book's printed edition has it (section 5.2), from the figures
// book.ch05.printed_log. It was made on a CPU; runs on graphics cards, as in the book's online notebooks, draw other
// dropout masks and so have other figures.
func PrintedLog() ([]pretrain.Evaluation, error) {
	var log []pretrain.Evaluation
	for _, part := range []string{"epochs1to3", "epochs4to10"} {
		fig, err := book.Find("book.ch05.printed_log." + part)
		if err != nil {
			return nil, err
		}
		want, _ := fig.Want.(map[string]any)
		column := func(name string) []any {
			list, _ := want[name].([]any)
			return list
		}
		tokens, train, validation := column("tokens_seen"), column("train_losses"), column("val_losses")
		data := pretrain.BookData()
		for i := range tokens {
			step := int(tokens[i].(int64))/(data.BatchSize*data.ContextLength) - 1
			log = append(log, pretrain.Evaluation{Epoch: 1 + step/batchesPerEpoch, Step: step,
				Train: train[i].(float64), Validation: validation[i].(float64)})
		}
	}
	return log, nil
}

// FirstSteps are the losses of the first six steps of a run, and its evaluations after steps 0 and 5 (section 5.2).
func FirstSteps(h *pretrain.History) map[string]any {
	pair := func(i int) []float64 { return []float64{h.TrainLosses[i], h.ValidationLosses[i]} }
	return map[string]any{"step_losses": h.StepLosses[:6], "eval_step0": pair(0), "eval_step5": pair(1)}
}

// LogPart are the evaluations of a run from one to before another, in columns (section 5.2).
func LogPart(h *pretrain.History, from, to int) map[string]any {
	return map[string]any{"tokens_seen": h.TokensSeen[from:to],
		"train_losses": h.TrainLosses[from:to], "val_losses": h.ValidationLosses[from:to]}
}

// Difference is the larger of the differences between the losses of two evaluations, as far as three decimals show it:
// 9.7811 and 9.7809 do not differ.
func Difference(a, b pretrain.Evaluation) float64 {
	shown := func(loss float64) float64 { return math.Round(loss * 1000) }
	return max(math.Abs(shown(a.Train)-shown(b.Train)),
		math.Abs(shown(a.Validation)-shown(b.Validation))) / 1000
}
