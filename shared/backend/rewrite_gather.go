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
	return f.Gather(g.operand, g.startIndices, g.indexVectorAxis, g.offsetOutputAxes, g.collapsedSliceAxes,
		g.startIndexMap, g.sliceSizes, g.indicesAreSorted)
}

// onONNX has the axes that are looked up come last: the rows of a matrix, an embedding, are taken as columns of the
// transposed one. ONNX Runtime's backend transposes every operand so that these axes come first, also where they do
// already; ONNX Runtime then copies the whole table for each token, and the caches of keys and values with it. Two
// transpositions that undo each other it leaves out.
func (g gathering) onONNX(f compute.Function) (compute.Value, error) {
	shape, err := f.Shape(g.operand)
	if err != nil {
		return nil, err
	}
	axes := len(g.startIndexMap)
	rest := shape.Rank() - axes
	if rest == 0 || !inOrder(g.startIndexMap) || !slices.Equal(g.collapsedSliceAxes, g.startIndexMap) {
		return g.in(f)
	}
	var last, permutation []int // of rank 3 with one axis looked up: 2; 1, 2, 0
	for i := range axes {
		last = append(last, rest+i)
	}
	for i := range shape.Rank() {
		permutation = append(permutation, (i+axes)%shape.Rank())
	}
	if g.operand, err = f.Transpose(g.operand, permutation...); err != nil {
		return nil, err
	}
	g.sliceSizes = slices.Concat(g.sliceSizes[axes:], g.sliceSizes[:axes])
	g.startIndexMap, g.collapsedSliceAxes = last, last
	return g.in(f)
}
