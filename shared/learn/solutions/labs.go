package solutions

import (
	"math"
	"slices"
	"strings"
)

// Lab1 is lab L1, mended.
func Lab1(x [][]float64) (context [][]float64, cause string) {
	for q, query := range x {
		weights, sum := make([]float64, len(x)), 0.0
		for k, key := range x {
			if k > q {
				continue
			}
			score := 0.0
			for j := range key {
				score += query[j] * key[j]
			}
			weights[k] = math.Exp(score / math.Sqrt(float64(len(query))))
			sum += weights[k]
		}
		row := make([]float64, len(query))
		for k, w := range weights {
			for j, v := range x[k] {
				row[j] += w / sum * v
			}
		}
		context = append(context, row)
	}
	return context, "future"
}

// Lab2 is lab L2, mended.
func Lab2(tokens, positions [][]float64, prompt []int, further int) (rows [][]float64, cause string) {
	return Embed(tokens, positions, append(slices.Clone(prompt), further)), "position"
}

// Lab3 is lab L3, mended.
func Lab3(x []float64, layers [][][]float64) (out []float64, cause string) {
	out = slices.Clone(x)
	for _, layer := range layers {
		shortcut := out
		out = make([]float64, len(layer))
		for o, row := range layer {
			sum := 0.0
			for j, w := range row {
				sum += w * shortcut[j]
			}
			out[o] = math.Tanh(sum) + shortcut[o]
		}
	}
	return out, "shortcut"
}

// Lab4 is lab L4, mended.
func Lab4(start, peak float64, warmUp, steps int) (losses []float64, cause string) {
	w := start
	for step := range steps {
		rate := min(peak, peak*float64(step+1)/float64(warmUp))
		w -= rate * 2 * w
		losses = append(losses, w*w)
	}
	return losses, "rate"
}

// Lab5 is lab L5, mended.
func Lab5(x, draws []float64, rate float64, training bool) (out []float64, cause string) {
	out = slices.Clone(x)
	if !training {
		return out, "dropout"
	}
	for j := range out {
		if draws[j] < rate {
			out[j] = 0
		} else {
			out[j] /= 1 - rate
		}
	}
	return out, "dropout"
}

// Lab6 is lab L6, mended.
func Lab6(vocabulary, embed int, draws []float64) (embedding, head [][]float64, cause string) {
	for i := range vocabulary {
		embedding = append(embedding, slices.Clone(draws[i*embed:(i+1)*embed]))
	}
	return embedding, embedding, "tied"
}

// Lab7 is lab L7, mended.
func Lab7(text string, saved []string) (ids []int, cause string) {
	for _, word := range strings.Fields(text) {
		ids = append(ids, slices.Index(saved, word))
	}
	return ids, "tokenizer"
}

// Lab8 is lab L8, mended.
func Lab8(losses [][]float64, lengths []int) (mean float64, cause string) {
	sum, n := 0.0, 0
	for i, row := range losses {
		for _, loss := range row[:lengths[i]] {
			sum += loss
		}
		n += lengths[i]
	}
	return sum / float64(n), "padding"
}
