package backend

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"time"

	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
)

// A library that is loaded runs code in this process and may end it or never return: a file that is cut short, one
// built for instructions that the processor lacks, a driver of another version. So a process of its own loads it first.
// That process is this program once more, with envProbe set: [AnswerProbe] opens that backend there, says how it went
// and ends the process.
const (
	envProbe = "LLM_PROBE_BACKEND" // what to open, such as "onnx:cpu"
	// begins the line with the answer: "llm-probe:ok" or "llm-probe:" and what was wrong
	probeMark = "llm-probe:"
)

// ProbeLimit is how long [Open] waits for a backend's library to load and to compute a small product.
const ProbeLimit = 30 * time.Second

// answers is whether this program, started once more, answers a probe.
var answers atomic.Bool

// AnswerProbe makes this program one that [Probe] can start once more to try a library. Call it first in main, and in
// TestMain of tests that open XLA or ONNX Runtime:
//
//	func main() {
//		backend.AnswerProbe()
//		…
//
// In the process that Probe started it opens the backend, prints the answer and ends the process; what stands before
// the call is done there as well. Everywhere else it does nothing more. In a notebook cell importing package course is
// enough.
func AnswerProbe() {
	answers.Store(true)
	if config := os.Getenv(envProbe); config != "" {
		os.Exit(answerProbe(config))
	}
}

// answerProbe is all that the probing process does. It returns the exit status.
func answerProbe(config string) int {
	b, err := load(config)
	if err == nil {
		err = multiply(b)
	}
	if err != nil {
		fmt.Printf("\n%s%s\n", probeMark, firstLine(err.Error()))
		return 1
	}
	fmt.Printf("\n%sok\n", probeMark)
	return 0
}

// multiply lets a backend compute [1 2; 3 4] · [5; 6] = [17; 39].
func multiply(b compute.Backend) error {
	out, err := graph.CallOnce(b, graph.MatMul, [][]float32{{1, 2}, {3, 4}}, [][]float32{{5}, {6}})
	if err != nil {
		return fmt.Errorf("it cannot compute: %s", firstLine(err.Error()))
	}
	got, err := tensors.CopyFlatData[float32](out)
	if err != nil {
		return err
	}
	for i, want := range []float32{17, 39} {
		if len(got) != 2 || math.Abs(float64(got[i]-want)) > 0.5 { // a GPU may round its inputs
			return fmt.Errorf("it computes wrongly: a product is %v, want [17 39]", got)
		}
	}
	return nil
}

// Probe opens a backend and lets it compute in a process of its own, so that a library that crashes or hangs does no
// harm here. env has further environment variables for that process, "name=value". It waits for [ProbeLimit] at most,
// or as long as ctx allows. The error says in one line what happened; it is [ErrNoProbe] when there was no such
// process.
func Probe(ctx context.Context, config string, env ...string) error {
	if !answers.Load() {
		return fmt.Errorf("%w: this program does not call backend.AnswerProbe", ErrNoProbe)
	}
	program, err := os.Executable()
	if err != nil {
		return fmt.Errorf("%w: %w", ErrNoProbe, err)
	}
	start := time.Now()
	limit, cancel := context.WithTimeout(ctx, ProbeLimit)
	defer cancel()
	cmd := exec.CommandContext(limit, program)
	cmd.Env = append(append(os.Environ(), env...), envProbe+"="+config)
	cmd.WaitDelay = time.Second
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("%w: %w", ErrNoProbe, err)
	}
	err = cmd.Wait()
	switch answer, answered := probeAnswer(stdout.String()); {
	case answer == "ok":
		return nil
	case answered:
		return errors.New(explainLoading(answer, stderr.String()))
	case errors.Is(ctx.Err(), context.Canceled):
		return ctx.Err()
	case limit.Err() != nil:
		return fmt.Errorf("its library gave no answer in %.0f s and was given up", time.Since(start).Seconds())
	default:
		return fmt.Errorf("its library ends the program that loads it: %s", crash(err, stderr.String()))
	}
}

// ErrNoProbe says that no process could be started for a [Probe], which tells nothing about the library.
var ErrNoProbe = errors.New("no process for a trial")

func probeAnswer(stdout string) (answer string, ok bool) {
	for s := bufio.NewScanner(strings.NewReader(stdout)); s.Scan(); {
		if answer, ok = strings.CutPrefix(s.Text(), probeMark); ok {
			return answer, true
		}
	}
	return "", false
}

// crash is what the process left behind: the line in which Go's runtime names the signal, or its last words.
func crash(err error, stderr string) string {
	last := ""
	for s := bufio.NewScanner(strings.NewReader(stderr)); s.Scan(); {
		line := strings.TrimSpace(s.Text())
		if strings.HasPrefix(line, "SIG") || strings.HasPrefix(line, "[signal SIG") {
			return strings.Trim(line, "[]")
		}
		if line != "" {
			last = line
		}
	}
	switch {
	case last != "":
		return last
	case err != nil:
		return err.Error()
	}
	return "exit status 0 before the answer"
}
