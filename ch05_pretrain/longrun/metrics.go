package longrun

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strings"
	"time"

	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/shared/atomicfile"
)

// Metrics has a run written down while it goes: a CSV file with a line for each step and each evaluation, there as soon
// as the step is done. [ReadMetrics] reads such a file, also while the run still goes.
//
// Steps count from 0, as in the log. A run that is resumed goes on with the file: what it does again after its last
// checkpoint replaces what is there, and what is missing is written from the checkpoint, so that every step has one
// line. A run that begins anew sets the file of an earlier one aside.
type Metrics struct {
	Path     string
	Now      func() time.Time  // nil: time.Now
	SetAside func(path string) // is told where the file of an earlier run is now; nil: nobody
}

// metricsFile is the file of a run under way. Its methods do nothing on a nil file.
type metricsFile struct {
	Metrics
	f *os.File
}

// start opens the file and makes it agree with what the run has done so far.
func (m *Metrics) start(h *pretrain.History, loaders *pretrain.Loaders) (*metricsFile, error) {
	if m == nil {
		return nil, nil
	}
	file := &metricsFile{Metrics: *m}
	if file.Now == nil {
		file.Now = time.Now
	}
	found, err := ReadMetrics(m.Path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	if len(found) > 0 && len(h.StepLosses) == 0 {
		if err := file.setAside(); err != nil {
			return nil, err
		}
		found = nil
	}
	rows, err := pastRows(h, loaders, found)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", m.Path, err)
	}
	err = atomicfile.Write(m.Path, func(w io.Writer) error {
		lines := csv.NewWriter(w)
		lines.Write(metricsHeader)
		for _, row := range rows {
			lines.Write(row.fields())
		}
		lines.Flush()
		return lines.Error()
	})
	if err != nil {
		return nil, err
	}
	file.f, err = os.OpenFile(m.Path, os.O_WRONLY|os.O_APPEND, 0)
	return file, err
}

// setAside gives the file another name: run.csv becomes run.1.csv, or the first number that is free.
func (m *metricsFile) setAside() error {
	ending := filepath.Ext(m.Path)
	for n := 1; ; n++ {
		path := fmt.Sprintf("%s.%d%s", strings.TrimSuffix(m.Path, ending), n, ending)
		if _, err := os.Lstat(path); err == nil {
			continue
		} else if !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		if err := os.Rename(m.Path, path); err != nil {
			return err
		}
		if m.SetAside != nil {
			m.SetAside(path)
		}
		return nil
	}
}

// pastRows are the rows of what a run has done. Speeds and, where the run has not kept them, gradient norms come from
// the rows that were found; it is an error when those are of another run.
func pastRows(h *pretrain.History, loaders *pretrain.Loaders, found []MetricsRow) ([]MetricsRow, error) {
	steps := map[int]MetricsRow{}
	for _, row := range found {
		if row.Kind == StepRow {
			steps[row.Step] = row
		}
	}
	perEpoch := loaders.Train.Len()
	var rows []MetricsRow
	evaluations := 0
	for step, loss := range h.StepLosses {
		row, ok := steps[step]
		if ok && row.Loss != loss {
			return nil, fmt.Errorf("the loss of step %d is %v, that of the run which goes on is %v: the file is of "+
				"another run; name another",
				step, row.Loss, loss)
		}
		if !ok {
			row = MetricsRow{Tokens: (step + 1) * (loaders.TrainTokens / perEpoch), GradientNorm: math.NaN(),
				TokensPerSecond: math.NaN()}
		}
		if len(h.GradientNorms) == len(h.StepLosses) {
			row.GradientNorm = h.GradientNorms[step]
		}
		row.Kind, row.Step, row.Epoch, row.Loss, row.LearningRate = StepRow, step, step/perEpoch+1, loss,
			h.LearningRates[step]
		rows = append(rows, row)
		for ; evaluations < len(h.Steps) && h.Steps[evaluations] == step; evaluations++ {
			rows = append(rows, evaluationRow(h, evaluations, row.Epoch))
		}
	}
	return rows, nil
}

// evaluationRow is the row of an evaluation of a run.
func evaluationRow(h *pretrain.History, i, epoch int) MetricsRow {
	return MetricsRow{
		Kind: EvaluationRow, Step: h.Steps[i], Epoch: epoch, Tokens: h.TokensSeen[i],
		TrainLoss: h.TrainLosses[i], ValidationLoss: h.ValidationLosses[i],
	}
}

// watch writes a row for every step and every evaluation of a run.
func (m *metricsFile) watch(h *pretrain.History) pretrain.Watcher {
	if m == nil {
		return func(pretrain.Event) error { return nil }
	}
	var began time.Time
	var seen int // tokens, before the step
	return func(e pretrain.Event) error {
		switch e.Kind {
		case pretrain.Begun:
			began, seen = m.Now(), e.TokensSeen
		case pretrain.Stepped:
			return m.step(e.Progress, m.Now().Sub(began), e.TokensSeen-seen)
		case pretrain.Evaluated:
			return m.append(evaluationRow(h, len(h.Steps)-1, e.Epoch))
		}
		return nil
	}
}

// step writes the row of a step that took so long for so many tokens.
func (m *metricsFile) step(p pretrain.Progress, took time.Duration, tokens int) error {
	speed := math.NaN()
	if seconds := took.Seconds(); seconds > 0 {
		speed = float64(tokens) / seconds
	}
	return m.append(MetricsRow{
		Kind: StepRow, Step: p.Step - 1, Epoch: p.Epoch, Tokens: p.TokensSeen,
		Loss: p.Loss, LearningRate: p.LearningRate, GradientNorm: p.GradientNorm, TokensPerSecond: speed,
	})
}

// append writes a row at once, so that a run that is killed has lost at most the end of it.
func (m *metricsFile) append(row MetricsRow) error {
	var line bytes.Buffer
	w := csv.NewWriter(&line)
	w.Write(row.fields())
	w.Flush()
	if _, err := m.f.Write(line.Bytes()); err != nil {
		return fmt.Errorf("metrics: %w", err)
	}
	return nil
}

// sync forces the rows to the disk, before a checkpoint that relies on them.
func (m *metricsFile) sync() error {
	if m == nil {
		return nil
	}
	if err := m.f.Sync(); err != nil {
		return fmt.Errorf("metrics: %w", err)
	}
	return nil
}

// close ends writing; more calls do nothing.
func (m *metricsFile) close() error {
	if m == nil || m.f == nil {
		return nil
	}
	f := m.f
	m.f = nil
	return f.Close()
}
