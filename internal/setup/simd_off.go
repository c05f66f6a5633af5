//go:build !goexperiment.simd

package setup

// simdBuild: this program was built without GOEXPERIMENT=simd.
const simdBuild = false
