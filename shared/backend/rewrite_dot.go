package backend

import (
	"slices"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/shapeinference"
	"github.com/gomlx/compute/shapes"
)

// product is a DotGeneral with its operands.
type product struct {
	l, r              compute.Value
	lContract, lBatch []int
	rContract, rBatch []int
	config            compute.DotGeneralConfig
}

// fits is an error unless the shapes of both sides can be multiplied.
func (p product) fits(f compute.Function) error {
	l, r, err := p.shapes(f)
	if err != nil {
		return err
	}
	_, err = shapeinference.DotGeneral(l, p.lContract, p.lBatch, r, p.rContract, p.rBatch, p.config)
	return err
}

// in is the product as it came.
func (p product) in(f compute.Function) (compute.Value, error) {
	return f.DotGeneral(p.l, p.lContract, p.lBatch, p.r, p.rContract, p.rBatch, p.config)
}

// matrices gives the product the form Σₖ l[batch…, k, n]·r[batch…, k, m], with one axis k for however many there were.
// That is what the gradient of every weight and of both products of attention is. ok is false where it has another
// form.
func (p product) matrices(f compute.Function) (_ product, k, n, m int, ok bool, err error) {
	lShape, rShape, err := p.shapes(f)
	if err != nil {
		return p, 0, 0, 0, false, err
	}
	batch := len(p.lBatch)
	if len(p.rBatch) != batch || !leading(p.lBatch, p.lContract, lShape) || !leading(p.rBatch, p.rContract, rShape) {
		return p, 0, 0, 0, false, nil
	}
	k, n, m = 1, lShape.Dim(-1), rShape.Dim(-1)
	for _, axis := range p.lContract {
		k *= lShape.Dimensions[axis]
	}
	if len(p.lContract) > 1 {
		dims := lShape.Dimensions[:batch]
		if p.l, err = f.Reshape(p.l, slices.Concat(dims, []int{k, n})...); err != nil {
			return p, 0, 0, 0, false, err
		}
		if p.r, err = f.Reshape(p.r, slices.Concat(dims, []int{k, m})...); err != nil {
			return p, 0, 0, 0, false, err
		}
		p.lContract, p.rContract = []int{batch}, []int{batch}
	}
	return p, k, n, m, true, nil
}

func (p product) shapes(f compute.Function) (l, r shapes.Shape, err error) {
	if l, err = f.Shape(p.l); err != nil {
		return l, r, err
	}
	r, err = f.Shape(p.r)
	return l, r, err
}

// leading says whether an operand has its batch axes first, then those that are summed over, and one more.
func leading(batch, contract []int, s shapes.Shape) bool {
	if len(contract) == 0 || len(batch)+len(contract)+1 != s.Rank() || s.IsDynamic() {
		return false
	}
	return inOrder(slices.Concat(batch, contract))
}

// lastTwo is the permutation that swaps the last two of rank axes.
func lastTwo(rank int) []int {
	p := make([]int, rank)
	for i := range p {
		p[i] = i
	}
	p[rank-2], p[rank-1] = rank-1, rank-2
	return p
}

// onGo computes Σₖ l[k, n]·r[k, m] as (Σₖ rᵀ[m, k]·l[k, n])ᵀ where that moves fewer numbers: the Go backend can
// multiply by a right side as it is stored, [k, n], but would transpose both, a number at a time. With k = 768 tokens,
// n = 384 and m = 96 it would move 369,000 numbers for 28 million multiplications; this moves 111,000.
func (p product) onGo(f compute.Function) (compute.Value, error) {
	q, k, n, m, ok, err := p.matrices(f)
	if err != nil {
		return nil, err
	}
	if !ok || p.config != (compute.DotGeneralConfig{}) || k*m+n*m > (k*n+k*m)/2 {
		return p.in(f)
	}
	batch := len(p.lBatch)
	swap := lastTwo(batch + 2)
	right, err := f.Transpose(q.r, swap...)
	if err != nil {
		return nil, err
	}
	// [batch…, m, n]
	turned, err := f.DotGeneral(right, []int{batch + 1}, p.lBatch, q.l, []int{batch}, p.lBatch, p.config)
	if err != nil {
		return nil, err
	}
	return f.Transpose(turned, swap...)
}

// onONNX makes matrix products of transposed operands of what ONNX Runtime's backend would make an Einsum of. ONNX
// Runtime joins the transposition with the product and reads the operand as it is stored; an Einsum copies it, at each
// call: for one token the copy of a weight costs more than the product, and while training the copies of the weights
// are an eighth of the time.
func (p product) onONNX(f compute.Function) (compute.Value, error) {
	lShape, rShape, err := p.shapes(f)
	if err != nil {
		return nil, err
	}
	batch, last := len(p.lBatch), []int{lShape.Rank() - 1}
	if p.ofFewRows(lShape, rShape) {
		return p.asColumns(f, lShape, rShape)
	}
	if slices.Equal(p.lContract, last) && slices.Equal(p.rContract, []int{batch + 1}) && rShape.Rank() == batch+2 &&
		(batch == 0 || lShape.Rank() == batch+2) && leading(p.lBatch, []int{batch}, rShape) &&
		slices.Equal(p.lBatch, p.rBatch) {
		// Σₖ l[…, k]·r[m, k], a linear layer or the scores of attention
		right, err := f.Transpose(p.r, lastTwo(batch+2)...)
		if err != nil {
			return nil, err
		}
		return f.DotGeneral(p.l, last, p.lBatch, right, []int{batch}, p.rBatch, p.config)
	}
	q, _, _, _, ok, err := p.matrices(f)
	if err != nil {
		return nil, err
	}
	if !ok {
		return p.in(f)
	}
	left, err := f.Transpose(q.l, lastTwo(batch+2)...)
	if err != nil {
		return nil, err
	}
	return f.DotGeneral(left, []int{batch + 1}, p.lBatch, q.r, []int{batch}, p.rBatch, p.config)
}

// fewRows is how many rows ONNX Runtime multiplies faster as columns.
const fewRows = 32

// ofFewRows says whether few rows l[…, k] are multiplied by a weight r[m, k], as when a text is written. A single row
// counts only where there are more inputs than outputs, k > m, as in the second layer of a feed-forward.
func (p product) ofFewRows(l, r shapes.Shape) bool {
	if len(p.lBatch)+len(p.rBatch) > 0 || r.Rank() != 2 || l.IsDynamic() || r.IsDynamic() || r.Size() == 0 ||
		!slices.Equal(p.lContract, []int{l.Rank() - 1}) || !slices.Equal(p.rContract, []int{1}) {
		return false
	}
	m, k := r.Dim(0), r.Dim(1)
	rows := l.Size() / k
	return rows > 1 && rows <= fewRows || rows == 1 && k > m
}

// asColumns computes Σₖ l[…, k]·r[m, k], […, m], as (r·lᵀ)ᵀ: ONNX Runtime reads the left side of a product as it is
// stored, and packs the right side first, which should be the small one. A single row is packed on neither side, but a
// weight with more inputs than outputs, such as [768, 3072], is still read faster so.
func (p product) asColumns(f compute.Function, l, r shapes.Shape) (compute.Value, error) {
	k := l.Dim(-1)
	rows := l.Size() / k
	columns, err := turned(f, p.l, rows, k)
	if err != nil {
		return nil, err
	}
	y, err := f.DotGeneral(p.r, []int{1}, nil, columns, []int{0}, nil, p.config) // [m, rows]
	if err != nil {
		return nil, err
	}
	if y, err = turned(f, y, r.Dim(0), rows); err != nil {
		return nil, err
	}
	dims := slices.Clone(l.Dimensions)
	dims[len(dims)-1] = r.Dim(0)
	return f.Reshape(y, dims...)
}

// turned is the transpose, [columns, rows], of x seen as [rows, columns]. With one row or column it is a reshape, which
// ONNX Runtime does not join with the product: for that it would pack the row.
func turned(f compute.Function, x compute.Value, rows, columns int) (compute.Value, error) {
	if rows == 1 || columns == 1 {
		return f.Reshape(x, columns, rows)
	}
	x, err := f.Reshape(x, rows, columns)
	if err != nil {
		return nil, err
	}
	return f.Transpose(x, 1, 0)
}
