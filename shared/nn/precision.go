package nn

import (
	"fmt"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/gomlx/core/graph"
)

// Precision is the kind of numbers that a model computes with in training. Its parameters are float32 in either case.
type Precision int

const (
	// Float32 has 24 significant bits: seven decimal digits.
	Float32 Precision = iota
	// BFloat16 has 8 significant bits and float32's range: 2 to 3 decimal digits, in half the memory, and several times
	// as fast in the matrix products of a GPU. 0.1 becomes 0.10009766.
	BFloat16
)

// String is "f32" or "bf16".
func (p Precision) String() string {
	if p == BFloat16 {
		return "bf16"
	}
	return "f32"
}

// ParsePrecision reads "f32" or "bf16".
func ParsePrecision(s string) (Precision, error) {
	switch s {
	case "f32":
		return Float32, nil
	case "bf16":
		return BFloat16, nil
	}
	return 0, fmt.Errorf("precision %q: want f32 or bf16", s)
}

// DType is how GoMLX calls it.
func (p Precision) DType() dtypes.DType {
	if p == BFloat16 {
		return dtypes.BFloat16
	}
	return dtypes.Float32
}

// InFloat32 applies f to x in float32 and gives the result in the kind of numbers that x has: for what sums up many
// numbers, or takes powers of them, and would lose too much in fewer bits. With x in float32 it is f(x) and nothing
// else.
func InFloat32(x *graph.Node, f func(x *graph.Node) *graph.Node) *graph.Node {
	return graph.ConvertDType(f(graph.ConvertDType(x, dtypes.Float32)), x.DType())
}
