package backend

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
)

// LibraryPath is where ONNX Runtime's shared library is, or the reason why there is none that this program can use.
func LibraryPath() (string, error) { return onnxLibrary() }

// LibraryTarget is where the library has to be installed for this user, under the name that it has on this system.
func LibraryTarget(name string) (string, error) {
	home, err := os.UserHomeDir()
	if err != nil {
		return "", err
	}
	switch runtime.GOOS {
	case "linux":
		return filepath.Join(home, ".local", "lib", "onnxruntime", name), nil
	case "darwin":
		return filepath.Join(home, "Library", "Application Support", "onnxruntime", name), nil
	}
	return "", errors.New("ONNX Runtime is not used on " + runtime.GOOS)
}
