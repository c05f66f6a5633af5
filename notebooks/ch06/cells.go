package lesson

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/ch06_classify"
	"llmfromscratch/shared/course"
)

// ByTens counts lengths by tens: 0 to 9, 10 to 19 and so on; all from 120 on are counted together (section 6.3).
func ByTens(lengths []int) []float64 {
	counts := make([]float64, 13)
	for _, n := range lengths {
		counts[min(n/10, 12)]++
	}
	return counts
}

// CountRows are counts as the rows of a table, by their names.
func CountRows(counts map[string]int) (rows [][]any) {
	for _, name := range slices.Sorted(maps.Keys(counts)) {
		rows = append(rows, []any{name, course.Count(counts[name])})
	}
	return rows
}

// LogitAccuracy is the part of the rows of logits whose largest number is that of the label (section 6.6).
func LogitAccuracy(ctx context.Context, b LogitBatch) (float64, error) {
	loader, err := NewLogitLoader(b.Logits, b.Labels, len(b.Logits))
	if err != nil {
		return 0, err
	}
	return classify.Accuracy(ctx, loader, pretrain.AllBatches, LogitBatch.Predict)
}

// Results are accuracies and losses of the three parts, by the parts' names.
type Results struct{ Accuracies, Losses map[string]float64 }

// Parts are the names of the three parts in their order.
func Parts() []string { return []string{"train", "validation", "test"} }

// Evaluate works out accuracies over some batches of each part, and then losses over some (section 6.6).
func Evaluate(ctx context.Context, e *classify.Evaluator, l *classify.Loaders, accuracyBatches,
	lossBatches int) (Results, error) {
	r := Results{Accuracies: map[string]float64{}, Losses: map[string]float64{}}
	parts := []*classify.Loader{l.Train, l.Validation, l.Test}
	var err error
	for i, name := range Parts() {
		if r.Accuracies[name], err = e.LoaderAccuracy(ctx, parts[i], accuracyBatches); err != nil {
			return r, err
		}
	}
	for i, name := range Parts() {
		if r.Losses[name], err = e.LoaderLoss(ctx, parts[i], lossBatches); err != nil {
			return r, err
		}
	}
	return r, nil
}

// Beginning is how a text begins: at most n characters of it, with "…" behind them where there are more.
func Beginning(text string, n int) string {
	letters := []rune(text)
	if len(letters) <= n {
		return text
	}
	return string(letters[:n]) + "…"
}

// Judgement is a line about a message: the probability of spam, the class, and how the message begins; or what is wrong
// with it (section 6.8).
func Judgement(p *classify.Predictor, message string) string {
	got, err := p.Classify(message)
	if err != nil {
		return fmt.Sprint("error: ", err)
	}
	return fmt.Sprintf("%.3f %v: %s", got.Probabilities[classify.Spam], got, Beginning(message, 60))
}
