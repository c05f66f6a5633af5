package plain

import (
	"errors"
	"fmt"
	"math"
)

// Quantize makes a model with 8-bit weights: they take a quarter of the memory, and as generation waits for memory, a
// token takes less time. All matrices but the positions are rounded, to 255 steps for each 32 neighbouring weights;
// biases and norms, which are small, stay. Both models can go on being used.
func (m *Model) Quantize() (*Model, error) {
	q := *m
	q.blocks = append([]block(nil), m.blocks...)
	var errs []error
	for name, at := range q.matrices() {
		if name == headName && m.head == m.token {
			*at = q.token
			continue
		}
		w, ok := (*at).(*float32s)
		if !ok {
			return nil, errors.New("the model has 8-bit weights already")
		}
		rounded, err := newInt8s(w)
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", name, err))
		}
		*at = rounded
	}
	return &q, errors.Join(errs...)
}

// Quantized says whether the weights have 8 bits.
func (m *Model) Quantized() bool {
	_, ok := m.token.(*int8s)
	return ok
}

// quantize rounds numbers to 8 bits: with a scale of a 127th of the block's largest size, the nearest of -127 to 127
// times the scale. Of (1, -0.5, 0.1) the scale is 0.00787 and the rest (127, -64, 13): 0.1 has become 0.1024. A block
// with a number that is none gets a scale that is none.
func quantize(to row8, x []float32) {
	for b := range to.scales {
		block := x[b*blockSize : min((b+1)*blockSize, len(x))]
		q := to.q[b*blockSize : (b+1)*blockSize]
		var largest uint32 // of the sizes as bits: their order is that of the numbers, and of ∞ and no number above
		for _, v := range block {
			largest = max(largest, math.Float32bits(v)&^(1<<31))
		}
		size := math.Float32frombits(largest)
		to.scales[b] = size / 127
		perUnit := 127 / size
		if !(size <= math.MaxFloat32 && perUnit <= math.MaxFloat32) { // no number, ∞, or too small to divide by
			clear(q)
			if perUnit > math.MaxFloat32 {
				to.scales[b] = 0
			}
			continue
		}
		for i, v := range block {
			q[i] = int8((float32(v*perUnit) + wholeNumbers) - wholeNumbers)
		}
		clear(q[len(block):])
	}
}

// newRow8 is room for n rows of a width.
func newRow8(n, width int) row8 {
	blocks := (width + blockSize - 1) / blockSize
	return row8{make([]int8, n*blocks*blockSize), make([]float32, n*blocks)}
}

// int8s is a matrix of 8-bit weights.
type int8s struct {
	out, in int
	w       row8
}

// newInt8s rounds a matrix.
func newInt8s(m *float32s) (*int8s, error) {
	b := &int8s{m.out, m.in, newRow8(m.out, m.in)}
	for i := range m.out {
		row := m.rows(i, i+1)
		to := b.rows(i, i+1)
		quantize(to, row)
		for _, scale := range to.scales {
			if !(scale <= math.MaxFloat32) {
				return nil, fmt.Errorf("row %d holds numbers that are none, or infinite: the weights are spoilt", i)
			}
		}
	}
	return b, nil
}

func (m *int8s) size() (out, in int) { return m.out, m.in }

// blocks is the number of blocks of a row.
func (m *int8s) blocks() int { return (m.in + blockSize - 1) / blockSize }

func (m *int8s) rows(from, to int) row8 { return m.w.rows(from, to, m.blocks()) }

func (m *int8s) row(i int, dst []float32) {
	row := m.rows(i, i+1)
	for j := range dst {
		dst[j] = float32(row.q[j]) * row.scales[j/blockSize]
	}
}

func (m *int8s) rowBytes() int { return m.blocks() * (blockSize + 4) }

// prepare rounds the activations to 8 bits as well, so that the products are those of whole numbers.
func (m *int8s) prepare(t *team, x [][]float32) vectors {
	rounded := make([]row8, len(x))
	t.each(len(x), 8*m.in, func(i int) {
		rounded[i] = newRow8(1, m.in)
		quantize(rounded[i], x[i])
	})
	return vectors{rounded: rounded}
}

func (m *int8s) multiply(y [][]float32, x vectors, from, to int) {
	for i, row := range x.rounded {
		dots8(y[i][from:to], m.rows(from, to), row)
	}
}
