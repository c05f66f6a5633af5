//go:build unix

package bench

import (
	"runtime"
	"syscall"
)

// peakMemory is the most memory that this process has had in use so far.
func peakMemory() Result {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		return Result{Name: "peak memory", Unit: "GB", Note: err.Error()}
	}
	bytes := float64(usage.Maxrss) * 1024
	if runtime.GOOS == "darwin" {
		bytes = float64(usage.Maxrss) // kilobytes everywhere else
	}
	return Result{Name: "peak memory", Unit: "GB", Value: bytes / 1e9, Min: bytes / 1e9, Max: bytes / 1e9}
}
