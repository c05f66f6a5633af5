package backend

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/gomlx/compute"
	_ "github.com/gomlx/compute/gobackend" // registers "go"
)

const (
	// GoParallel is the Go backend without a limit on the operations in flight: about 20 % faster than
	// GoSequential for a large model on two cores, and twice as fast for a small one.
	GoParallel = "go:parallelism=-1"
	// GoSequential is the Go backend running one operation after the other. Results are bitwise those of GoParallel.
	GoSequential = "go:ops_sequential"
)

// Choice says which backend was opened and why.
type Choice struct {
	Config string // what was opened, for example "go:parallelism=-1"
	Name   string // the backend's own name, for example "Go Backend"
	Reason string // why this one, for example "GOMLX_BACKEND is set"
	Faster string // what would be faster here and how to get it; empty when nothing known would
}

// String is the one line that programs and notebooks print about their backend.
func (c Choice) String() string {
	line := fmt.Sprintf("backend: %s (%s)", c.Config, c.Reason)
	if c.Faster != "" {
		line += "; faster: " + c.Faster
	}
	return line
}

// Open opens a backend. A config such as "xla:cuda", "onnx:cpu" or "go" is obeyed or fails; with an empty
// config GOMLX_BACKEND is obeyed in the same way, and when that is unset as well the best backend that is
// installed and works is taken: XLA, then ONNX Runtime, then Go. The error says what was wrong with each.
//
// Whether a library works is found out in a process of its own where the program has called [AnswerProbe]; a program
// that has not loads the library at once, and one that crashes when it is loaded ends the program.
func Open(config string) (compute.Backend, Choice, error) {
	reason := "asked for"
	if config == "" {
		config, reason = os.Getenv(compute.ConfigEnvVar), compute.ConfigEnvVar+" is set"
	}
	if config != "" {
		config = normalize(config)
		b, err := open(config)
		if err != nil {
			return nil, Choice{}, err
		}
		return b, Choice{Config: config, Name: b.Name(), Reason: reason}, nil
	}

	var failures []error
	for _, c := range candidates() {
		b, err := open(c.config)
		if err != nil {
			failures = append(failures, err)
			continue
		}
		choice := Choice{Config: c.config, Name: b.Name(), Reason: c.reason, Faster: c.faster}
		for _, err := range failures {
			choice.Reason += "; " + firstLine(err.Error())
		}
		return b, choice, nil
	}
	return nil, Choice{}, errors.Join(failures...)
}

// candidate is a backend that may work here, best first.
type candidate struct{ config, reason, faster string }

func candidates() []candidate {
	var cs []candidate
	for _, config := range xlaConfigs() {
		cs = append(cs, candidate{config: config, reason: "its plug-in is installed"})
	}
	if _, err := onnxLibrary(); err == nil {
		cs = append(cs, candidate{config: "onnx:cpu", reason: "its library is installed"})
	}
	return append(cs, candidate{
		config: GoParallel,
		reason: "pure Go, nothing to install",
		faster: "ONNX Runtime, `go run ./cmd/llm setup --backends` installs it; or XLA",
	})
}

// normalize replaces the plain Go backend, which can deadlock, by the one without a limit.
func normalize(config string) string {
	if config == "go" || config == "go:" {
		return GoParallel
	}
	return config
}

// open opens a backend after a trial in another process, for those whose libraries are loaded at run time.
func open(config string) (compute.Backend, error) {
	name, _, _ := strings.Cut(config, ":")
	if !slices.Contains(compute.List(), name) {
		return nil, fmt.Errorf("backend %q is not part of this program, which has %s: %s",
			name, strings.Join(compute.List(), ", "),
			"build with cgo and without the tags noxla and noonnx to have all")
	}
	if err := try(config); err != nil {
		return nil, fmt.Errorf("backend %q: %w", config, err)
	}
	b, err := load(config)
	if err != nil {
		return nil, fmt.Errorf("backend %q: %s", config, explainLoading(err.Error(), ""))
	}
	return b, nil
}

// try finds out whether a backend that loads a library can be opened without harm. Others need no trial.
func try(config string) error {
	var (
		check  func() error
		remedy string
	)
	switch name, _, _ := strings.Cut(config, ":"); {
	case isONNX(name):
		check, remedy = checkONNX, onnxRemedy()
	case isXLA(name):
		check, remedy = func() error { return checkXLA(config) }, xlaRemedy
	default:
		return nil
	}
	err := check()
	if err == nil {
		err = Probe(context.Background(), config)
	}
	if err == nil || errors.Is(err, ErrNoProbe) { // then the library is loaded without a trial
		return nil
	}
	return &unusable{err, remedy}
}

// load turns the ways in which backends fail – errors, panics, nil pointers in interfaces – into one error of one line.
func load(config string) (b compute.Backend, err error) {
	defer func() {
		if r := recover(); r != nil {
			b, err = nil, errors.New(firstLine(fmt.Sprint(r)))
		}
	}()
	name, _, _ := strings.Cut(config, ":")
	switch {
	case isONNX(name):
		prepareONNX()
	case isXLA(name):
		prepareXLA()
	}
	if b, err = newBackend(config); err != nil {
		return nil, errors.New(firstLine(err.Error())) // b may be a nil pointer in an interface
	}
	return newRewriter(b, name), nil
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}
