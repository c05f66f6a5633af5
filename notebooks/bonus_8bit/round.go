package lesson

import (
	"errors"
	"math"
	"slices"

	"github.com/gomlx/gomlx/core/tensors"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/shared/nn"
)

// Round rounds numbers in blocks of neighbours, each of which has a step of its own: the block's largest size, divided
// by levels. Every number becomes the nearest multiple of it, from -levels to levels times. 127 levels take 8 bits, 7
// take 4.
func Round(x []float32, block, levels int) []float32 {
	rounded := slices.Clone(x)
	for b := range slices.Chunk(rounded, block) {
		largest := Largest(b)
		if largest == 0 {
			continue
		}
		step, perUnit := largest/float32(levels), float32(levels)/largest
		for i, v := range b {
			b[i] = float32(math.RoundToEven(float64(v*perUnit))) * step
		}
	}
	return rounded
}

// Largest is the largest size of some numbers: of (0.1, -0.3) it is 0.3.
func Largest(x []float32) (largest float32) {
	for _, v := range x {
		largest = max(largest, v, -v)
	}
	return largest
}

// Size is the root of the mean square of some numbers: of (3, -4) it is √12.5.
func Size(x []float32) float64 {
	var squares float64
	for _, v := range x {
		squares += float64(v) * float64(v)
	}
	return math.Sqrt(squares / float64(len(x)))
}

// Error is the size of the differences between numbers and what they were rounded to, as a part of the numbers' own.
func Error(x, rounded []float32) float64 {
	differences := make([]float32, len(x))
	for i, v := range x {
		differences[i] = v - rounded[i]
	}
	return Size(differences) / Size(x)
}

// Zeros counts the zeros among some numbers.
func Zeros(x []float32) (n int) {
	for _, v := range x {
		if v == 0 {
			n++
		}
	}
	return n
}

// Without are the numbers but for one.
func Without(x []float32, i int) []float32 { return slices.Delete(slices.Clone(x), i, i+1) }

// RoundWeights replaces a model's weights by what Round makes of each row; those of a plain.Model that was made of it
// change as well. A block ends with its row. As with Quantize, positions, biases and norms stay.
func RoundWeights(m *gpt.Model, block, levels int) error {
	var errs []error
	for p := range nn.Parameters(m.Store()) {
		dims := p.Shape().Dimensions
		if len(dims) != 2 || p == m.Embedding.Position.Weight {
			continue
		}
		t, err := p.Value()
		if err == nil {
			err = tensors.MutableFlatData(t, func(w []float32) {
				for row := range slices.Chunk(w, dims[1]) {
					copy(row, Round(row, block, levels))
				}
			})
		}
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}
