package learn

import "math/rand/v2"

// randomMatrix has numbers around 0, most of them between -2 and 2.
func randomMatrix(r *rand.Rand, rows, columns int) Matrix {
	m := make(Matrix, rows)
	for i := range m {
		m[i] = randomVector(r, columns)
	}
	return m
}

func randomVector(r *rand.Rand, n int) []float64 {
	v := make([]float64, n)
	for i := range v {
		v[i] = r.NormFloat64()
	}
	return v
}

// randomIDs are n ids from 0 to below vocabulary.
func randomIDs(r *rand.Rand, n, vocabulary int) []int {
	ids := make([]int, n)
	for i := range ids {
		ids[i] = r.IntN(vocabulary)
	}
	return ids
}

// between draws from low to high, both included.
func between(r *rand.Rand, low, high int) int { return low + r.IntN(high-low+1) }
