//go:build goexperiment.simd

package setup

// simdBuild: this program was built with GOEXPERIMENT=simd.
const simdBuild = true
