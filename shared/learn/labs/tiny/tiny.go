// Package tiny is what the broken programs of package labs are made of: matrices, a tape that plays the chain rule
// backwards, Adam, and a little text. It is slow and short, and has no fault.
//
//	tiny.go  Matrix: numbers and their gradients
//	tape.go  Tape: what a model is computed with
//	loss.go  CrossEntropy, and Adam
//	text.go  Text, Encode, Decode: sentences, letter by letter
//
// Shapes are written [rows, columns].
package tiny

import (
	"fmt"
	"math"
	"math/rand/v2"
)

// Matrix is [Rows, Cols] numbers, row by row, and the gradient of each.
type Matrix struct {
	Rows, Cols  int
	Value, Grad []float64
}

// Zeros is a matrix of zeros.
func Zeros(rows, cols int) *Matrix {
	return &Matrix{Rows: rows, Cols: cols, Value: make([]float64, rows*cols), Grad: make([]float64, rows*cols)}
}

// Random is a matrix of normally distributed numbers of a size.
func Random(rng *rand.Rand, rows, cols int, size float64) *Matrix {
	m := Zeros(rows, cols)
	for i := range m.Value {
		m.Value[i] = size * rng.NormFloat64()
	}
	return m
}

// Row is row i of the values; what is written into it is written into the matrix.
func (m *Matrix) Row(i int) []float64 { return m.Value[i*m.Cols : (i+1)*m.Cols] }

// Places are the numbers from 0 to n-1.
func Places(n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	return all
}

func (m *Matrix) gradRow(i int) []float64 { return m.Grad[i*m.Cols : (i+1)*m.Cols] }

// Norm is the length of a vector: the root of the sum of its squares.
func Norm(x []float64) float64 { return math.Sqrt(dot(x, x)) }

func dot(x, y []float64) float64 {
	sum := 0.0
	for i, v := range x {
		sum += v * y[i]
	}
	return sum
}

// addTimes adds x times by to y.
func addTimes(y, x []float64, by float64) {
	for i, v := range x {
		y[i] += v * by
	}
}

// want panics when two sizes that have to be equal are not.
func want(op string, a, b *Matrix, equal bool) {
	if !equal {
		panic(fmt.Sprintf("%s: [%d, %d] and [%d, %d] do not fit", op, a.Rows, a.Cols, b.Rows, b.Cols))
	}
}
