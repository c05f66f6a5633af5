package backend

import (
	"errors"
	"path/filepath"
	"slices"

	"github.com/gomlx/compute"
)

// State is how it stands with one of the backends on this machine.
type State struct {
	Name   string // "XLA", "ONNX Runtime" or "Go"
	Config string // what [Open] can be given; empty when the backend cannot be used
	Built  bool   // it is part of this program
	Where  string // its library's folder; empty for Go
	Err    error  // why it cannot be used
	Remedy string // what to do about Err
}

// States tries all backends that this system can have, best first, without loading a library into this process.
func States() []State {
	pure := State{Name: "Go", Built: true, Config: GoParallel}
	if _, err := userLibraries(); err != nil {
		return []State{pure}
	}
	return []State{XLAState(), ONNXState(), pure}
}

// getsIt is the remedy where nothing is installed.
const getsIt = "go run ./cmd/llm setup --backends"

var errBuiltWithout = errors.New("this program was built without it")

// needsCgo is the remedy for errBuiltWithout.
const needsCgo = "build with a C compiler (on Debian and Ubuntu: apt-get install gcc libc6-dev) and without the tags " +
	"noxla and noonnx"

// XLAState tries XLA with the plug-ins that are installed.
func XLAState() State {
	s := State{Name: "XLA"}
	if s.Built = slices.Contains(compute.List(), "xla"); !s.Built {
		s.Err, s.Remedy = errBuiltWithout, needsCgo
		return s
	}
	configs := xlaConfigs()
	if len(configs) == 0 {
		s.Err, s.Remedy = errors.New("no plug-in is installed"), getsIt
		return s
	}
	s.Where = filepath.Dir(XLAPlugins()[0])
	for _, config := range configs {
		s.try(config)
		if s.Err == nil {
			break
		}
	}
	return s
}

// ONNXState tries ONNX Runtime on the CPU.
func ONNXState() State {
	s := State{Name: "ONNX Runtime"}
	if s.Built = slices.Contains(compute.List(), "onnx"); !s.Built {
		s.Err, s.Remedy = errBuiltWithout, needsCgo
		return s
	}
	if path, err := onnxLibrary(); err == nil {
		s.Where = filepath.Dir(path)
	}
	s.try("onnx:cpu")
	return s
}

func (s *State) try(config string) {
	s.Config, s.Err, s.Remedy = config, nil, ""
	if err := try(config); err != nil {
		s.Config, s.Err = "", err
		var u *unusable
		if errors.As(err, &u) {
			s.Err, s.Remedy = u.err, u.remedy
		}
	}
}
