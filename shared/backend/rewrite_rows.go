package backend

import (
	"fmt"
	"reflect"
	"slices"

	"github.com/gomlx/compute"
)

// smallProduct is the number of multiplications below which the Go backend computes a product from its operands as they
// are stored. From there on it packs both into blocks first, which pays when each number is used often. For one row of
// x each weight is used once, and the packing takes several times as long as reading them.
const smallProduct = 4 << 20

// byRows multiplies one row x, [in] or […, in] with all other axes 1, by a large weight [out, in] to […, out]: in parts
// that are small products, each a few rows of the weight. ok is false for all other products.
func (p product) byRows(f rewriterFunction) (_ compute.Value, ok bool, err error) {
	lShape, rShape, err := p.shapes(f.Function)
	if err != nil {
		return nil, false, err
	}
	last := lShape.Rank() - 1
	if len(p.lBatch) > 0 || !slices.Equal(p.lContract, []int{last}) || !slices.Equal(p.rContract, []int{1}) ||
		rShape.Rank() != 2 ||
		lShape.IsDynamic() || p.config != (compute.DotGeneralConfig{}) || !f.isInput(p.r) {
		return nil, false, nil
	}
	out, in := rShape.Dim(0), rShape.Dim(1)
	if lShape.Size() != in || in >= smallProduct || out*in < smallProduct {
		return nil, false, nil
	}
	most := (smallProduct - 1) / in
	parts := (out + most - 1) / most
	products := make([]compute.Value, parts)
	for i := range products {
		rows, err := f.rows(p.r, i*out/parts, (i+1)*out/parts)
		if err != nil {
			return nil, false, err
		}
		if products[i], err = f.Function.DotGeneral(p.l, p.lContract, nil, rows, p.rContract, nil,
			p.config); err != nil {
			return nil, false, err
		}
	}
	y, err := f.Function.Concatenate(last, products...)
	return y, true, err
}

// isInput says whether x is an input of the executable, seen from the main function.
func (f rewriterFunction) isInput(x compute.Value) bool {
	place, ok := f.builder.parameters.places[x]
	return ok && place >= 0 && f.main
}

// rows is a view of an input's rows.
func (f rewriterFunction) rows(x compute.Value, from, to int) (compute.Value, error) {
	p := f.builder.parameters
	shape, err := f.Function.Shape(x)
	if err != nil {
		return nil, err
	}
	shape = shape.Clone()
	shape.Dimensions[0] = to - from
	view, err := f.Function.Parameter(fmt.Sprintf("view_%d", len(p.sources)), shape, nil)
	if err != nil {
		return nil, err
	}
	p.sources = append(p.sources, source{p.places[x], from, to})
	return view, nil
}

// viewOfRows is a buffer in the memory of another one of the Go backend, which must outlive it. GoMLX offers no such
// thing, but a buffer's shape and numbers are exported fields of a type that is not.
func viewOfRows(b compute.Buffer, from, to int) (view compute.Buffer, err error) {
	shape, err := b.Shape()
	if err != nil {
		return nil, err
	}
	defer func() {
		if r := recover(); r != nil {
			view, err = nil, fmt.Errorf("a view of rows of a %T: %v", b, r)
		}
	}()
	row := shape.Size() / shape.Dim(0)
	shape = shape.Clone()
	shape.Dimensions[0] = to - from
	copied := reflect.New(reflect.TypeOf(b).Elem())
	fields := copied.Elem()
	fields.Set(reflect.ValueOf(b).Elem())
	fields.FieldByName("RawShape").Set(reflect.ValueOf(shape))
	fields.FieldByName("RawBytes").SetZero() // nothing that a pool could take
	numbers := fields.FieldByName("Flat")
	numbers.Set(numbers.Elem().Slice(from*row, to*row))
	return copied.Interface().(compute.Buffer), nil
}
