package main

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"llmfromscratch/internal/bench"
)

// The last line of a report is the whole of it as JSON, of the table's as of the ladder's.
func TestReportsEndInALineOfJSON(t *testing.T) {
	report := &bench.Report{Backend: "go", Name: "tiny", Steps: 3, Results: []bench.Result{
		{Name: "prompt, batch 1", Value: 5, Min: 4, Max: 6, Unit: "tokens/s", MemoryShare: 0.5, MatrixShare: 0.25},
		{Name: "generation, batch 1", Value: 2, Min: 2, Max: 2, Unit: "tokens/s"},
	}}
	var out strings.Builder
	if err := writeReport(&out, report, false); err != nil {
		t.Fatal(err)
	}
	table, last, _ := strings.Cut(out.String(), "\n{")
	var back bench.Report
	if err := json.Unmarshal([]byte("{"+last), &back); err != nil || !reflect.DeepEqual(&back, report) ||
		strings.Count(last, "\n") != 1 {
		t.Errorf("the last line is not the report: %v\n%s", err, out.String())
	}
	for _, want := range []string{"prompt, batch 1", "50.0 % of memory", "25.0 % of matrix products", "(4 to 6)"} {
		if !strings.Contains(table, want) {
			t.Errorf("no %q in\n%s", want, table)
		}
	}
	out.Reset()
	ladder := &bench.LadderReport{Name: "tiny", Rungs: []bench.RungResult{{Name: "float32", Failed: "too large"}}}
	if err := writeReport(&out, ladder, false); err != nil || !strings.HasSuffix(out.String(), "}\n") ||
		!strings.Contains(out.String(), "\n{\"machine\"") {
		t.Errorf("%v, %s", err, out.String())
	}
	out.Reset()
	if err := writeReport(&out, report, true); err != nil || !json.Valid([]byte(out.String())) {
		t.Errorf("--json: %v, %s", err, out.String())
	}
}

func TestLadderNeedsABackend(t *testing.T) {
	out, err := execute(t, "bench", "--ladder", "--backend", "bogus")
	if err == nil || !strings.Contains(err.Error(), "bogus") {
		t.Errorf("error = %v, output %s", err, out)
	}
}

// What trains in less memory, and what cannot, is said before anything is trained.
func TestTrainingFlagsAreCheckedFirst(t *testing.T) {
	for want, args := range map[string][]string{
		"--accumulate 9: want 1 to 4":   {"pretrain", "--backend", "go", "--accumulate", "9"},
		"--accumulate 0":                {"instruct", "train", "--backend", "go", "--accumulate", "0"},
		`precision "f64": want f32 or`:  {"classify", "train", "--backend", "go", "--precision", "f64"},
		"--devices: 2 devices: the bac": {"pretrain", "--backend", "go", "--devices", "2"},
	} {
		if out, err := execute(t, append(args, "--out", t.TempDir())...); err == nil ||
			!strings.Contains(err.Error(), want) {
			t.Errorf("%v: error = %v, output %s", args, err, out)
		}
	}
}
