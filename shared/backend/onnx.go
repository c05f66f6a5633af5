//go:build cgo && !noonnx && (linux || darwin) && (amd64 || arm64)

package backend

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	_ "github.com/gomlx/compute-onnx" // registers "onnx"
	"github.com/gomlx/compute-onnx/support/onnxruntime"
)

// EnvTelemetry names the environment variable that keeps ONNX Runtime from reporting its use to its makers.
const EnvTelemetry = "ORT_DISABLE_TELEMETRY"

// prepareONNX turns that reporting off unless the user has decided otherwise: nothing in this project opens a network connection
// by itself, and so nothing that it loads may.
func prepareONNX() {
	if _, set := os.LookupEnv(EnvTelemetry); !set {
		os.Setenv(EnvTelemetry, "1")
	}
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
	dir, err := onnxruntime.GetInstallPath()
	if err != nil {
		return "", fmt.Errorf("no folder for ONNX Runtime's library: %w", err)
	}
	name, err := onnxruntime.GetLibFilename()
	if err != nil {
		return "", fmt.Errorf("no ONNX Runtime for this system: %w", err)
	}
	path := filepath.Join(dir, name)
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
