package solutions

import (
	"math"
	"slices"
)

// CrossEntropy is part 5.1.
func CrossEntropy(logits [][]float64, targets []int) float64 {
	loss, n := 0.0, 0.0
	for i, row := range logits {
		if targets[i] == -100 {
			continue
		}
		largest, sum := slices.Max(row), 0.0
		for _, v := range row {
			sum += math.Exp(v - largest)
		}
		loss += math.Log(sum) + largest - row[targets[i]]
		n++
	}
	return loss / n
}

// Gradients is part A.4.
func Gradients(ops []string, left, right []int, values []float64) []float64 {
	grads := make([]float64, len(values))
	grads[len(grads)-1] = 1
	for i := len(ops) - 1; i >= 0; i-- {
		l, r := left[i], right[i]
		switch ops[i] {
		case "add":
			grads[l] += grads[i]
			grads[r] += grads[i]
		case "mul":
			grads[l] += values[r] * grads[i]
			grads[r] += values[l] * grads[i]
		case "tanh":
			grads[l] += (1 - values[i]*values[i]) * grads[i]
		}
	}
	return grads
}

// AdamWStep is part 5.2.
func AdamWStep(p, g, m, v float64, step int, rate, decay float64) (newP, newM, newV float64) {
	newM = 0.9*m + 0.1*g
	newV = 0.999*v + 0.001*g*g
	mean := newM / (1 - math.Pow(0.9, float64(step)))
	square := newV / (1 - math.Pow(0.999, float64(step)))
	newP = p*(1-rate*decay) - rate*mean/(math.Sqrt(square)+1e-8)
	return newP, newM, newV
}

// TopK is part 5.3a.
func TopK(logits []float64, k int) []float64 {
	sorted := slices.Sorted(slices.Values(logits))
	smallest := sorted[len(sorted)-k]
	kept := slices.Clone(logits)
	for i, v := range kept {
		if v < smallest {
			kept[i] = math.Inf(-1)
		}
	}
	return kept
}

// Temperature is part 5.3b.
func Temperature(logits []float64, temperature float64) []float64 {
	scaled := make([]float64, len(logits))
	for i, v := range logits {
		scaled[i] = v / temperature
	}
	return Softmax([][]float64{scaled})[0]
}

// Draw is part 5.3c.
func Draw(probabilities []float64, u float64) int {
	sum := 0.0
	for i, p := range probabilities {
		if sum += p; u < sum {
			return i
		}
	}
	return len(probabilities) - 1
}

// LearningRate is part D.2.
func LearningRate(step, warmUp, total int, initial, peak, lowest float64) float64 {
	if step < warmUp {
		return initial + float64(step)*(peak-initial)/float64(warmUp)
	}
	progress := float64(step-warmUp) / float64(total-warmUp)
	return lowest + (peak-lowest)*(1+math.Cos(math.Pi*progress))/2
}
