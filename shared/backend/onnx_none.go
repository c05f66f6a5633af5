//go:build !(cgo && !noonnx && (linux || darwin) && (amd64 || arm64))

package backend

import "errors"

// onnxLibrary fails: this program was built without ONNX Runtime.
func onnxLibrary() (string, error) {
	return "", errors.New("this program was built without ONNX Runtime")
}

func prepareONNX() {}
