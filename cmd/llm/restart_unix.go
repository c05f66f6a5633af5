//go:build unix

package main

import (
	"os"
	"syscall"

	"llmfromscratch/internal/setup"
)

// restart begins this program anew with the setting that its processor wants, if it wants one; but "llm doctor" looks
// at what is set.
func restart() {
	const name = "GODEBUG"
	if len(os.Args) > 1 && os.Args[1] == "doctor" {
		return
	}
	godebug, wanted := withoutFMA(os.Getenv(name), setup.SlowExponentials)
	self, err := os.Executable()
	if !wanted || err != nil || os.Setenv(name, godebug) != nil {
		return
	}
	_ = syscall.Exec(self, os.Args, os.Environ()) // which returns only where it cannot: then all is slow, and right
}
