//go:build !(goexperiment.simd && amd64)

package longrun

import "llmfromscratch/ch05_pretrain"

// stepVectors does none: there are no vector instructions in Go here.
func stepVectors(a pretrain.AdamW, n pretrain.Numbers, p, g, m, v []float32) (done int) { return 0 }
