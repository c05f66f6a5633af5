//go:build !unix

package bench

import "runtime"

// peakMemory is the memory that Go has taken from the system so far; what a backend takes by itself is not in it.
func peakMemory() Result {
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	gb := float64(stats.Sys) / 1e9
	return Result{Name: "peak memory", Unit: "GB", Value: gb, Min: gb, Max: gb, Note: "Go's own"}
}
