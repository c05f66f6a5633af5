package backend

import (
	"os"
	"regexp"
	"strings"
)

// EnvONNX names the environment variable with the path of ONNX Runtime's shared library.
const EnvONNX = "ONNXRUNTIME_SHARED_LIBRARY_PATH"

const (
	installs  = "`go run ./cmd/llm setup --backends` installs one that works"
	xlaRemedy = "remove or replace the plug-in; " + installs
)

func isONNX(name string) bool { return name == "onnx" || name == "onnxruntime" }

func isXLA(name string) bool {
	switch name {
	case "xla", "stablehlo", "shlo", "hlo":
		return true
	}
	return false
}

// unusable is why a backend's library cannot be used, and what can be done.
type unusable struct {
	err    error
	remedy string
}

func (u *unusable) Error() string { return u.err.Error() + "; " + u.remedy }

func (u *unusable) Unwrap() error { return u.err }

// checkONNX looks for ONNX Runtime's library and reads its headers.
func checkONNX() error {
	path, err := onnxLibrary()
	if err != nil {
		return err
	}
	return CheckLibrary(path)
}

// onnxRemedy says what to do about a library that does not work.
func onnxRemedy() string {
	if os.Getenv(EnvONNX) != "" {
		return "correct " + EnvONNX + ", or unset it: then " + installs
	}
	return installs
}

var (
	tooOld      = regexp.MustCompile(`failed to get OrtApi version (\d+)`)
	thisVersion = regexp.MustCompile(`Current ORT Version is: ([0-9.]+[0-9])`)
	klogPrefix  = regexp.MustCompile(`^[IWEF]\d{4} [0-9:.]+ +\d+ [^ \]]+\] `)
)

// explainLoading turns what a backend says when its library cannot be used, and what that library wrote, into one
// sentence.
func explainLoading(answer, stderr string) string {
	if m := tooOld.FindStringSubmatch(answer); m != nil {
		version := "this library"
		if v := thisVersion.FindStringSubmatch(stderr); v != nil {
			version += ", ONNX Runtime " + v[1] + ","
		}
		return version + " is too old: ONNX Runtime 1." + m[1] + " or later is needed"
	}
	// go-xla goes on after a plug-in could not be loaded; the reason is in its log
	if strings.Contains(answer, "nil pointer") {
		if line := firstLine(strings.TrimSpace(stderr)); line != "" {
			return klogPrefix.ReplaceAllString(line, "")
		}
	}
	return answer
}
