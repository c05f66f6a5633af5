//go:build !goexperiment.simd || !amd64

package setup

// expSlowdown is 1 where there are no vector kernels.
func expSlowdown() float64 { return 1 }
