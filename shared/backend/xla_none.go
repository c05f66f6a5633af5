//go:build !(cgo && !noxla && ((linux && (amd64 || arm64)) || (darwin && arm64)))

package backend

// This program was built without XLA.

func prepareXLA() {}

// XLAPlugins are the files of XLA's plug-ins that are installed, none for a program built without XLA.
func XLAPlugins() []string { return nil }

func xlaConfigs() []string { return nil }

func checkXLA(string) error { return nil }
