package longrun_test

import (
	"errors"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/ch05_pretrain/longrun"
	"llmfromscratch/shared/nn"
)

// ticking is a clock that goes on by half a second whenever it is asked.
func ticking() func() time.Time {
	t := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	return func() time.Time {
		t = t.Add(500 * time.Millisecond)
		return t
	}
}

// withMetrics is a run of 24 steps that writes to a file.
func withMetrics(path string) longRun {
	run := smallRun()
	run.Long.Metrics = &longrun.Metrics{Path: path, Now: ticking()}
	return run
}

func readMetrics(t *testing.T, path string) []longrun.MetricsRow {
	t.Helper()
	rows, err := longrun.ReadMetrics(path)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// checkRows compares a file with the history of its run: each step and each evaluation once, in order, with the same
// numbers.
func checkRows(t *testing.T, rows []longrun.MetricsRow, h *pretrain.History, perEpoch, tokens int) {
	t.Helper()
	var steps, evaluations []longrun.MetricsRow
	for i, r := range rows {
		if r.Kind == longrun.StepRow {
			steps = append(steps, r)
			continue
		}
		evaluations = append(evaluations, r)
		if i == 0 || rows[i-1].Kind != longrun.StepRow || rows[i-1].Step != r.Step {
			t.Errorf("row %d: the evaluation of step %d does not follow it", i, r.Step)
		}
	}
	if len(steps) != len(h.StepLosses) || len(evaluations) != len(h.Steps) {
		t.Fatalf("%d steps and %d evaluations, want %d and %d", len(steps), len(evaluations), len(h.StepLosses),
			len(h.Steps))
	}
	for i, r := range steps {
		if r.Step != i || r.Epoch != i/perEpoch+1 || r.Tokens != (i+1)*tokens || r.Loss != h.StepLosses[i] ||
			r.LearningRate != h.LearningRates[i] {
			t.Errorf("step %d: %+v", i, r)
		}
	}
	for i, r := range evaluations {
		if r.Step != h.Steps[i] || r.Tokens != h.TokensSeen[i] || r.TrainLoss != h.TrainLosses[i] ||
			r.ValidationLoss != h.ValidationLosses[i] {
			t.Errorf("evaluation %d: %+v", i, r)
		}
	}
}

func TestMetricsAreTheRun(t *testing.T) {
	path := filepath.Join(t.TempDir(), "run.csv")
	run := withMetrics(path)
	live := 0
	run.Watchers = []pretrain.Watcher{pretrain.OnStep(func(p pretrain.Progress) error {
		rows := readMetrics(t, path)
		if last := rows[len(rows)-1]; last.Step != p.Step-1 || last.Loss != p.Loss {
			t.Errorf("after step %d the last row is %+v", p.Step, last)
		}
		live++
		return nil
	})}
	m, loaders := start(t, run.Recipe, nn.TorchMasks)
	h, err := train(t, t.Context(), m, loaders, run)
	if err != nil {
		t.Fatal(err)
	}
	rows := readMetrics(t, path)
	checkRows(t, rows, h, loaders.Train.Len(), 2*16)
	for _, r := range rows {
		// 32 tokens in half a second
		if r.Kind == longrun.StepRow && (r.TokensPerSecond != 64 || !(r.GradientNorm > 0)) {
			t.Errorf("step %d: %v tokens/s, gradient norm %v", r.Step, r.TokensPerSecond, r.GradientNorm)
		}
	}
	if live != len(h.StepLosses) {
		t.Errorf("%d steps seen, want %d", live, len(h.StepLosses))
	}
}

// Writing metrics must not change the run.
func TestMetricsLeaveTheRunAlone(t *testing.T) {
	run := smallRun()
	m, loaders := start(t, run.Recipe, nn.TorchMasks)
	want, err := train(t, t.Context(), m, loaders, run)
	if err != nil {
		t.Fatal(err)
	}
	wantParameters := parameters(t, m)
	run = withMetrics(filepath.Join(t.TempDir(), "run.csv"))
	m, loaders = start(t, run.Recipe, nn.TorchMasks)
	got, err := train(t, t.Context(), m, loaders, run)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want) || !reflect.DeepEqual(parameters(t, m), wantParameters) {
		t.Errorf("with metrics the losses are\n%v, without\n%v", got.StepLosses, want.StepLosses)
	}
}

// An interrupted run that is resumed leaves the file that an uninterrupted one leaves, to the byte; also when its
// process was killed some steps after its last checkpoint, in the middle of a line.
func TestMetricsOfAResumedRun(t *testing.T) {
	whole := filepath.Join(t.TempDir(), "run.csv")
	run := withMetrics(whole)
	m, loaders := start(t, run.Recipe, nn.TorchMasks)
	h, err := train(t, t.Context(), m, loaders, run)
	if err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile(whole)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(string(want), "\n")
	perEpoch := loaders.Train.Len()
	for _, tt := range []struct {
		name  string
		after int // steps
		found func(now []byte) []byte
	}{
		{"stopped after the first step", 1, nil},
		{"stopped in the middle of an epoch", perEpoch + 3, nil},
		{"stopped at the end of an epoch", perEpoch, nil},
		{"stopped when an evaluation was due", 5, nil},
		{"killed later", 5, func([]byte) []byte { return []byte(strings.Join(lines[:12], "")) }},
		{"killed while writing a line", 5, func([]byte) []byte {
			return []byte(strings.Join(lines[:12], "") +
				"step,10,2,3")
		}},
		{"rows written twice", 5, func(now []byte) []byte {
			return append(now,
				now[strings.Index(string(now), "\n")+1:]...)
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "run.csv")
			run := withMetrics(path)
			run.Long.Checkpoint = &longrun.Checkpoint{Dir: t.TempDir()}
			interruptAfter(t, run, nn.TorchMasks, tt.after)
			now, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.HasPrefix(string(want), string(now)) || len(now) == len(want) {
				t.Fatalf("after the interruption the file is\n%s", now)
			}
			if tt.found != nil {
				if err := os.WriteFile(path, tt.found(slices.Clone(now)), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			m, loaders := start(t, run.Recipe, nn.TorchMasks)
			if _, err := train(t, t.Context(), m, loaders, run); err != nil {
				t.Fatal(err)
			}
			if got, err := os.ReadFile(path); err != nil || string(got) != string(want) {
				t.Errorf("the file is (%v)\n%s, want\n%s", err, got, want)
			}
		})
	}

	t.Run("file lost", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "run.csv")
		run := withMetrics(path)
		run.Long.Checkpoint = &longrun.Checkpoint{Dir: t.TempDir()}
		interruptAfter(t, run, nn.TorchMasks, 10)
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
		m, loaders := start(t, run.Recipe, nn.TorchMasks)
		if _, err := train(t, t.Context(), m, loaders, run); err != nil {
			t.Fatal(err)
		}
		rows := readMetrics(t, path)
		checkRows(t, rows, h, perEpoch, 2*16)
		if !math.IsNaN(rows[0].TokensPerSecond) || math.IsNaN(rows[len(rows)-1].TokensPerSecond) &&
			rows[len(rows)-1].Kind == longrun.StepRow {
			t.Error("speeds of steps before the interruption are not known, those after it are")
		}
	})
}

func TestMetricsOfAnotherRun(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "run.csv")
	run := withMetrics(path)
	run.Options.Epochs = 1
	var aside []string
	run.Long.Metrics.SetAside = func(path string) { aside = append(aside, path) }
	for range 3 {
		m, loaders := start(t, run.Recipe, nn.TorchMasks)
		if _, err := train(t, t.Context(), m, loaders, run); err != nil {
			t.Fatal(err)
		}
	}
	if want := []string{filepath.Join(dir, "run.1.csv"), filepath.Join(dir, "run.2.csv")}; !slices.Equal(aside, want) {
		t.Errorf("set aside: %v, want %v", aside, want)
	}
	if first, last := readMetrics(t, aside[0]), readMetrics(t, path); !reflect.DeepEqual(first, last) {
		t.Error("the file of the first run was not kept")
	}

	other := run
	other.Options.Optimizer.LearningRate *= 2
	other.Long.Metrics = &longrun.Metrics{Path: filepath.Join(dir, "other.csv")}
	other.Long.Checkpoint = &longrun.Checkpoint{Dir: t.TempDir()}
	interruptAfter(t, other, nn.TorchMasks, 4)
	other.Long.Metrics.Path = path
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	m, loaders := start(t, other.Recipe, nn.TorchMasks)
	_, err = train(t, t.Context(), m, loaders, other)
	if err == nil || !strings.Contains(err.Error(), "of another run") || !strings.Contains(err.Error(), path) {
		t.Errorf("resumed with the file of another run: %v", err)
	}
	if after, err := os.ReadFile(path); err != nil || string(after) != string(before) {
		t.Error("the file of another run was changed")
	}
}

func TestWhatIsNoFileOfMetrics(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.csv")
	const header = "kind,step,epoch,tokens,loss,learning_rate,gradient_norm,tokens_per_second," +
		"train_loss,validation_loss\n"
	for _, tt := range []struct{ name, text, want string }{
		{"other columns", "name,age\nAnn,3\n", "no file of metrics"},
		{"a letter", "Dear reader,\n\nyours.\n", "no file of metrics"},
		{"a letter without a line end", "Dear reader", "no file of metrics"},
		{"unknown kind", header + "jump,1,1,1,,,,,,\n", `line 2: a row of kind "jump"`},
		{"no number", header + "step,0,1,32,1.5,0.1,1,1,,\nstep,1,1,x,1.5,0.1,1,1,,\n", "line 3"},
		{"too few columns", header + "step,0,1\n", "wrong number of fields"},
	} {
		if err := os.WriteFile(path, []byte(tt.text), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := longrun.ReadMetrics(path); err == nil || !strings.Contains(err.Error(), tt.want) ||
			!strings.Contains(err.Error(), path) {
			t.Errorf("%s: error %v, want one of %s with %q", tt.name, err, path, tt.want)
		}
		run := withMetrics(path)
		m, loaders := start(t, run.Recipe, nn.TorchMasks)
		if _, err := train(t, t.Context(), m, loaders, run); err == nil ||
			!strings.Contains(err.Error(), path) {
			t.Errorf("%s: training: %v", tt.name, err)
		}
		if now, err := os.ReadFile(path); err != nil || string(now) != tt.text {
			t.Errorf("%s: the file was changed", tt.name)
		}
	}
	for _, text := range []string{"", "kind,st", header[:len(header)-1], header, header + "step,0,1,3"} {
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		if rows, err := longrun.ReadMetrics(path); err != nil || len(rows) > 0 {
			t.Errorf("a file that is just begun, %q: %v, %v", text, rows, err)
		}
	}
	if _, err := longrun.ReadMetrics(path + "x"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
	run := withMetrics(filepath.Join(path, "below", "a", "file.csv"))
	m, loaders := start(t, run.Recipe, nn.TorchMasks)
	if _, err := train(t, t.Context(), m, loaders, run); err == nil {
		t.Error("training with metrics in a folder that is not there: no error")
	}
}

func FuzzReadMetrics(f *testing.F) {
	const header = "kind,step,epoch,tokens,loss,learning_rate,gradient_norm,tokens_per_second," +
		"train_loss,validation_loss\n"
	f.Add([]byte(header + "step,0,1,32,3.25,0.002,1.5,640.0,,\nevaluation,0,1,32,,,,,3.1,3.2\n"))
	f.Add([]byte(header + "step,0,1,32,NaN,1e999,,,,"))
	f.Add([]byte("kind"))
	f.Add([]byte("\"\n"))
	path := filepath.Join(f.TempDir(), "x.csv")
	f.Fuzz(func(t *testing.T, data []byte) {
		if err := os.WriteFile(path, data, 0o644); err != nil {
			t.Fatal(err)
		}
		rows, err := longrun.ReadMetrics(path)
		if err != nil && !strings.Contains(err.Error(), path) {
			t.Fatalf("error %q does not name the file", err)
		}
		for _, r := range rows {
			if r.Kind != longrun.StepRow && r.Kind != longrun.EvaluationRow {
				t.Fatalf("row %+v", r)
			}
		}
	})
}
