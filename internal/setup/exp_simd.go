//go:build goexperiment.simd && amd64

package setup

import (
	"math"
	"simd/archsimd"
	"time"
)

// expSlowdown is how many times longer math.Exp takes after a vector kernel than before: 1 where it makes no
// difference. Kernels leave numbers in the upper halves of vector registers. Some processors of Intel then take a
// detour of dozens of cycles wherever an instruction with vectors in mind follows one without, of which Go's Exp is
// made when it may use fused multiply-adds.
func expSlowdown() float64 {
	if !archsimd.X86.AVX2() {
		return 1
	}
	before, after := time.Duration(math.MaxInt64), time.Duration(math.MaxInt64)
	for range 5 { // the shortest: something else may run meanwhile
		archsimd.ClearAVXUpperBits()
		before = min(before, timeOfExp())
		fillUpperBits()
		after = min(after, timeOfExp())
	}
	archsimd.ClearAVXUpperBits()
	return max(1, float64(after)/float64(before))
}

// fillUpperBits does what a kernel does.
func fillUpperBits() {
	var numbers [8]float32
	x := archsimd.LoadFloat32x8Slice(numbers[:])
	x.Add(x).StoreSlice(numbers[:])
}

// timeOfExp is the time of a few exponentials.
func timeOfExp() time.Duration {
	start, sum := time.Now(), 0.0
	for i := range 200 {
		sum += math.Exp(float64(i) / 200)
	}
	if sum < 0 {
		panic("a sum of exponentials below 0") // it is used, so it is computed
	}
	return time.Since(start)
}
