package main

import (
	"strings"

	"llmfromscratch/internal/setup"
)

// withoutFMA is GODEBUG with the setting under which exponentials stay fast, where they are slow without and nothing is
// said about it yet. Go reads GODEBUG when a program starts, so it is begun anew with it: a step of training can take
// ten times as long without.
func withoutFMA(godebug string, slow func() bool) (with string, wanted bool) {
	if strings.Contains(godebug, "cpu.fma=") || !slow() {
		return godebug, false
	}
	if godebug != "" {
		godebug += ","
	}
	return godebug + setup.NoFMA, true
}
