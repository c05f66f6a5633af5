//go:build !(goexperiment.simd && amd64)

package pretrain

// stepVectors does none: there are no vector instructions in Go here.
func (a AdamW) stepVectors(p, g, m, v []float32, n stepNumbers) (done int) { return 0 }
