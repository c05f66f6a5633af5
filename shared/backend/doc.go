// Package backend chooses, once and in plain sight, the engine that runs the computation graphs.
//
// GoMLX builds graphs; a backend executes them. Three of its backends serve this project:
//
//   - XLA ("xla"): just-in-time compiled, CPU, CUDA and TPU. Used first, when its PJRT plug-in is installed.
//   - ONNX Runtime ("onnx"): CPU. Used next, when its shared library is installed.
//   - Go ("go"): pure Go, with AVX2 and AVX-512 kernels when built with GOEXPERIMENT=simd on amd64.
//     Needs nothing installed, is always there, and is what the tests run on.
//
// The environment variable GOMLX_BACKEND wins over all of that, and a configuration given to [Open] wins over
// the variable. Nothing is ever downloaded from here.
//
// XLA and ONNX Runtime are libraries that are loaded at run time. Their headers are read first, and then a process of
// its own, this program once more, loads them and computes a small product ([Probe]): a file that is damaged, made for
// another processor or too old gives an error in words, and the next backend serves. A program takes part in that by
// calling [AnswerProbe] first in its main function. Importing the package does nothing.
//
// The Go backend is opened as "go:parallelism=-1" (no limit on the operations in flight) or, for tests, as
// "go:ops_sequential" (one operation after the other, each on all cores). Its default, a pool of workers in
// which every large matrix product waits for a second free place while it holds one, can deadlock; so a plain
// "go" is read as "go:parallelism=-1".
//
// What Open returns for Go and for ONNX Runtime is not the bare backend: a thin layer (rewrite.go) leaves out
// operations that change nothing, and puts matrix products and lookups together from others where that backend is slow
// at them as they come. ONNX Runtime gets as many threads as the kernel knows cores ([EnvThreads]), unless the
// environment says how many.
//
// [Autocast] puts a second layer on any of them, for training in mixed precision.
//
// The build tags noxla and noonnx leave those two out, which links faster; so does building without cgo.
//
// Weighed: GoMLX's own backends/default registers backends too; then one is opened without a trial, whose library may
// end the program, and XLA downloads its plug-in when it finds none.
package backend
