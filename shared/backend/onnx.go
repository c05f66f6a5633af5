//go:build cgo && !noonnx && (linux || darwin) && (amd64 || arm64)

package backend

import (
	"errors"
	"fmt"
	"os"

	_ "github.com/gomlx/compute-onnx" // registers "onnx"
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
