//go:build cgo && !noonnx && (linux || darwin) && (amd64 || arm64)

package backend

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"

	_ "github.com/gomlx/compute-onnx" // registers "onnx"
)

// Environment variables that ONNX Runtime reads.
const (
	EnvTelemetry = "ORT_DISABLE_TELEMETRY"    // "1" keeps it from reporting its use to its makers
	EnvThreads   = "ORT_INTRA_OP_NUM_THREADS" // threads that share the work of one operation
)

// prepareONNX sets both, each unless the user has set it. The reporting is turned off: nothing in this project opens a
// network connection by itself, and so nothing that it loads may. And there are as many threads as cores: left alone,
// ONNX Runtime asks the processor how many cores it has, and takes the two cores of some virtual machines for one with
// two threads: a training step took 3.8 s so, and 2.3 s on both.
func prepareONNX() {
	setDefault(EnvTelemetry, "1")
	if n := min(kernelCores("/sys/devices/system/cpu"), runtime.GOMAXPROCS(0)); n > 0 {
		setDefault(EnvThreads, strconv.Itoa(n))
	}
}

func setDefault(name, value string) {
	if _, set := os.LookupEnv(name); !set {
		os.Setenv(name, value)
	}
}

// kernelCores counts the cores that Linux lists in a folder: processors that share a core name the same list of
// siblings there. It is 0 where there is no such folder.
func kernelCores(folder string) int {
	// fails for no pattern like this
	files, _ := filepath.Glob(filepath.Join(folder, "cpu[0-9]*", "topology", "thread_siblings_list"))
	cores := map[string]bool{}
	for _, file := range files {
		if siblings, err := os.ReadFile(file); err == nil {
			cores[string(siblings)] = true
		}
	}
	return len(cores)
}

// onnxLibrary is the path of ONNX Runtime's shared library: the one named by the environment, else the one in
// the user's library folder. The error says where it looked.
func onnxLibrary() (string, error) {
	if path := os.Getenv(EnvONNX); path != "" {
		if err := isFile(path); err != nil {
			return "", fmt.Errorf("%s: %w", EnvONNX, err)
		}
		return path, nil
	}
	path, err := LibraryTarget()
	if err != nil {
		return "", err
	}
	if err := isFile(path); err != nil {
		return "", fmt.Errorf("ONNX Runtime is not installed: %w", err)
	}
	return path, nil
}

func isFile(path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	if info.IsDir() || info.Size() == 0 {
		return errors.New(path + " is no library file")
	}
	return nil
}
