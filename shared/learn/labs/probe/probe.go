// Package probe is what the check of a broken program is made with: it runs inside that program, in the place of main,
// and calls the program's own functions.
package probe

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"runtime"
	"time"
)

// File is the variable of the environment that names the file for the Report. Without it a program runs as always.
const File = "LLM_LAB_REPORT"

// Finding is what a check found.
type Finding string

// Findings. Faulty has its fault still; Broken has another one, which came with the mending.
const (
	Mended Finding = "mended"
	Faulty Finding = "faulty"
	Broken Finding = "broken"
)

// Report is what a check writes.
type Report struct {
	Cause   string  `json:"cause"` // as the program names it
	Finding Finding `json:"finding"`
	Says    string  `json:"says,omitempty"` // what was measured; "" for Mended
}

// Check is a step of a check: it returns "" when what it is about holds, and otherwise a sentence with what it
// measured.
type Check func() (says string)

// Run makes a program's checks, when they are asked for, and ends the program. First comes the fault; the others say
// whether the mending has left the rest as it was.
func Run(cause string, fault Check, others ...Check) {
	path := os.Getenv(File)
	if path == "" {
		return
	}
	go watchMemory(func(says string) { finish(path, Report{Cause: cause, Finding: Broken, Says: says}) })
	finish(path, examine(cause, fault, others))
}

// What a check may take, in bytes: far more than any of them needs. Go itself ends a program whose calls take a
// gigabyte.
const (
	maxMemory = 1 << 30
	maxStack  = 1 << 26
)

// watchMemory calls tooMuch when the program has taken all that it may.
func watchMemory(tooMuch func(says string)) {
	for {
		var memory runtime.MemStats
		runtime.ReadMemStats(&memory)
		if memory.HeapAlloc > maxMemory {
			tooMuch("The program takes more and more memory: a loop that appends does not end.")
		}
		if memory.StackInuse > maxStack {
			tooMuch("A function of the program calls itself again and again without an end.")
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// finish writes a report and ends the program.
func finish(path string, r Report) {
	data, err := json.Marshal(r)
	if err == nil {
		err = os.WriteFile(path, data, 0o644)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// examine tells the fault from what came with the mending: the others hold in the faulty program, too.
func examine(cause string, fault Check, others []Check) Report {
	for _, other := range others {
		if says := other(); says != "" {
			return Report{Cause: cause, Finding: Broken, Says: says}
		}
	}
	if says := fault(); says != "" {
		return Report{Cause: cause, Finding: Faulty, Says: says}
	}
	return Report{Cause: cause, Finding: Mended}
}

// Distance is the largest difference between two vectors of one length; infinite for others.
func Distance(x, y []float64) float64 {
	if len(x) != len(y) {
		return math.Inf(1)
	}
	most := 0.0
	for i := range x {
		d := math.Abs(x[i] - y[i])
		if math.IsNaN(d) {
			return math.Inf(1)
		}
		most = max(most, d)
	}
	return most
}
