package solutions

import (
	"maps"
	"math"
	"slices"
)

func init() { maps.Copy(wrong, wrongGPT) }

// norm is layer normalization with a divisor of one's own.
func norm(x [][]float64, scale, shift []float64, divisor func(squares, n float64) float64) (out [][]float64) {
	for _, row := range x {
		mean, squares, n := 0.0, 0.0, float64(len(row))
		for _, v := range row {
			mean += v / n
		}
		for _, v := range row {
			squares += (v - mean) * (v - mean)
		}
		y := make([]float64, len(row))
		for j, v := range row {
			y[j] = scale[j]*(v-mean)/divisor(squares, n) + shift[j]
		}
		out = append(out, y)
	}
	return out
}

func usualDivisor(squares, n float64) float64 { return math.Sqrt(squares/n + 1e-5) }

type (
	layerNorm   = func(x [][]float64, scale, shift []float64) [][]float64
	feedForward = func(x, w1 [][]float64, b1 []float64, w2 [][]float64, b2 []float64) [][]float64
	block       = func(x [][]float64, norm1, attention, norm2, feedForward func([][]float64) [][]float64) [][]float64
	generate    = func(next func(ids []int) []float64, ids []int, count, context int) []int
)

func tanhGELU(x, ratio, cube float64) float64 {
	return 0.5 * x * (1 + math.Tanh(math.Sqrt(ratio)*(x+0.044715*cube)))
}

func biased(x [][]float64, b []float64) (y [][]float64) {
	for _, row := range x {
		y = append(y, added([][]float64{row}, [][]float64{b})[0])
	}
	return y
}

func ones(n int) []float64 {
	v := make([]float64, n)
	for i := range v {
		v[i] = 1
	}
	return v
}

var wrongGPT = map[string]map[string]any{
	"4.2": {
		"unbiased": layerNorm(func(x [][]float64, scale, shift []float64) [][]float64 {
			return norm(x, scale, shift, func(s, n float64) float64 { return math.Sqrt(s/(n-1) + 1e-5) })
		}),
		"no epsilon": layerNorm(func(x [][]float64, scale, shift []float64) [][]float64 {
			return norm(x, scale, shift, func(s, n float64) float64 { return math.Sqrt(s / n) })
		}),
		"epsilon outside": layerNorm(func(x [][]float64, scale, shift []float64) [][]float64 {
			return norm(x, scale, shift, func(s, n float64) float64 { return math.Sqrt(s/n) + 1e-5 })
		}),
		"no root": layerNorm(func(x [][]float64, scale, shift []float64) [][]float64 {
			return norm(x, scale, shift, func(s, n float64) float64 { return s/n + 1e-5 })
		}),
		"columns": layerNorm(func(x [][]float64, scale, shift []float64) [][]float64 {
			n := len(x)
			y := transposed(norm(transposed(x), ones(n), make([]float64, n), usualDivisor))
			for _, row := range y {
				for j := range row {
					row[j] = scale[j]*row[j] + shift[j]
				}
			}
			return y
		}),
		"no shift": layerNorm(func(x [][]float64, scale, shift []float64) [][]float64 {
			return norm(x, scale, make([]float64, len(shift)), usualDivisor)
		}),
		"whole matrix": layerNorm(func(x [][]float64, scale, shift []float64) (y [][]float64) {
			flat := slices.Concat(x...)
			flat = norm([][]float64{flat}, ones(len(flat)), make([]float64, len(flat)), usualDivisor)[0]
			for row := range slices.Chunk(flat, len(x[0])) {
				for j := range row {
					row[j] = scale[j]*row[j] + shift[j]
				}
				y = append(y, row)
			}
			return y
		}),
	},
	"4.3a": {
		"ReLU":        func(x float64) float64 { return max(0, x) },
		"exact":       func(x float64) float64 { return 0.5 * x * (1 + math.Erf(x/math.Sqrt2)) },
		"square":      func(x float64) float64 { return tanhGELU(x, 2/math.Pi, x*x) },
		"no half":     func(x float64) float64 { return 2 * GELU(x) },
		"sigmoid":     func(x float64) float64 { return x / (1 + math.Exp(-1.702*x)) },
		"root turned": func(x float64) float64 { return tanhGELU(x, math.Pi/2, x*x*x) },
	},
	"4.3b": {
		"no activation": feedForward(func(x, w1 [][]float64, b1 []float64, w2 [][]float64, b2 []float64) [][]float64 {
			return biased(Linear(biased(Linear(x, w1), b1), w2), b2)
		}),
		"activation behind": feedForward(
			func(x, w1 [][]float64, b1 []float64, w2 [][]float64, b2 []float64) [][]float64 {
				return mapped(biased(Linear(biased(Linear(x, w1), b1), w2), b2), GELU)
			}),
		"no first bias": feedForward(func(x, w1 [][]float64, b1 []float64, w2 [][]float64, b2 []float64) [][]float64 {
			return FeedForward(x, w1, make([]float64, len(b1)), w2, b2)
		}),
		"no second bias": feedForward(func(x, w1 [][]float64, b1 []float64, w2 [][]float64, b2 []float64) [][]float64 {
			return FeedForward(x, w1, b1, w2, make([]float64, len(b2)))
		}),
		"bias behind GELU": feedForward(
			func(x, w1 [][]float64, b1 []float64, w2 [][]float64, b2 []float64) [][]float64 {
				return biased(Linear(biased(mapped(Linear(x, w1), GELU), b1), w2), b2)
			}),
		"two activations": feedForward(func(x, w1 [][]float64, b1 []float64, w2 [][]float64, b2 []float64) [][]float64 {
			return mapped(FeedForward(x, w1, b1, w2, b2), GELU)
		}),
	},
	"4.5": {
		"norm behind": block(func(x [][]float64, n1, a, n2, f func([][]float64) [][]float64) [][]float64 {
			x = n1(added(x, a(x)))
			return n2(added(x, f(x)))
		}),
		"no shortcuts": block(func(x [][]float64, n1, a, n2, f func([][]float64) [][]float64) [][]float64 {
			return f(n2(a(n1(x))))
		}),
		"one shortcut": block(func(x [][]float64, n1, a, n2, f func([][]float64) [][]float64) [][]float64 {
			return f(n2(added(x, a(n1(x)))))
		}),
		"first shortcut missing": block(func(x [][]float64, n1, a, n2, f func([][]float64) [][]float64) [][]float64 {
			x = a(n1(x))
			return added(x, f(n2(x)))
		}),
		"from the beginning": block(func(x [][]float64, n1, a, n2, f func([][]float64) [][]float64) [][]float64 {
			return added(x, f(n2(added(x, a(n1(x))))))
		}),
		"normalised shortcut": block(func(x [][]float64, n1, a, n2, f func([][]float64) [][]float64) [][]float64 {
			x = n1(x)
			x = n2(added(x, a(x)))
			return added(x, f(x))
		}),
		"no norms": block(func(x [][]float64, n1, a, n2, f func([][]float64) [][]float64) [][]float64 {
			x = added(x, a(x))
			return added(x, f(x))
		}),
	},
	"4.7": {
		"whole text": generate(func(next func([]int) []float64, ids []int, count, context int) []int {
			return Generate(next, ids, count, 1<<30)
		}),
		"first ids": generate(func(next func([]int) []float64, ids []int, count, context int) []int {
			return Generate(func(all []int) []float64 { return next(all[:min(len(all), context)]) }, ids, count, 1<<30)
		}),
		"only new ids": generate(func(next func([]int) []float64, ids []int, count, context int) []int {
			return Generate(next, ids, count, context)[len(ids):]
		}),
		"last of equals": generate(func(next func([]int) []float64, ids []int, count, context int) []int {
			return Generate(func(all []int) []float64 {
				logits, best := slices.Clone(next(all)), 0
				for i, v := range logits {
					if v >= logits[best] {
						best = i
					}
				}
				logits[best]++
				return logits
			}, ids, count, context)
		}),
		"does not read on": generate(func(next func([]int) []float64, ids []int, count, context int) []int {
			return Generate(func([]int) []float64 { return next(ids[max(0, len(ids)-context):]) }, ids, count, context)
		}),
		"one too many": generate(func(next func([]int) []float64, ids []int, count, context int) []int {
			return Generate(next, ids, count+1, context)
		}),
		"text cut": generate(func(next func([]int) []float64, ids []int, count, context int) []int {
			all := slices.Clone(ids)
			for range count {
				all = all[max(0, len(all)-context):]
				all = Generate(next, all, 1, context)
			}
			return all
		}),
	},
}
