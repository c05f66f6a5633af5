package backend

import (
	"slices"

	"github.com/gomlx/compute"
)

// gathering is a Gather with its operands.
type gathering struct {
	operand, startIndices                                           compute.Value
	indexVectorAxis                                                 int
	offsetOutputAxes, collapsedSliceAxes, startIndexMap, sliceSizes []int
	indicesAreSorted                                                bool
}

// in is the gathering as it came.
func (g gathering) in(f compute.Function) (compute.Value, error) {
	return f.Gather(g.operand, g.startIndices, g.indexVectorAxis, g.offsetOutputAxes, g.collapsedSliceAxes, g.startIndexMap, g.sliceSizes, g.indicesAreSorted)
}

// onONNX takes rows of a matrix, an embedding, as columns of the transposed one. ONNX Runtime's backend transposes every operand so
// that the axes it looks up come first, also where they do already; ONNX Runtime then copies the whole table for each token. Two
// transpositions that undo each other it leaves out.
func (g gathering) onONNX(f compute.Function) (compute.Value, error) {
	shape, err := f.Shape(g.operand)
	if err != nil {
		return nil, err
	}
	first := []int{0}
	if shape.Rank() != 2 || !slices.Equal(g.startIndexMap, first) || !slices.Equal(g.collapsedSliceAxes, first) {
		return g.in(f)
	}
	if g.operand, err = f.Transpose(g.operand, 1, 0); err != nil {
		return nil, err
	}
	g.startIndexMap, g.collapsedSliceAxes = []int{1}, []int{1}
	g.sliceSizes = []int{g.sliceSizes[1], g.sliceSizes[0]}
	return g.in(f)
}
