package main

import (
	"strings"
	"testing"
)

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
