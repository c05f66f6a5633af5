package lesson_test

import (
	"fmt"
	"math"
	"reflect"
	"testing"

	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/notebooks/ch05"
	"llmfromscratch/shared/book"
)

func TestEpochLossesAreMeansOfSteps(t *testing.T) {
	h := pretrain.History{StepLosses: []float64{6, 5, 4, 3, 3, 0}, Samples: []string{"a", "b"}}
	if got := lesson.EpochLosses(&h); len(got) != 2 || math.Abs(got[0]-5) > 1e-12 || math.Abs(got[1]-2) > 1e-12 {
		t.Errorf("%v, want 5 and 2", got)
	}
	if got := lesson.EpochLosses(&pretrain.History{}); len(got) != 0 {
		t.Errorf("of no epochs %v", got)
	}
}

func TestPrintedLogBeginsAsTheReferenceRun(t *testing.T) {
	f, err := book.Find("ch05.train124.book_cpu")
	if err != nil {
		t.Fatal(err)
	}
	reference := f.Want.(map[string]any)
	log, err := lesson.PrintedLog()
	if err != nil {
		t.Fatal(err)
	}
	for i, name := range []string{"eval_step0", "eval_step5"} {
		line := log[i]
		got, want := []any{line.Train, line.Validation}, reference[name].([]any)
		for k := range want {
			if math.Abs(got[k].(float64)-want[k].(float64)) > 0.0005 {
				t.Errorf("%s: the log has %v, the run %v", name, got, want)
			}
		}
	}
}

// Nine steps make an epoch, and every fifth is evaluated.
func TestPrintedLogIsOfTenEpochs(t *testing.T) {
	log, err := lesson.PrintedLog()
	if err != nil || len(log) != 18 {
		t.Fatalf("%d lines, want 18; %v", len(log), err)
	}
	for i, line := range log {
		if line.Step != 5*i || line.Epoch != 1+line.Step/9 {
			t.Errorf("line %d is of epoch %d, step %d", i, line.Epoch, line.Step)
		}
	}
}

func TestDifferenceIsThatOfTheShownDecimals(t *testing.T) {
	printed := pretrain.Evaluation{Epoch: 1, Train: 9.781, Validation: 9.933}
	for _, c := range []struct{ train, validation, want float64 }{
		{9.78100185, 9.93280888, 0},
		{9.7816, 9.9330, 0.001},
		{9.7810, 9.9350, 0.002},
	} {
		got := lesson.Difference(pretrain.Evaluation{Epoch: 1, Train: c.train, Validation: c.validation}, printed)
		if math.Abs(got-c.want) > 1e-9 {
			t.Errorf("%v, %v: difference %v, want %v", c.train, c.validation, got, c.want)
		}
	}
}

// FirstSteps and LogPart take what the figures of section 5.2 compare, and nothing else.
func TestPartsOfALog(t *testing.T) {
	h := &pretrain.History{
		StepLosses: []float64{7, 6, 5, 4, 3, 2, 1}, TrainLosses: []float64{10, 9, 8},
		ValidationLosses: []float64{20, 19, 18}, TokensSeen: []int{512, 3072, 5632},
	}
	first := map[string]any{"step_losses": h.StepLosses[:6], "eval_step0": []float64{10, 20},
		"eval_step5": []float64{9, 19}}
	if got := lesson.FirstSteps(h); !reflect.DeepEqual(got, first) {
		t.Errorf("first steps %v, want %v", got, first)
	}
	part := map[string]any{"tokens_seen": []int{3072, 5632}, "train_losses": []float64{9, 8},
		"val_losses": []float64{19, 18}}
	if got := lesson.LogPart(h, 1, 3); !reflect.DeepEqual(got, part) {
		t.Errorf("part %v, want %v", got, part)
	}
}

func ExampleStepSeries() {
	series := lesson.StepSeries("training", []float64{3.5, 3.25})
	fmt.Println(series.Name, series.X, series.Y)
	// Output: training [1 2] [3.5 3.25]
}
