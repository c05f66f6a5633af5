package solutions

import (
	"maps"
	"math"
	"slices"
)

func init() { maps.Copy(wrong, wrongAttention) }

// The shapes of the attention parts' functions.
type (
	one = func(x [][]float64) [][]float64
	two = func(a, b [][]float64) [][]float64
)

// naive is softmax of a row without taking the largest out.
func naive(row []float64) []float64 {
	sum, out := 0.0, make([]float64, len(row))
	for j, v := range row {
		out[j] = math.Exp(v)
		sum += out[j]
	}
	for j := range out {
		out[j] /= sum
	}
	return out
}

func hide(x [][]float64, hidden func(q, k int) bool, value float64) [][]float64 {
	y := mapped(x, func(v float64) float64 { return v })
	for q := range y {
		for k := range y[q] {
			if hidden(q, k) {
				y[q][k] = value
			}
		}
	}
	return y
}

func ahead(q, k int) bool { return k > q }

// heads is multi-head attention with pieces that can be exchanged.
func headsWith(x, wq, wk, wv [][]float64, n int,
	weights func(q, k [][]float64, width float64) [][]float64) [][]float64 {
	q, k, v := SplitHeads(Linear(x, wq), n), SplitHeads(Linear(x, wk), n), SplitHeads(Linear(x, wv), n)
	var found [][][]float64
	for h := range n {
		found = append(found, Mix(weights(q[h], k[h], float64(len(wq))), v[h]))
	}
	return MergeHeads(found)
}

func usual(q, k [][]float64, _ float64) [][]float64 { return CausalMask(Scores(q, k)) }

type multi = func(x, wq, wk, wv, wo [][]float64, heads int) [][]float64

var wrongAttention = map[string]map[string]any{
	"3.3a": {
		"overflow": one(func(x [][]float64) (y [][]float64) {
			for _, row := range x {
				y = append(y, naive(row))
			}
			return y
		}),
		"columns": one(func(x [][]float64) [][]float64 { return transposed(Softmax(transposed(x))) }),
		"whole matrix": one(func(x [][]float64) (y [][]float64) {
			all := Softmax([][]float64{slices.Concat(x...)})[0]
			for _, row := range x {
				y, all = append(y, all[:len(row)]), all[len(row):]
			}
			return y
		}),
		"no exp": one(func(x [][]float64) (y [][]float64) {
			for _, row := range x {
				sum := 0.0
				for _, v := range row {
					sum += v
				}
				y = append(y, mapped([][]float64{row}, func(v float64) float64 { return v / sum })[0])
			}
			return y
		}),
		"one maximum": one(func(x [][]float64) (y [][]float64) {
			largest := slices.Max(slices.Concat(x...))
			for _, row := range mapped(x, func(v float64) float64 { return v - largest }) {
				y = append(y, naive(row))
			}
			return y
		}),
	},
	"3.3b": {
		"transposed": two(func(w, v [][]float64) [][]float64 { return Mix(transposed(w), v) }),
		"mean": two(func(w, v [][]float64) [][]float64 {
			return mapped(Mix(w, v), func(y float64) float64 { return y / float64(len(v)) })
		}),
		"only itself": two(func(w, v [][]float64) (y [][]float64) {
			for i := range w {
				y = append(y, mapped([][]float64{v[i]}, func(x float64) float64 { return w[i][i] * x })[0])
			}
			return y
		}),
		"the heaviest": two(func(w, v [][]float64) (y [][]float64) {
			for _, row := range w {
				y = append(y, v[slices.Index(row, slices.Max(row))])
			}
			return y
		}),
		"last one": two(func(w, v [][]float64) (y [][]float64) {
			for _, row := range w {
				last := len(row) - 1
				y = append(y, mapped(v[last:], func(x float64) float64 { return row[last] * x })[0])
			}
			return y
		}),
	},
	"3.4a": {
		"not transposed": two(func(x, w [][]float64) [][]float64 { return Mix(x, w) }),
		"turned result":  two(func(x, w [][]float64) [][]float64 { return transposed(Linear(x, w)) }),
		"last input": two(func(x, w [][]float64) (y [][]float64) {
			for _, row := range x {
				var out []float64
				for _, wr := range w {
					out = append(out, row[len(row)-1]*wr[len(row)-1])
				}
				y = append(y, out)
			}
			return y
		}),
		"one row": two(func(x, w [][]float64) (y [][]float64) {
			for range x {
				y = append(y, Linear(x[:1], w)[0])
			}
			return y
		}),
	},
	"3.4b": {
		"divided by d": two(func(q, k [][]float64) [][]float64 {
			return mapped(Linear(q, k), func(v float64) float64 { return v / float64(len(k[0])) })
		}),
		"not scaled": two(func(q, k [][]float64) [][]float64 { return Linear(q, k) }),
		"root of the length": two(func(q, k [][]float64) [][]float64 {
			return mapped(Linear(q, k), func(v float64) float64 { return v / math.Sqrt(float64(len(k))) })
		}),
		"turned": two(func(q, k [][]float64) [][]float64 { return Scores(k, q) }),
		"multiplied": two(func(q, k [][]float64) [][]float64 {
			return mapped(Linear(q, k), func(v float64) float64 { return v * math.Sqrt(float64(len(k[0]))) })
		}),
	},
	"3.5": {
		"not renormalised": one(func(x [][]float64) [][]float64 { return hide(Softmax(x), ahead, 0) }),
		"hides itself": one(func(x [][]float64) [][]float64 {
			return Softmax(hide(x, func(q, k int) bool { return k >= q }, math.Inf(-1)))
		}),
		"hides the past": one(func(x [][]float64) [][]float64 {
			return Softmax(hide(x, func(q, k int) bool { return k < q }, math.Inf(-1)))
		}),
		"zero scores": one(func(x [][]float64) [][]float64 { return Softmax(hide(x, ahead, 0)) }),
		"no mask":     one(Softmax),
		"scores only": one(func(x [][]float64) [][]float64 { return hide(x, ahead, math.Inf(-1)) }),
	},
	"3.6a": {
		"every second column": func(x [][]float64, n int) [][][]float64 {
			parts := make([][][]float64, n)
			for _, row := range x {
				for h := range n {
					var cut []float64
					for j := h; j < len(row); j += n {
						cut = append(cut, row[j])
					}
					parts[h] = append(parts[h], cut)
				}
			}
			return parts
		},
		"only reshaped": func(x [][]float64, n int) (parts [][][]float64) {
			flat, dim := slices.Concat(x...), len(x[0])/n
			for range n {
				var part [][]float64
				for range x {
					part, flat = append(part, flat[:dim]), flat[dim:]
				}
				parts = append(parts, part)
			}
			return parts
		},
		"sequence first": func(x [][]float64, n int) (parts [][][]float64) {
			for _, row := range x {
				parts = append(parts, slices.Collect(slices.Chunk(row, len(row)/n)))
			}
			return parts
		},
		"rows": func(x [][]float64, n int) [][][]float64 {
			return slices.Collect(slices.Chunk(x, max(1, len(x)/n)))
		},
	},
	"3.6b": {
		"one above the other": func(heads [][][]float64) [][]float64 { return slices.Concat(heads...) },
		"in turn": func(heads [][][]float64) (rows [][]float64) {
			for i := range heads[0] {
				var row []float64
				for j := range heads[0][i] {
					for _, head := range heads {
						row = append(row, head[i][j])
					}
				}
				rows = append(rows, row)
			}
			return rows
		},
		"added up": func(heads [][][]float64) [][]float64 {
			sum := heads[0]
			for _, head := range heads[1:] {
				sum = added(sum, head)
			}
			return sum
		},
		"only reshaped": func(heads [][][]float64) [][]float64 {
			flat := slices.Concat(slices.Concat(heads...)...)
			return slices.Collect(slices.Chunk(flat, len(flat)/len(heads[0])))
		},
	},
	"3.6c": {
		"scaled by the whole width": multi(func(x, wq, wk, wv, wo [][]float64, n int) [][]float64 {
			return Linear(headsWith(x, wq, wk, wv, n, func(q, k [][]float64, width float64) [][]float64 {
				return CausalMask(mapped(Linear(q, k), func(v float64) float64 { return v / math.Sqrt(width) }))
			}), wo)
		}),
		"no mask": multi(func(x, wq, wk, wv, wo [][]float64, n int) [][]float64 {
			return Linear(headsWith(x, wq, wk, wv, n, func(q, k [][]float64, _ float64) [][]float64 {
				return Softmax(Scores(q, k))
			}), wo)
		}),
		"no output layer": multi(func(x, wq, wk, wv, wo [][]float64, n int) [][]float64 {
			return headsWith(x, wq, wk, wv, n, usual)
		}),
		"one head": multi(func(x, wq, wk, wv, wo [][]float64, n int) [][]float64 {
			return MultiHead(x, wq, wk, wv, wo, 1)
		}),
		"keys as values": multi(func(x, wq, wk, wv, wo [][]float64, n int) [][]float64 {
			return MultiHead(x, wq, wk, wk, wo, n)
		}),
		"queries and keys exchanged": multi(func(x, wq, wk, wv, wo [][]float64, n int) [][]float64 {
			return MultiHead(x, wk, wq, wv, wo, n)
		}),
	},
}
