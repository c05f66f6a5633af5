package longrun

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
)

// Kinds of rows in a file of metrics.
const (
	StepRow       = "step"
	EvaluationRow = "evaluation"
)

// MetricsRow is a line of a file of metrics. What a kind of row does not have, and what is not known, is an empty field
// there; here it is NaN or 0.
type MetricsRow struct {
	Kind   string // [StepRow] or [EvaluationRow]
	Step   int    // from 0, as in the log
	Epoch  int    // from 1
	Tokens int    // trained on so far

	// Of a step.
	Loss            float64 // before it
	LearningRate    float64
	GradientNorm    float64 // before clipping
	TokensPerSecond float64 // in this step alone

	// Of an evaluation.
	TrainLoss, ValidationLoss float64
}

var metricsHeader = []string{"kind", "step", "epoch", "tokens", "loss", "learning_rate", "gradient_norm",
	"tokens_per_second",
	"train_loss", "validation_loss"}

// fields are the row as a line of the file, losses in full precision.
func (r MetricsRow) fields() []string {
	number := func(x float64, format byte, digits int) string {
		if math.IsNaN(x) {
			return ""
		}
		return strconv.FormatFloat(x, format, digits, 64)
	}
	fields := []string{r.Kind, strconv.Itoa(r.Step), strconv.Itoa(r.Epoch), strconv.Itoa(r.Tokens)}
	if r.Kind == EvaluationRow {
		return append(fields, "", "", "", "", number(r.TrainLoss, 'g', -1), number(r.ValidationLoss, 'g', -1))
	}
	return append(fields, number(r.Loss, 'g', -1), number(r.LearningRate, 'g', -1), number(r.GradientNorm, 'g', -1),
		number(r.TokensPerSecond, 'f', 1), "", "")
}

func parseRow(fields []string) (MetricsRow, error) {
	var failed error
	number := func(i int) float64 {
		if fields[i] == "" {
			return math.NaN()
		}
		x, err := strconv.ParseFloat(fields[i], 64)
		failed = errors.Join(failed, err)
		return x
	}
	count := func(i int) int {
		n, err := strconv.Atoi(fields[i])
		failed = errors.Join(failed, err)
		return n
	}
	r := MetricsRow{Kind: fields[0], Step: count(1), Epoch: count(2), Tokens: count(3)}
	switch r.Kind {
	case StepRow:
		r.Loss, r.LearningRate, r.GradientNorm, r.TokensPerSecond = number(4), number(5), number(6), number(7)
	case EvaluationRow:
		r.TrainLoss, r.ValidationLoss = number(8), number(9)
	default:
		failed = fmt.Errorf("a row of kind %q, want %q or %q", r.Kind, StepRow, EvaluationRow)
	}
	return r, failed
}

// ReadMetrics reads a file of [Metrics], also while a run is writing it: a last line without its end does not count.
// The error names the file and the line.
func ReadMetrics(path string) ([]MetricsRow, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	whole := data[:bytes.LastIndexByte(data, '\n')+1]
	if len(whole) == 0 && strings.HasPrefix(strings.Join(metricsHeader, ","), string(data)) {
		return nil, nil // the run has not yet begun to write
	}
	r := csv.NewReader(bytes.NewReader(whole))
	r.FieldsPerRecord = len(metricsHeader)
	lines, err := r.ReadAll()
	if err != nil {
		return nil, fmt.Errorf("%s is no file of metrics: %w", path, err)
	}
	if len(lines) == 0 || !slices.Equal(lines[0], metricsHeader) {
		return nil, fmt.Errorf("%s is no file of metrics: its first line is not %q", path,
			strings.Join(metricsHeader, ","))
	}
	rows := make([]MetricsRow, 0, len(lines))
	for i, line := range lines[1:] {
		row, err := parseRow(line)
		if err != nil {
			return nil, fmt.Errorf("%s, line %d: %w", path, i+2, err)
		}
		rows = append(rows, row)
	}
	return rows, nil
}
