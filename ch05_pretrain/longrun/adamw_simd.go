//go:build goexperiment.simd && amd64

package longrun

import (
	"simd/archsimd"

	"llmfromscratch/ch05_pretrain"
)

// stepVectors is stepValues for eight values at a time, with the same roundings, and says how many values it did: a
// multiple of eight, and none where the processor lacks the instructions. A root and two divisions for each value would
// otherwise take longer than fetching it.
func stepVectors(a pretrain.AdamW, n pretrain.Numbers, p, g, m, v []float32) (done int) {
	if !archsimd.X86.AVX() {
		return 0
	}
	all := archsimd.BroadcastFloat32x8
	beta1, rest1 := all(float32(a.Beta1)), all(float32(1-a.Beta1))
	beta2, rest2 := all(float32(a.Beta2)), all(float32(1-a.Beta2))
	epsilon, rootCorrection, keep, stepSize := all(float32(a.Epsilon)), all(n.RootCorrection), all(n.Keep),
		all(n.StepSize)
	for ; done+8 <= len(p); done += 8 {
		at := func(x []float32) *[8]float32 { return (*[8]float32)(x[done:]) }
		gradient := archsimd.LoadFloat32x8(at(g))
		mean := archsimd.LoadFloat32x8(at(m)).Mul(beta1).Add(gradient.Mul(rest1))
		square := archsimd.LoadFloat32x8(at(v)).Mul(beta2).Add(gradient.Mul(gradient).Mul(rest2))
		root := square.Sqrt().Div(rootCorrection).Add(epsilon)
		mean.Store(at(m))
		square.Store(at(v))
		archsimd.LoadFloat32x8(at(p)).Mul(keep).Sub(mean.Div(root).Mul(stepSize)).Store(at(p))
	}
	archsimd.ClearAVXUpperBits() // of what follows, instructions without vectors would wait for them
	return done
}
