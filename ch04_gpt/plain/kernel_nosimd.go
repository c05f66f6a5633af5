//go:build !(goexperiment.simd && amd64)

package plain

// There are no vector instructions in Go here: the loops of kernel.go and kernel8.go do all the work.

func dotVectors(a, b []float32) (sum float32, ok bool) { return 0, false }

func dots4Vectors(y *[4]float32, w0, w1, w2, w3, x []float32) bool { return false }

func tileVectors(y *[2][4]float32, w0, w1, x0, x1, x2, x3 []float32) bool { return false }

func addScaledVectors(y []float32, factor float32, x []float32) (done int) { return 0 }

func expsVectors(x []float32) (done int) { return 0 }

func dots8Vectors(y *[4]float32, w, x row8) bool { return false }

// Vectors names the vector instructions that the loops use here; "" where there are none.
func Vectors() string { return "" }
