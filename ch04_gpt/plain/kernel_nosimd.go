//go:build !(goexperiment.simd && amd64)

package plain

// There are no vector instructions in Go here: the loops of kernel.go and kernel8.go do all the work.

func dotsVectors(y, w, x []float32) bool { return false }

func dotsFourVectors(y *[4][]float32, w []float32, x *[4][]float32) bool { return false }

func addScaledVectors(y []float32, factor float32, x []float32) (done int) { return 0 }

func expsVectors(x []float32) (done int) { return 0 }

func dots8Vectors(y []float32, w, x row8) bool { return false }

// Vectors names the vector instructions that the loops use here; "" where there are none.
func Vectors() string { return "" }
