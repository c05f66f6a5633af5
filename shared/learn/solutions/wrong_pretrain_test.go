package solutions

import (
	"maps"
	"math"
	"slices"
)

func init() { maps.Copy(wrong, wrongPretrain) }

// adamW is the step with pieces that can be exchanged.
type adamW struct {
	beta1, beta2         float64
	plain, l2, fast, old bool // no correction; decay in the gradient; decay without the rate; old means
	under, kept, linear  bool // epsilon under the root; corrected means come back; the gradient instead of its square
}

func (a adamW) step(p, g, m, v float64, step int, rate, decay float64) (float64, float64, float64) {
	keep := 1 - rate*decay
	if a.l2 {
		g, keep = g+decay*p, 1
	}
	if a.fast {
		keep = 1 - decay
	}
	newM, newV := a.beta1*m+(1-a.beta1)*g, a.beta2*v+(1-a.beta2)*g*g
	if a.linear {
		newV = a.beta2*v + (1-a.beta2)*g
	}
	mean, square := newM, newV
	if a.old {
		mean, square = m, v
	}
	if !a.plain {
		mean, square = mean/(1-math.Pow(a.beta1, float64(step))), square/(1-math.Pow(a.beta2, float64(step)))
	}
	root := math.Sqrt(square) + 1e-8
	if a.under {
		root = math.Sqrt(square + 1e-8)
	}
	if a.kept {
		newM, newV = mean, square
	}
	return p*keep - rate*mean/root, newM, newV
}

// tape is Gradients with pieces that can be exchanged.
type tape struct{ overwrite, own, forward, input, flat, alone bool }

func (t tape) gradients(ops []string, left, right []int, values []float64) []float64 {
	grads := make([]float64, len(values))
	grads[len(grads)-1] = 1
	order := make([]int, len(ops))
	for i := range order {
		order[i] = i
	}
	if !t.forward {
		slices.Reverse(order)
	}
	give := func(to int, slope float64) {
		if t.overwrite {
			grads[to] = slope
		} else {
			grads[to] += slope
		}
	}
	for _, i := range order {
		l, r, g := left[i], right[i], grads[i]
		switch ops[i] {
		case "add":
			give(l, g)
			give(r, g)
		case "mul":
			a, b := values[r], values[l]
			if t.own {
				a, b = b, a
			}
			if t.alone {
				g = 1
			}
			give(l, a*g)
			give(r, b*g)
		case "tanh":
			y := values[i]
			if t.input {
				y = values[l]
			}
			if t.flat {
				y = 0
			}
			give(l, (1-y*y)*g)
		}
	}
	return grads
}

// loss is CrossEntropy with the loss of a row to be chosen.
func loss(logits [][]float64, targets []int, each func(row []float64, target int) float64) float64 {
	sum, n := 0.0, 0.0
	for i, row := range logits {
		if targets[i] != -100 {
			sum, n = sum+each(row, targets[i]), n+1
		}
	}
	return sum / n
}

func counted(targets []int) (n float64) {
	for _, t := range targets {
		if t != -100 {
			n++
		}
	}
	return n
}

type rate = func(step, warmUp, total int, initial, peak, lowest float64) float64

// schedule is LearningRate with progress and fall to be chosen.
func schedule(step, warmUp, total int, initial, peak, lowest float64, fall func(progress float64) float64) float64 {
	if step < warmUp {
		return initial + float64(step)*(peak-initial)/float64(warmUp)
	}
	return lowest + (peak-lowest)*fall(float64(step-warmUp)/float64(total-warmUp))
}

var wrongPretrain = map[string]map[string]any{
	"5.1": {
		"sum":      func(l [][]float64, t []int) float64 { return CrossEntropy(l, t) * counted(t) },
		"no minus": func(l [][]float64, t []int) float64 { return -CrossEntropy(l, t) },
		"base two": func(l [][]float64, t []int) float64 { return CrossEntropy(l, t) / math.Ln2 },
		"overflow": func(l [][]float64, t []int) float64 {
			return loss(l, t, func(row []float64, target int) float64 { return -math.Log(naive(row)[target]) })
		},
		"no softmax": func(l [][]float64, t []int) float64 {
			return loss(l, t, func(row []float64, target int) float64 { return -row[target] })
		},
		"ignored rows count": func(l [][]float64, t []int) float64 {
			return CrossEntropy(l, t) * counted(t) / float64(len(t))
		},
		"ignored rows as the first token": func(l [][]float64, t []int) float64 {
			t = slices.Clone(t)
			for i := range t {
				t[i] = max(0, t[i])
			}
			return CrossEntropy(l, t)
		},
	},
	"A.4": {
		"overwritten":        tape{overwrite: true}.gradients,
		"own value":          tape{own: true}.gradients,
		"forwards":           tape{forward: true}.gradients,
		"tanh of the input":  tape{input: true}.gradients,
		"tanh without slope": tape{flat: true}.gradients,
		"only the last":      tape{alone: true}.gradients,
	},
	"5.2": {
		"no correction":          adamW{beta1: 0.9, beta2: 0.999, plain: true}.step,
		"decay in the gradient":  adamW{beta1: 0.9, beta2: 0.999, l2: true}.step,
		"decay without rate":     adamW{beta1: 0.9, beta2: 0.999, fast: true}.step,
		"epsilon under the root": adamW{beta1: 0.9, beta2: 0.999, under: true}.step,
		"old means":              adamW{beta1: 0.9, beta2: 0.999, old: true}.step,
		"betas exchanged":        adamW{beta1: 0.999, beta2: 0.9}.step,
		"corrected means kept":   adamW{beta1: 0.9, beta2: 0.999, kept: true}.step,
		"square missing":         adamW{beta1: 0.9, beta2: 0.999, linear: true}.step,
	},
	"5.3a": {
		"ties lost": func(logits []float64, k int) []float64 {
			out := mapped([][]float64{logits}, func(float64) float64 { return math.Inf(-1) })[0]
			left := slices.Clone(logits)
			for range k {
				best := slices.Index(left, slices.Max(left))
				out[best], left[best] = logits[best], math.Inf(-1)
			}
			return out
		},
		"zeros": func(logits []float64, k int) []float64 {
			return mapped([][]float64{TopK(logits, k)}, func(v float64) float64 {
				if math.IsInf(v, -1) {
					return 0
				}
				return v
			})[0]
		},
		"first ones": func(logits []float64, k int) []float64 {
			out := slices.Clone(logits)
			for i := k; i < len(out); i++ {
				out[i] = math.Inf(-1)
			}
			return out
		},
		"smallest ones": func(logits []float64, k int) []float64 {
			largest := slices.Sorted(slices.Values(logits))[k-1]
			return mapped([][]float64{logits}, func(v float64) float64 {
				if v > largest {
					return math.Inf(-1)
				}
				return v
			})[0]
		},
		"shortened": func(logits []float64, k int) []float64 {
			sorted := slices.Sorted(slices.Values(logits))
			slices.Reverse(sorted)
			return sorted[:k]
		},
		"one more": func(logits []float64, k int) []float64 { return TopK(logits, min(len(logits), k+1)) },
	},
	"5.3b": {
		"multiplied": func(l []float64, t float64) []float64 { return Temperature(l, 1/t) },
		"behind softmax": func(l []float64, t float64) []float64 {
			return mapped(Softmax([][]float64{l}), func(v float64) float64 { return v / t })[0]
		},
		"ignored": func(l []float64, t float64) []float64 { return Softmax([][]float64{l})[0] },
		"overflow": func(l []float64, t float64) []float64 {
			return naive(mapped([][]float64{l}, func(v float64) float64 { return v / t })[0])
		},
	},
	"5.3c": {
		"likeliest": func(p []float64, u float64) int { return slices.Index(p, slices.Max(p)) },
		"all alike": func(p []float64, u float64) int { return int(u * float64(len(p))) },
		"no sum": func(p []float64, u float64) int {
			if i := slices.IndexFunc(p, func(v float64) bool { return u < v }); i >= 0 {
				return i
			}
			return len(p) - 1
		},
		"at the edge": func(p []float64, u float64) int {
			sum := 0.0
			for i, v := range p {
				if sum += v; u <= sum {
					return i
				}
			}
			return len(p) - 1
		},
		"one behind": func(p []float64, u float64) int { return Draw(p, u) + 1 },
		"from above": func(p []float64, u float64) int {
			p = slices.Clone(p)
			slices.Reverse(p)
			return len(p) - 1 - Draw(p, u)
		},
	},
	"D.2": {
		"straight down": rate(func(s, w, t int, initial, peak, lowest float64) float64 {
			return schedule(s, w, t, initial, peak, lowest, func(p float64) float64 { return 1 - p })
		}),
		"one step ahead": rate(func(s, w, t int, initial, peak, lowest float64) float64 {
			return LearningRate(s+1, w, t, initial, peak, lowest)
		}),
		"whole cosine": rate(func(s, w, t int, initial, peak, lowest float64) float64 {
			return schedule(s, w, t, initial, peak, lowest, func(p float64) float64 {
				return (1 + math.Cos(2*math.Pi*p)) / 2
			})
		}),
		"progress of the whole run": rate(func(s, w, t int, initial, peak, lowest float64) float64 {
			return schedule(s, w, t, initial, peak, lowest, func(float64) float64 {
				return (1 + math.Cos(math.Pi*float64(s)/float64(t))) / 2
			})
		}),
		"to zero": rate(func(s, w, t int, initial, peak, lowest float64) float64 {
			return LearningRate(s, w, t, initial, peak, 0)
		}),
		"from zero": rate(func(s, w, t int, initial, peak, lowest float64) float64 {
			return LearningRate(s, w, t, 0, peak, lowest)
		}),
		"no warm-up": rate(func(s, w, t int, initial, peak, lowest float64) float64 {
			return LearningRate(max(s, w), w, t, initial, peak, lowest)
		}),
	},
}
