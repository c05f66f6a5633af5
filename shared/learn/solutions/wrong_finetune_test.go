package solutions

import (
	"maps"
	"math"
	"slices"
	"strings"
)

func init() { maps.Copy(wrong, wrongFinetune) }

type (
	lora    = func(x, weight, a, b [][]float64, alpha float64) [][]float64
	dpo     = func(chosen, rejected, refChosen, refRejected, beta float64) float64
	collate = func(rows [][]int, pad, ignore int) ([][]int, [][]int)
)

func minusLogSigmoid(m float64) float64 { return DPOLoss(m, 0, 0, 0, 1) }

func scaled(x [][]float64, by float64) [][]float64 {
	return mapped(x, func(v float64) float64 { return by * v })
}

func replaced(rows [][]int, from, to int) (out [][]int) {
	for _, row := range rows {
		row = slices.Clone(row)
		for i := range row {
			if row[i] == from {
				row[i] = to
			}
		}
		out = append(out, row)
	}
	return out
}

var wrongFinetune = map[string]map[string]any{
	"6.3": {
		"left": func(rows [][]int, length, id int) (out [][]int) {
			for _, row := range rows {
				row = slices.Clone(row[:min(len(row), length)])
				for len(row) < length {
					row = append([]int{id}, row...)
				}
				out = append(out, row)
			}
			return out
		},
		"not cut": func(rows [][]int, length, id int) (out [][]int) {
			for _, row := range rows {
				out = append(out, Pad([][]int{row}, max(len(row), length), id)[0])
			}
			return out
		},
		"front cut": func(rows [][]int, length, id int) (out [][]int) {
			for _, row := range rows {
				out = append(out, Pad([][]int{row[max(0, len(row)-length):]}, length, id)[0])
			}
			return out
		},
		"zeros": func(rows [][]int, length, id int) [][]int { return Pad(rows, length, 0) },
		"to the longest": func(rows [][]int, length, id int) [][]int {
			longest := 0
			for _, row := range rows {
				longest = max(longest, len(row))
			}
			return Pad(rows, longest, id)
		},
	},
	"7.2": {
		"empty section": func(instruction, input string) string {
			return strings.Replace(Prompt(instruction, "§"), "§", input, 1)
		},
		"no response mark": func(instruction, input string) string {
			return strings.TrimSuffix(Prompt(instruction, input), "\n\n### Response:\n")
		},
		"no head": func(instruction, input string) string {
			_, rest, _ := strings.Cut(Prompt(instruction, input), "\n\n")
			return rest
		},
		"no empty lines": func(instruction, input string) string {
			return strings.ReplaceAll(Prompt(instruction, input), "\n\n", "\n")
		},
		"no last line break": func(instruction, input string) string {
			return strings.TrimSuffix(Prompt(instruction, input), "\n")
		},
		"input always left out": func(instruction, input string) string { return Prompt(instruction, "") },
	},
	"7.3": {
		"first one too": collate(func(rows [][]int, pad, ignore int) ([][]int, [][]int) {
			a, b := Collate(rows, pad, ignore)
			return a, replaced(b, pad, ignore)
		}),
		"none ignored": collate(func(rows [][]int, pad, ignore int) ([][]int, [][]int) {
			a, b := Collate(rows, pad, ignore)
			return a, replaced(b, ignore, pad)
		}),
		"not shifted": collate(func(rows [][]int, pad, ignore int) ([][]int, [][]int) {
			a, _ := Collate(rows, pad, ignore)
			return a, a
		}),
		"no end of the longest": collate(func(rows [][]int, pad, ignore int) ([][]int, [][]int) {
			a, b := Collate(rows, pad, ignore)
			for i := range b {
				a[i], b[i] = a[i][:len(a[i])-1], b[i][:len(b[i])-1]
			}
			return a, b
		}),
		"inputs too": collate(func(rows [][]int, pad, ignore int) ([][]int, [][]int) {
			a, b := Collate(rows, pad, ignore)
			return replaced(a, pad, ignore), b
		}),
		"one too wide": collate(func(rows [][]int, pad, ignore int) ([][]int, [][]int) {
			a, b := Collate(rows, pad, ignore)
			for i := range a {
				a[i] = append(a[i], pad)
			}
			return a, b
		}),
	},
	"E.4": {
		"alpha alone": lora(func(x, w, a, b [][]float64, alpha float64) [][]float64 {
			return LoRA(x, w, a, b, alpha*float64(len(b)))
		}),
		"layer replaced": lora(func(x, w, a, b [][]float64, alpha float64) [][]float64 {
			return LoRA(x, scaled(w, 0), a, b, alpha)
		}),
		"both scaled": lora(func(x, w, a, b [][]float64, alpha float64) [][]float64 {
			return LoRA(x, scaled(w, alpha/float64(len(b))), a, b, alpha)
		}),
		"divided by the inputs": lora(func(x, w, a, b [][]float64, alpha float64) [][]float64 {
			return LoRA(x, w, a, b, alpha*float64(len(b))/float64(len(a)))
		}),
		"weight not transposed": lora(func(x, w, a, b [][]float64, alpha float64) [][]float64 {
			return LoRA(x, transposed(w), a, b, alpha)
		}),
	},
	"7.9": {
		"no reference": dpo(func(c, r, rc, rr, beta float64) float64 { return DPOLoss(c, r, 0, 0, beta) }),
		"turned round": dpo(func(c, r, rc, rr, beta float64) float64 { return DPOLoss(r, c, rr, rc, beta) }),
		"beta outside": dpo(func(c, r, rc, rr, beta float64) float64 { return beta * DPOLoss(c, r, rc, rr, 1) }),
		"overflow": dpo(func(c, r, rc, rr, beta float64) float64 {
			return math.Log(1 + math.Exp(-beta*((c-rc)-(r-rr))))
		}),
		"no logarithm": dpo(func(c, r, rc, rr, beta float64) float64 {
			return -1 / (1 + math.Exp(-beta*((c-rc)-(r-rr))))
		}),
		"reference added": dpo(func(c, r, rc, rr, beta float64) float64 {
			return minusLogSigmoid(beta * ((c + rc) - (r + rr)))
		}),
	},
}
