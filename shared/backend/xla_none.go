//go:build !(cgo && !noxla && ((linux && (amd64 || arm64)) || (darwin && arm64)))

package backend

// xlaInstalled is false: this program was built without XLA.
func xlaInstalled() bool { return false }
