package backend

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
)

// LibraryPath is where ONNX Runtime's shared library is, or the reason why there is none that this program can use.
func LibraryPath() (string, error) { return onnxLibrary() }

// LibraryTarget is where the library has to be installed for this user, under the name that it has on this system.
func LibraryTarget() (string, error) {
	folder, err := userLibraries()
	if err != nil {
		return "", err
	}
	name := "libonnxruntime.so"
	if runtime.GOOS == "darwin" {
		name = "libonnxruntime.dylib"
	}
	return filepath.Join(folder, "onnxruntime", name), nil
}

// userLibraries is the folder for this user's shared libraries, where the installers of GoMLX's backends put theirs.
func userLibraries() (string, error) {
	home, err := os.UserHomeDir()
	if err != nil {
		return "", fmt.Errorf("no folder for libraries: %w", err)
	}
	switch runtime.GOOS {
	case "linux":
		return filepath.Join(home, ".local", "lib"), nil
	case "darwin":
		return filepath.Join(home, "Library", "Application Support"), nil
	}
	return "", errors.New("neither XLA nor ONNX Runtime is used on " + runtime.GOOS)
}

// XLATarget is the folder into which go-xla's installer puts XLA's plug-ins for this user.
func XLATarget() (string, error) {
	folder, err := userLibraries()
	if err != nil {
		return "", err
	}
	return filepath.Join(folder, "go-xla"), nil
}
